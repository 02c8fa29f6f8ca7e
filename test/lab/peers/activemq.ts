// A real ActiveMQ with STOMP, logins and the Statistics plugin, on a free loopback port.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Child, Exit } from './child';
import type { Lab } from './lab';

const HOME = '/usr/share/activemq';
const FIXTURES = join(__dirname, '..', 'fixtures', 'activemq');
// Without xstream and jettison every Statistics reply kills the connection silently.
const LIBRARIES = [
  `${HOME}/lib/*`,
  `${HOME}/lib/optional/*`,
  '/usr/share/java/xstream.jar',
  '/usr/share/java/jettison.jar',
];
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

export class ActiveMq implements LabBroker {
  readonly host = '127.0.0.1';
  readonly user = LAB_LOGIN.user;
  readonly password = LAB_LOGIN.password;

  private constructor(
    readonly port: number,
    private readonly child: Child,
  ) {}

  /** Starts a broker; `port` 0 (the default) takes a free one. */
  static async start(lab: Lab, name = 'activemq', port = 0): Promise<ActiveMq> {
    const template = readFileSync(join(FIXTURES, 'activemq.xml'), 'utf8');
    const config = lab.write(`${name}/conf/activemq.xml`, template.replaceAll('@PORT@', String(port)));
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
    return new ActiveMq(Number(listening), child);
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

/** The ring's shared broker when it started one, else a broker of this lab's own. */
export async function labBroker(lab: Lab): Promise<LabBroker> {
  const shared = process.env.FLEETSPEC_LAB_ACTIVEMQ;
  if (shared === undefined) return ActiveMq.start(lab);
  const colon = shared.lastIndexOf(':');
  return { host: shared.slice(0, colon), port: Number(shared.slice(colon + 1)), ...LAB_LOGIN };
}
