// A node without broker and host: connection, programs and files are the test's own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Config } from '../../../lib/config/config';
import type { Environment } from '../../../lib/environment';
import { ProgramNotFound } from '../../../lib/exec/errors';
import type { Exec, ExecResult } from '../../../lib/exec/exec';
import { rootedPaths } from '../../../lib/exec/host_paths';
import type {
  ConnectionState,
  StompConnection,
  StompMessage,
  Subscription,
} from '../../../lib/stomp/connection';
import { makeHeaders } from '../../../lib/stomp/frame';
import type { Logger } from '../../../lib/util/logger';
import { defaultConfig } from '../config/default_config';

export interface SentFrame {
  readonly destination: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Remembers what is sent; frames are delivered by the test. */
export class FakeConnection implements StompConnection {
  readonly broker = 'memory:0';
  readonly sent: SentFrame[] = [];
  readonly subscriptions: { destination: string; headers: Record<string, string> }[] = [];
  closed = false;
  /** Thrown by `send` when set. */
  fault: Error | undefined;
  #handlers = new Map<object, (message: StompMessage) => void>();
  #listeners: ((state: ConnectionState) => void)[] = [];

  subscribe(
    destination: string,
    onMessage: (message: StompMessage) => void,
    headers: Record<string, string> = {},
  ): Subscription {
    const record = { destination, headers };
    this.subscriptions.push(record);
    this.#handlers.set(record, onMessage);
    return {
      unsubscribe: () => {
        this.subscriptions.splice(this.subscriptions.indexOf(record), 1);
        this.#handlers.delete(record);
      },
    };
  }

  send(destination: string, headers: Record<string, string>, body: Buffer): void {
    if (this.fault) throw this.fault;
    this.sent.push({ destination, headers, body });
  }

  /** Hands a frame to every subscription of the destination. */
  deliver(destination: string, headers: Record<string, string>, body: Buffer): void {
    for (const record of [...this.subscriptions]) {
      if (record.destination !== destination) continue;
      this.#handlers.get(record)?.({ headers: makeHeaders({ ...headers, destination }), body });
    }
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.push(listener);
    return () => {};
  }

  tell(state: ConnectionState): void {
    for (const listener of this.#listeners) listener(state);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** Programs by their command line; whatever was not prepared is not installed. */
export class FakeExec implements Exec {
  readonly calls: string[] = [];
  readonly detached: string[] = [];
  readonly signalled: [number, string][] = [];
  readonly #answers = new Map<string, Partial<ExecResult> | (() => Promise<Partial<ExecResult>>)>();
  /** Pids that can be signalled. */
  alive: number[] = [];
  installed: string[] = [];

  answer(commandLine: string, result: Partial<ExecResult> | (() => Promise<Partial<ExecResult>>)): void {
    this.#answers.set(commandLine, result);
  }

  async run(file: string, args: readonly string[]): Promise<ExecResult> {
    const commandLine = [file, ...args].join(' ');
    this.calls.push(commandLine);
    const answer = this.#answers.get(commandLine);
    if (!answer) throw new ProgramNotFound(file);
    const result = typeof answer === 'function' ? await answer() : answer;
    return { code: 0, signal: null, stdout: '', stderr: '', timedOut: false, truncated: false, ...result };
  }

  async detach(file: string, args: readonly string[]): Promise<number> {
    if (!this.installed.includes(file)) throw new ProgramNotFound(file);
    this.detached.push([file, ...args].join(' '));
    return 4711;
  }

  signal(pid: number, signal: NodeJS.Signals): boolean {
    this.signalled.push([pid, signal]);
    return this.alive.includes(pid);
  }
}

export class MemoryLogger implements Logger {
  readonly lines: { level: string; message: string; fields: Record<string, unknown> }[] = [];
  readonly error = this.#at('error');
  readonly warn = this.#at('warn');
  readonly info = this.#at('info');
  readonly debug = this.#at('debug');

  /** Messages of a level. */
  at(level: string): string[] {
    return this.lines.filter(line => line.level === level).map(line => line.message);
  }

  #at(level: string) {
    return (message: string, fields: Record<string, unknown> = {}): void => {
      this.lines.push({ level, message, fields });
    };
  }
}

/** A root folder that stands for `/`. */
export class FakeRoot {
  readonly folder = mkdtempSync(join(tmpdir(), 'fleetspec-node-'));
  readonly paths = rootedPaths(this.folder);

  put(path: string, text: string): void {
    const real = this.paths.resolve(path);
    mkdirSync(dirname(real), { recursive: true });
    writeFileSync(real, text);
  }

  makeFolder(path: string): void {
    mkdirSync(this.paths.resolve(path), { recursive: true });
  }

  take(path: string): void {
    rmSync(this.paths.resolve(path), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export type ConfigParts = Partial<Omit<Config, 'node' | 'broker'>> & {
  readonly node?: Partial<Config['node']>;
  readonly broker?: Partial<Config['broker']>;
};

export function makeTestConfig(parts: ConfigParts = {}): Config {
  const standard = defaultConfig('s3cret');
  return {
    ...standard,
    identity: 'node1.example.net',
    ...parts,
    broker: { ...standard.broker, ...QUICK_BROKER, ...parts.broker },
    node: { ...standard.node, factFiles: ['/etc/fleetspec/facts.yaml'], ...parts.node },
  };
}

const QUICK_BROKER = {
  heartbeatMs: 0,
  reconnectInitialMs: 10,
  reconnectMaxMs: 1000,
  maxFrameBytes: 1024 * 1024,
};

export const testEnvironment = {
  pid: 4242,
  uid: 0,
  gid: 0,
  username: 'root',
  env: {},
  cpu: () => ({ user: 1.5, system: 0.25 }),
} as unknown as Environment;

/** Turns of the event loop until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    if (condition()) return;
    await new Promise(resolve => setImmediate(resolve));
  }
  throw new Error('it never happened');
}
