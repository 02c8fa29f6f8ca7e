// A real Puppet server of a lab: on a free loopback port, with everything it keeps in the lab's folder. Its certificates, and
// those of the nodes, are made beforehand: its own CA would take ten seconds to begin, and half a minute for each node.
import { renameSync } from 'node:fs';
import { get } from 'node:https';
import type { Child } from './child';
import { freePort } from './free_port';
import type { Lab } from './lab';
import { describeOutcome, runProgram } from './outcome';
import { ReportInbox, type RunReport } from './report_inbox';
import { waitFor } from './wait_for';

const PROGRAM = '/usr/share/puppetserver/puppetserver.jar';
const READY_MS = 120_000;
const STOP_MS = 10_000;
// One compiler tier and the serial collector start sooner on a small machine.
const JAVA_OPTIONS = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
// Those of the package without CA, metrics, administration, and asking the makers for a newer version.
const SERVICES = [
  'puppetlabs.services.request-handler.request-handler-service/request-handler-service',
  'puppetlabs.services.jruby.jruby-puppet-service/jruby-puppet-pooled-service',
  'puppetlabs.services.jruby-pool-manager.jruby-pool-manager-service/jruby-pool-manager-service',
  'puppetlabs.services.puppet-profiler.puppet-profiler-service/puppet-profiler-service',
  'puppetlabs.trapperkeeper.services.webserver.jetty9-service/jetty9-service',
  'puppetlabs.trapperkeeper.services.webrouting.webrouting-service/webrouting-service',
  'puppetlabs.services.config.puppet-server-config-service/puppet-server-config-service',
  'puppetlabs.services.master.master-service/master-service',
  'puppetlabs.trapperkeeper.services.authorization.authorization-service/authorization-service',
  'puppetlabs.services.versioned-code-service.versioned-code-service/versioned-code-service',
  'puppetlabs.trapperkeeper.services.scheduler.scheduler-service/scheduler-service',
  'puppetlabs.trapperkeeper.services.status.status-service/status-service',
  'puppetlabs.trapperkeeper.services.metrics.metrics-service/metrics-service',
  'puppetlabs.services.jruby.jruby-metrics-service/jruby-metrics-service',
  'puppetlabs.services.ca.certificate-authority-disabled-service/certificate-authority-disabled-service',
];

/** Its certificate is for this name. */
export const PUPPET_SERVER = 'localhost';

const FOLDER = 'puppetserver';
const KEY = `${FOLDER}/pki/key.pem`;

export class PuppetServer {
  private constructor(
    private readonly lab: Lab,
    readonly port: number,
    private readonly child: Child,
    private readonly inbox: ReportInbox,
  ) {}

  /** Starts it, for nodes of these names, and does not wait: that takes a while in which much else can be done. */
  static async begin(lab: Lab, nodes: readonly string[]): Promise<PuppetServer> {
    const port = await freePort();
    await makeCertificates(lab, [PUPPET_SERVER, ...nodes]);
    const inbox = await ReportInbox.open(lab);
    const child = lab.start(FOLDER, 'java', [...JAVA_OPTIONS, ...writeSettings(lab, port, inbox.url)]);
    lab.atEnd({ end: () => child.stop(STOP_MS), endNow: () => child.signal('SIGKILL') });
    return new PuppetServer(lab, port, child, inbox);
  }

  /** Resolves when it answers requests. */
  async ready(): Promise<void> {
    await waitFor(
      'the Puppet server to answer',
      async () => {
        if (!this.child.running) throw new Error(`it ended: ${this.child.output().slice(-2000)}`);
        return (await this.#ask('/status/v1/simple')) === 'running';
      },
      READY_MS,
    );
  }

  /** What it compiles from then on, in an environment; it reads its manifests for every catalog. */
  write(manifest: string, environment = 'production'): void {
    const folder = `${FOLDER}/code/environments/${environment}/manifests`;
    // In one move: somebody's catalog may be being compiled.
    renameSync(this.lab.write(`${folder}/next`, manifest), this.lab.path(folder, 'site.pp'));
  }

  /** Runs of a node, as it reported them, the oldest first. */
  reports(node: string): RunReport[] {
    return this.inbox.reports.filter(({ host }) => host === node);
  }

  /** Files of the lab: what a node needs to be known. */
  certificates(node: string): { readonly ca: string; readonly certificate: string; readonly key: string } {
    return {
      ca: this.lab.read(`${FOLDER}/pki/ca.pem`),
      certificate: this.lab.read(`${FOLDER}/pki/${node}.pem`),
      key: this.lab.read(KEY),
    };
  }

  /** Body of the answer, undefined when there is none. */
  #ask(path: string): Promise<string | undefined> {
    const { ca } = this.certificates(PUPPET_SERVER);
    return new Promise(resolve => {
      const request = get({ host: PUPPET_SERVER, port: this.port, path, ca, timeout: 5000 }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', part => {
          text += part;
        });
        response.once('end', () => resolve(text));
        response.once('error', () => resolve(undefined));
      });
      request.once('error', () => resolve(undefined));
      request.once('timeout', () => request.destroy());
    });
  }
}

/** Words for java, without its own options. */
function writeSettings(lab: Lab, port: number, reportUrl: string): string[] {
  const at = (...parts: string[]): string => lab.path(FOLDER, ...parts);
  const settings = {
    global: { 'logging-config': lab.write(`${FOLDER}/logback.xml`, LOGGING) },
    webserver: {
      'client-auth': 'want',
      'ssl-host': '127.0.0.1',
      'ssl-port': port,
      'ssl-cert': at('pki', `${PUPPET_SERVER}.pem`),
      'ssl-key': lab.path(KEY),
      'ssl-ca-cert': at('pki', 'ca.pem'),
    },
    'web-router-service': {
      'puppetlabs.services.master.master-service/master-service': '/puppet',
      'puppetlabs.trapperkeeper.services.status.status-service/status-service': '/status',
    },
    metrics: { 'server-id': 'lab', registries: {}, reporters: {} },
    'jruby-puppet': {
      'ruby-load-path': ['/usr/lib/puppetserver/ruby/vendor_ruby'],
      'gem-home': at('gems'),
      'gem-path': [at('gems'), '/usr/lib/puppetserver/vendored-jruby-gems'],
      'server-conf-dir': at('conf'),
      'server-code-dir': at('code'),
      'server-var-dir': at('var'),
      'server-run-dir': at('run'),
      'server-log-dir': at('log'),
      'max-active-instances': 1,
    },
    authorization: { version: 1, rules: RULES },
  };
  lab.write(`${FOLDER}/conf/puppet.conf`, serverConf(lab, reportUrl));
  for (const folder of ['code/environments/production/manifests', 'var', 'run', 'log'])
    lab.write(`${FOLDER}/${folder}/.keep`, '');
  return [
    '-Djruby.lib=/usr/share/jruby/lib',
    '-Djruby.logger.class=com.puppetlabs.jruby_utils.jruby.Slf4jLogger',
    ...['-jar', PROGRAM],
    ...['--config', lab.write(`${FOLDER}/conf.d/lab.conf`, JSON.stringify(settings, null, 1))],
    ...['--bootstrap-config', lab.write(`${FOLDER}/services.cfg`, `${SERVICES.join('\n')}\n`)],
    ...['--restart-file', at('restart')],
  ];
}

const RULES = [
  {
    name: 'nodes',
    'match-request': { path: '/puppet/v3', type: 'path' },
    allow: '*',
    'sort-order': 1,
  },
  {
    name: 'status',
    'match-request': { path: '/status/v1', type: 'path' },
    'allow-unauthenticated': true,
    'sort-order': 2,
  },
];

const LOGGING = `<configuration>
  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %-5p %c{2} %m%n</pattern></encoder>
  </appender>
  <root level="info"><appender-ref ref="STDOUT"/></root>
</configuration>
`;

function serverConf(lab: Lab, reportUrl: string): string {
  return [
    '[main]',
    `certname = ${PUPPET_SERVER}`,
    'certificate_revocation = false',
    // To send reports on, over plain HTTP, it looks for these as well.
    `hostcert = ${lab.path(FOLDER, 'pki', `${PUPPET_SERVER}.pem`)}`,
    `hostprivkey = ${lab.path(KEY)}`,
    `localcacert = ${lab.path(FOLDER, 'pki', 'ca.pem')}`,
    '[server]',
    `codedir = ${lab.path(FOLDER, 'code')}`,
    'environment_timeout = 0',
    'reports = http',
    `reporturl = ${reportUrl}`,
    '',
  ].join('\n');
}

// One key for all: nobody here is to be kept from being somebody else.
async function makeCertificates(lab: Lab, names: readonly string[]): Promise<void> {
  lab.write(`${FOLDER}/pki/.keep`, '');
  const at = (name: string): string => lab.path(FOLDER, 'pki', name);
  const openssl = async (...args: string[]): Promise<void> => {
    const made = await runProgram('openssl', args);
    if (made.code !== 0) throw new Error(describeOutcome(made));
  };
  await Promise.all([
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=Lab CA'],
      ...['-keyout', at('ca-key.pem'), '-out', at('ca.pem')],
    ),
    openssl('genrsa', '-out', lab.path(KEY), '2048'),
  ]);
  for (const name of names)
    await openssl(
      ...['req', '-x509', '-key', lab.path(KEY), '-days', '30', '-subj', `/CN=${name}`],
      ...['-CA', at('ca.pem'), '-CAkey', at('ca-key.pem'), '-out', at(`${name}.pem`)],
      ...['-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
    );
}
