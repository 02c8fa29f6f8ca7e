// A real ActiveMQ with STOMP, logins and the Statistics plugin, on a free loopback port.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Child, Exit } from './child';
import { freePort } from './free_port';
import type { Lab } from './lab';
import { describeOutcome, runProgram } from './outcome';

const HOME = '/usr/share/activemq';
const FIXTURES = join(__dirname, '..', 'fixtures', 'activemq');
// Without xstream and jettison every Statistics reply kills the connection silently.
const LIBRARIES = [
  `${HOME}/lib/*`,
  `${HOME}/lib/optional/*`,
  '/usr/share/java/xstream.jar',
  '/usr/share/java/jettison.jar',
];
const STORE_PASSWORD = 'for-the-lab';
// One compiler tier and the serial collector start in a second on a small machine.
const JAVA_OPTIONS = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** Where a broker listens, with the login every lab broker knows. */
export interface LabBroker {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Default ActiveMQ. */
  readonly connector?: 'activemq' | 'rabbitmq';
}

export const LAB_LOGIN = { user: 'mcollective', password: 'marionette' } as const;

/** What a broker has beyond, or lacks of, what every lab broker has. */
export interface ActiveMqOptions {
  /** False: without the Statistics plugin. */
  readonly statistics?: boolean;
  /** Memory of each queue, bytes. */
  readonly queueMemory?: number;
  /** Entries of an authorization map; without them every login may do everything. */
  readonly authorization?: string;
  /** A second connector that speaks TLS with this certificate and key (PEM). */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

export class ActiveMq implements LabBroker {
  readonly host = '127.0.0.1';
  readonly user = LAB_LOGIN.user;
  readonly password = LAB_LOGIN.password;

  private constructor(
    readonly port: number,
    /** Of the connector that speaks TLS; 0 without one. */
    readonly tlsPort: number,
    private readonly child: Child,
  ) {}

  /** Starts a broker; `port` 0 (the default) takes a free one, which is still free when it starts there again. */
  static async start(
    lab: Lab,
    name = 'activemq',
    port = 0,
    options: ActiveMqOptions = {},
  ): Promise<ActiveMq> {
    const config = lab.write(
      `${name}/conf/activemq.xml`,
      await configuration(lab, name, port || (await freePort()), options),
    );
    lab.write(`${name}/conf/log4j.properties`, readFileSync(join(FIXTURES, 'log4j.properties'), 'utf8'));
    lab.write(`${name}/data/.keep`, '');
    const child = lab.start(name, 'java', [
      ...JAVA_OPTIONS,
      '-cp',
      [lab.path(name, 'conf'), ...LIBRARIES].join(':'),
      `-Dactivemq.home=${HOME}`,
      `-Dactivemq.base=${lab.path(name, 'data')}`,
      'org.apache.activemq.console.Main',
      'start',
      `xbean:file:${config}`,
    ]);
    const [, listening] = await child.untilPrinted(
      /Listening for connections at: stomp\+nio:\/\/[^:]+:(\d+)/,
      60_000,
    );
    await child.untilPrinted(/Apache ActiveMQ .* started/, 60_000);
    const [, tlsPort = 0] =
      /Listening for connections at: stomp\+ssl:\/\/[^:]+:(\d+)/.exec(child.output()) ?? [];
    return new ActiveMq(Number(listening), Number(tlsPort), child);
  }

  /** SIGSTOP makes it hang, SIGCONT go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.signal(name);
  }

  /** Ends it in order. */
  stop(): Promise<Exit> {
    return this.child.stop();
  }

  /** Ends it as a crash would. */
  kill(): Promise<Exit> {
    return this.child.kill();
  }
}

async function configuration(
  lab: Lab,
  name: string,
  port: number,
  { statistics = true, queueMemory, tls, authorization }: ActiveMqOptions,
): Promise<string> {
  const parts = {
    PORT: String(port),
    STATISTICS: statistics ? '<statisticsBrokerPlugin/>' : '',
    POLICY: queueMemory
      ? `<destinationPolicy><policyMap><policyEntries><policyEntry queue=">" memoryLimit="${queueMemory}"/></policyEntries></policyMap></destinationPolicy>`
      : '',
    AUTHORIZATION: authorization
      ? `<authorizationPlugin><map><authorizationMap>${authorization}</authorizationMap></map></authorizationPlugin>`
      : '',
    SSL: tls ? sslContext(await keyStore(lab, name, tls)) : '',
    TLS: tls ? '<transportConnector name="tls" uri="stomp+ssl://127.0.0.1:0"/>' : '',
  };
  const template = readFileSync(join(FIXTURES, 'activemq.xml'), 'utf8');
  return template.replace(/@([A-Z]+)@/g, (_, part) => parts[part as keyof typeof parts]);
}

function sslContext(file: string): string {
  return `<sslContext><sslContext keyStore="file:${file}" keyStorePassword="${STORE_PASSWORD}" keyStoreType="PKCS12"/></sslContext>`;
}

async function keyStore(
  lab: Lab,
  name: string,
  { certFile, keyFile }: { certFile: string; keyFile: string },
): Promise<string> {
  lab.write(`${name}/conf/.keep`, '');
  const file = lab.path(name, 'conf', 'broker.p12');
  const made = await runProgram('openssl', [
    ...['pkcs12', '-export', '-in', certFile, '-inkey', keyFile],
    ...['-out', file, '-passout', `pass:${STORE_PASSWORD}`],
  ]);
  if (made.code !== 0) throw new Error(describeOutcome(made));
  return file;
}

/** The ring's shared broker when it started one, else a broker of this lab's own. */
export async function labBroker(lab: Lab): Promise<LabBroker> {
  const shared = process.env.FLEETSPEC_LAB_ACTIVEMQ;
  if (shared === undefined) return ActiveMq.start(lab);
  const colon = shared.lastIndexOf(':');
  return { host: shared.slice(0, colon), port: Number(shared.slice(colon + 1)), ...LAB_LOGIN };
}
