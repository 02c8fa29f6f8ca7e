// A real NSCA server in the foreground, which writes what it takes into a file of commands.
import { readFileSync } from 'node:fs';
import type { Child, Exit } from './child';
import { freePort } from './free_port';
import type { Lab } from './lab';
import { waitFor } from './wait_for';

export interface NscaSetup {
  /** Number of `decryption_method`. */
  readonly method: number;
  readonly password: string;
  /** Default: a file, which `commands` reads. */
  readonly commandFile?: string;
}

export class Nsca {
  private constructor(
    private readonly lab: Lab,
    readonly port: number,
    private readonly commandFile: string,
    private readonly args: readonly string[],
    private child: Child,
  ) {}

  /** Ready when it takes connections. */
  static async start(lab: Lab, { method, password, commandFile }: NscaSetup): Promise<Nsca> {
    const port = await freePort();
    const folder = `nsca-${port}`;
    const file = commandFile ?? lab.write(`${folder}/commands`, '');
    const config = lab.write(
      `${folder}/nsca.cfg`,
      [
        ...[`server_port=${port}`, 'server_address=127.0.0.1', 'nsca_user=root', 'nsca_group=root'],
        ...[`pid_file=${lab.path(folder)}/nsca.pid`, 'debug=1', `command_file=${file}`],
        ...[`alternate_dump_file=${lab.path(folder)}/dump`, 'aggregate_writes=0'],
        // A pipe cannot be appended to.
        ...[`append_to_file=${commandFile === undefined ? 1 : 0}`, 'max_packet_age=30'],
        ...[`password=${password}`, `decryption_method=${method}`, ''],
      ].join('\n'),
      0o600,
    );
    const args = ['-f', '-c', config, '--single'];
    const nsca = new Nsca(lab, port, file, args, lab.start(`nsca-${port}`, '/usr/sbin/nsca', args));
    await nsca.ready();
    return nsca;
  }

  /** What it has written, once there are `count` lines. */
  commands(count: number): Promise<readonly string[]> {
    return waitFor(`nsca to take ${count} results`, () => {
      const lines = readFileSync(this.commandFile, 'utf8').split('\n').filter(Boolean);
      return lines.length >= count && lines;
    });
  }

  /** Ends it as a crash would. */
  kill(): Promise<Exit> {
    return this.child.kill();
  }

  /** Starts it again on the same port. */
  async restart(): Promise<void> {
    this.child = this.lab.start(`nsca-${this.port}`, '/usr/sbin/nsca', this.args);
    await this.ready();
  }

  // It prints nothing. A connection would be one it serves, so its port is looked for among those that listen.
  private ready(): Promise<unknown> {
    const port = this.port.toString(16).toUpperCase().padStart(4, '0');
    const listening = new RegExp(`^ *\\d+: [0-9A-F]{8}:${port} \\S+ 0A `, 'm');
    return waitFor('nsca to listen', () => {
      if (!this.child.running) throw new Error(`nsca ended: ${this.child.output()}`);
      return listening.test(readFileSync('/proc/net/tcp', 'utf8'));
    });
  }
}
