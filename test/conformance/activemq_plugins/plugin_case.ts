// One case of what the ActiveMQ plugins must do with a broker, and what it is given.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RawClient, type Target, type WireHeaders } from '../broker/raw_client';
import { type PluginRunAnswer, runCacti, runCheck } from './plugin_run';

export interface PluginCase {
  readonly name: string;
  run(bench: PluginBench): Promise<void>;
}

export interface PluginTarget extends Target {
  /** It is a real ActiveMQ, and may do what the embedded broker does not. */
  readonly real: boolean;
  /** How many runs of a plugin side by side this machine can take. */
  readonly parallel: number;
}

/** A broker with names of its own, so that cases can share one that keeps its queues. */
export class PluginBench {
  /** For state files and the like. */
  readonly folder = mkdtempSync(join(tmpdir(), 'fleetspec-plugins-'));
  private readonly clients: RawClient[] = [];
  private readonly prefix = `plugins.${randomBytes(6).toString('hex')}`;

  constructor(readonly target: PluginTarget) {}

  /** A destination name nobody else uses, without `/queue/` or `/topic/`. */
  name(suffix: string): string {
    return `${this.prefix}.${suffix}`;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async client(): Promise<RawClient> {
    const client = await RawClient.connect(this.target, '1.1');
    this.clients.push(client);
    return client;
  }

  /** Sends messages to `/queue/…` or `/topic/…`, as it is after the escapes of STOMP; resolves when the broker has them. */
  async put(destination: string, count: number, headers: WireHeaders = {}, bytes = 10): Promise<void> {
    const client = await this.client();
    const escaped = destination.replaceAll('\\', '\\\\').replaceAll(':', '\\c');
    const body = Buffer.alloc(bytes, 'x');
    for (let i = 1; i < count; i++) client.send('SEND', { destination: escaped, ...headers }, body);
    if (count > 0) await client.processed('SEND', { destination: escaped, ...headers }, body);
  }

  /** Makes queues without messages. */
  async make(...destinations: string[]): Promise<void> {
    const client = await this.client();
    for (const [index, destination] of destinations.entries()) {
      await client.processed('SUBSCRIBE', { id: `s${index}`, destination });
      await client.processed('UNSUBSCRIBE', { id: `s${index}` });
    }
  }

  /** Subscribes; `ack` client acknowledges nothing. */
  async consume(destination: string, ack: 'auto' | 'client', headers: WireHeaders = {}): Promise<RawClient> {
    const client = await this.client();
    await client.processed('SUBSCRIBE', { id: 's', destination, ack, ...headers });
    return client;
  }

  /** How a plugin reaches the broker. */
  get login(): string[] {
    const { host, port, login, passcode } = this.target;
    return ['--host', `${host}:${port}`, '--user', login, '--password', passcode];
  }

  check(name: string, ...args: string[]): Promise<PluginRunAnswer> {
    return runCheck(name, [...this.login, '-t', '20', ...args], {}, [this.target.passcode]);
  }

  queue(...args: string[]): Promise<PluginRunAnswer> {
    return this.check('check_activemq_queue', ...args);
  }

  cacti(...args: string[]): Promise<{ line: string; code: number | null }> {
    return runCacti([...this.login, '-t', '20', ...args]);
  }

  close(): void {
    for (const client of this.clients) client.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
