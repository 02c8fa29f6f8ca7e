// A real Icinga 2 in the foreground with a configuration, a certificate and an API of its own.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { Child, Exit } from './child';
import { freePort } from './free_port';
import { noteProcess } from './journal';
import type { Lab } from './lab';
import { type Outcome, runProgram } from './outcome';
import { waitFor } from './wait_for';

export interface IcingaSetup {
  /** Hosts, services and commands in Icinga's language; `include <itl>` and `<plugins>` are there already. */
  readonly objects: string;
  /** Folder of check plugins, `PluginDir`. */
  readonly pluginDir?: string;
  /** What the API user may do, default everything. */
  readonly permissions?: readonly string[];
}

/** The `attrs` of an object as the API has them. */
export type IcingaObject = Readonly<Record<string, unknown>> & {
  /** 99 and -1 before the first check. */
  readonly state: number;
  readonly last_check_result: IcingaCheckResult | null;
};

export interface IcingaCheckResult {
  readonly state: number;
  readonly exit_status: number;
  readonly output: string;
  readonly performance_data: readonly string[] | null;
  readonly check_source: string;
  readonly execution_start: number;
  readonly execution_end: number;
  readonly ttl: number;
  readonly active: boolean;
}

// The name of the node is the name in its certificate.
const NODE = 'localhost';
const START_MS = 60_000;

export class Icinga {
  readonly user = 'fleetspec';
  readonly password = 'icinga lab';

  private constructor(
    private readonly lab: Lab,
    readonly port: number,
    private child: Child,
  ) {}

  /** Ready when its API takes connections. */
  static async start(lab: Lab, setup: IcingaSetup): Promise<Icinga> {
    for (const folder of ['data/certs', 'cache', 'log', 'run', 'spool'])
      lab.write(`icinga/${folder}/.keep`, '');
    makeCertificates(lab);
    const port = await freePort();
    lab.write('icinga/icinga2.conf', config(port, setup));
    const icinga = new Icinga(lab, port, launch(lab));
    await icinga.ready();
    return icinga;
  }

  /** What `icinga2 daemon -C` says of it. */
  static verify(lab: Lab, setup: IcingaSetup): Promise<Outcome> {
    for (const folder of ['data', 'cache', 'log', 'run', 'spool']) lab.write(`icinga/${folder}/.keep`, '');
    // Without the API, which wants certificates.
    const file = lab.write('icinga/icinga2.conf', config(0, setup).replace(/^object ApiListener[^}]*}/m, ''));
    return runProgram('icinga2', [...daemonArguments(lab.path('icinga')), '-C', '-c', file]);
  }

  get url(): string {
    return `https://${NODE}:${this.port}`;
  }

  /** PEM file of the authority its certificate is from. */
  get ca(): string {
    return this.lab.path('icinga', 'data', 'certs', 'ca.crt');
  }

  /** Attributes of a service, undefined when there is none. */
  service(host: string, name: string): Promise<IcingaObject | undefined> {
    return this.object(`services/${encodeURIComponent(`${host}!${name}`)}`);
  }

  /** Attributes of a host, undefined when there is none. */
  host(name: string): Promise<IcingaObject | undefined> {
    return this.object(`hosts/${encodeURIComponent(name)}`);
  }

  /** The service once it has a result that `fits`. */
  checked(
    host: string,
    name: string,
    fits: (result: IcingaCheckResult) => boolean = () => true,
    timeoutMs = 30_000,
  ): Promise<IcingaCheckResult> {
    return waitFor(
      `Icinga to have a result of ${host}!${name}`,
      async () => {
        const result = (await this.service(host, name))?.last_check_result;
        return result && fits(result) ? result : undefined;
      },
      timeoutMs,
    );
  }

  /** Ends it in order. */
  stop(): Promise<Exit> {
    return this.child.stop(15_000);
  }

  /** Ends it, its worker included, as a crash would. */
  async kill(): Promise<void> {
    const family = descendants(this.child.pid);
    await this.child.kill();
    for (const pid of family) endNow(pid);
    await waitFor('the worker of Icinga to be gone', () => !family.some(isRunning));
  }

  /** Starts it again on the same port, after `stop` or `kill`. */
  async restart(): Promise<void> {
    this.child = launch(this.lab);
    await this.ready();
  }

  log(): string {
    return this.child.output();
  }

  // The log goes on over restarts. The worker is a process of its own that a crashed lab must end, too.
  private async ready(): Promise<void> {
    await waitFor('the API of Icinga', () => this.answers(), START_MS).catch(error => {
      throw new Error(`${(error as Error).message}\n${this.log().split('\n').slice(-20).join('\n')}`);
    });
    for (const pid of descendants(this.child.pid)) noteProcess(this.lab.dir, pid);
  }

  private async answers(): Promise<boolean> {
    if (!this.child.running) throw new Error('icinga2 ended');
    return this.get('').then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  private async object(path: string): Promise<IcingaObject | undefined> {
    const { status, body } = await this.get(`/objects/${path}`);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`Icinga answered ${status}: ${body}`);
    return (JSON.parse(body) as { results: { attrs: IcingaObject }[] }).results[0]?.attrs;
  }

  private get(path: string): Promise<{ status: number; body: string }> {
    const options = {
      host: NODE,
      port: this.port,
      path: `/v1${path}`,
      ca: readFileSync(this.ca),
      auth: `${this.user}:${this.password}`,
      headers: { Accept: 'application/json' },
      agent: false,
    };
    return new Promise((resolve, reject) => {
      const sent = request(options, response => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      });
      sent.on('error', reject).end();
    });
  }
}

function launch(lab: Lab): Child {
  const dir = lab.path('icinga');
  return lab.start('icinga2', 'icinga2', [...daemonArguments(dir), '-c', `${dir}/icinga2.conf`]);
}

function daemonArguments(dir: string): string[] {
  const constants = [
    ...[`DataDir=${dir}/data`, `CacheDir=${dir}/cache`, `LogDir=${dir}/log`],
    ...[`InitRunDir=${dir}/run`, `SpoolDir=${dir}/spool`, `ConfigDir=${dir}`],
    ...['RunAsUser=root', 'RunAsGroup=root'],
  ];
  return ['daemon', ...constants.flatMap(one => ['-D', one])];
}

function config(
  port: number,
  { objects, pluginDir = '/usr/lib/nagios/plugins', permissions = ['*'] }: IcingaSetup,
): string {
  return `
const NodeName = "${NODE}"
const ZoneName = NodeName
const PluginDir = "${pluginDir}"
const PluginContribDir = PluginDir
const ManubulonPluginDir = PluginDir
include <itl>
include <plugins>
object Zone ZoneName { endpoints = [ NodeName ] }
object Endpoint NodeName { }
object ApiListener "api" {
  bind_host = "127.0.0.1"
  bind_port = ${port}
}
object ApiUser "fleetspec" {
  password = "icinga lab"
  permissions = ${JSON.stringify(permissions)}
}
object CheckerComponent "checker" { }
${objects}
`;
}

// Icinga's own pki command takes ten seconds for its RSA keys of 4096 bits.
function makeCertificates(lab: Lab): void {
  const certs = (name: string): string => lab.path('icinga', 'data', 'certs', name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const alternatives = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const authority = ['-CA', certs('ca.crt'), '-CAkey', certs('ca.key')];
  openssl([
    ...['req', '-x509', ...key, '-days', '2', '-subj', '/CN=Lab CA'],
    ...['-keyout', certs('ca.key'), '-out', certs('ca.crt')],
  ]);
  openssl([
    ...['req', '-x509', ...key, ...authority, '-days', '2', '-subj', `/CN=${NODE}`, '-addext', alternatives],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-keyout', certs(`${NODE}.key`), '-out', certs(`${NODE}.crt`)],
  ]);
}

function openssl(args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}

function descendants(pid: number): number[] {
  let text = '';
  try {
    text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return [];
  }
  const children = text.split(' ').filter(Boolean).map(Number);
  return children.flatMap(child => [child, ...descendants(child)]);
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with its parent.
  }
}

// The dead who nobody has buried yet have no command line.
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
