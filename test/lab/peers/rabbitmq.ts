// A real RabbitMQ with its STOMP plugin, on a loopback port, with nothing shared with a broker of the machine.
import { createHash } from 'node:crypto';
import { LAB_LOGIN, type LabBroker } from './activemq';
import type { Child, Exit } from './child';
import { freePort } from './free_port';
import type { Lab } from './lab';

// Debian's own wrapper insists on the user and the folders of the service.
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const EPMD_READY_MS = 10_000;

/** What the broker knows when it starts. */
export interface RabbitMqSetup {
  /** Collectives with their exchanges, default mcollective alone. */
  readonly collectives?: readonly string[];
  /** Without it there is no exchange mcollective_reply. Default true. */
  readonly replyExchange?: boolean;
}

export class RabbitMq implements LabBroker {
  readonly host = '127.0.0.1';
  readonly user = LAB_LOGIN.user;
  readonly password = LAB_LOGIN.password;
  readonly connector = 'rabbitmq';

  private constructor(
    private readonly lab: Lab,
    readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
    private child: Child,
  ) {}

  /** Starts Erlang's port mapper and the broker; ready when it takes STOMP connections. */
  static async start(lab: Lab, setup: RabbitMqSetup = {}): Promise<RabbitMq> {
    const [port, epmdPort, distPort] = await freePorts(3);
    const env = writeSettings(lab, { port: port!, epmdPort: epmdPort!, distPort: distPort! }, setup);
    await startEpmd(lab, epmdPort!);
    const child = launch(lab, env);
    const broker = new RabbitMq(lab, port!, env, child);
    await broker.ready();
    return broker;
  }

  /** Ends it in order. */
  stop(): Promise<Exit> {
    return this.child.stop(15_000);
  }

  /** Starts it again on the same port, after `stop` or `kill`. */
  async restart(): Promise<void> {
    this.child = launch(this.lab, this.env);
    await this.ready();
  }

  /** Ends it as a crash would. */
  kill(): Promise<Exit> {
    return this.child.kill();
  }

  log(): string {
    return this.child.output();
  }

  // The log goes on over restarts.
  private async ready(): Promise<void> {
    const starts = (this.child.output().match(/Server startup complete/g) ?? []).length;
    await this.child.untilPrinted(new RegExp(`(?:Server startup complete[^]*?){${starts + 1}}`), 60_000);
  }
}

function launch(lab: Lab, env: Readonly<Record<string, string>>): Child {
  return lab.start('rabbitmq', SERVER, [], { env, cwd: lab.dir });
}

// In the foreground, so that it ends with the lab; otherwise the broker would leave one running for ever.
async function startEpmd(lab: Lab, port: number): Promise<void> {
  const child = lab.start('epmd', 'epmd', ['-d', '-port', String(port), '-address', '127.0.0.1']);
  await child.untilPrinted(/epmd running/, EPMD_READY_MS);
}

interface Ports {
  readonly port: number;
  readonly epmdPort: number;
  readonly distPort: number;
}

function writeSettings(lab: Lab, ports: Ports, setup: RabbitMqSetup): Readonly<Record<string, string>> {
  const definitions = lab.write('rabbitmq/definitions.json', JSON.stringify(definitionsOf(setup)));
  lab.write(
    'rabbitmq/rabbitmq.conf',
    [
      'listeners.tcp = none',
      `stomp.listeners.tcp.1 = 127.0.0.1:${ports.port}`,
      `load_definitions = ${definitions}`,
      'log.console = true',
      'log.file = false',
      '',
    ].join('\n'),
  );
  return {
    HOME: lab.path('rabbitmq'),
    ERL_EPMD_PORT: String(ports.epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(ports.distPort),
    RABBITMQ_NODENAME: `lab${ports.port}@localhost`,
    RABBITMQ_CONFIG_FILE: lab.path('rabbitmq', 'rabbitmq'),
    RABBITMQ_ENABLED_PLUGINS_FILE: lab.write('rabbitmq/enabled_plugins', '[rabbitmq_stomp].\n'),
    RABBITMQ_MNESIA_BASE: lab.path('rabbitmq', 'mnesia'),
    RABBITMQ_LOG_BASE: lab.path('rabbitmq', 'log'),
    RABBITMQ_PID_FILE: lab.path('rabbitmq', 'pid'),
    // Set, it makes the start script become the broker instead of its parent: our pid is the broker's.
    NOTIFY_SOCKET: lab.path('rabbitmq', 'nobody-listens'),
  };
}

/** Login, rights and exchanges, as docs/brokers.md shows them. */
function definitionsOf({ collectives = ['mcollective'], replyExchange = true }: RabbitMqSetup): object {
  const exchanges = [
    ...collectives.flatMap(name => [
      [`${name}_broadcast`, 'topic'],
      [`${name}_directed`, 'direct'],
    ]),
    ...(replyExchange ? [['mcollective_reply', 'direct']] : []),
  ];
  const vhost = '/';
  return {
    users: [{ name: LAB_LOGIN.user, password_hash: passwordHash(LAB_LOGIN.password), tags: '' }],
    vhosts: [{ name: vhost }],
    permissions: [{ user: LAB_LOGIN.user, vhost, configure: '.*', write: '.*', read: '.*' }],
    exchanges: exchanges.map(([name, type]) => ({
      ...{ name, vhost, type },
      ...{ durable: true, auto_delete: false, internal: false, arguments: {} },
    })),
  };
}

// Four bytes of salt, then SHA-256 over salt and password.
function passwordHash(password: string): string {
  const salt = Buffer.from('salt');
  const digest = createHash('sha256').update(salt).update(password).digest();
  return Buffer.concat([salt, digest]).toString('base64');
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
