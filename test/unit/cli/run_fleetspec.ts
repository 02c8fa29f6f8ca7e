// The command line in process: arguments in, what it printed and its exit code out.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runCli } from '../../../lib/cli/entry';
import type { Environment } from '../../../lib/environment';
import { type FakeFleet, PSK } from '../rpc/fake_fleet';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly fleet?: FakeFleet;
  readonly stdin?: string;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdout?: Writable;
  /** Instead of the text: a pipe in whatever state. */
  readonly input?: NodeJS.ReadableStream;
  /** Standard input is the pipe of a shell. */
  readonly pipe?: boolean;
  /** Handed what is written to stderr, as it is. */
  readonly onStderr?: (text: string) => void;
  /** Handed what a signal calls, while it is listened for. */
  readonly onSignal?: (send: () => void) => void;
}

/** Thrown where the process would end. */
class Ended extends Error {
  constructor(readonly exitCode: number) {
    super(`ended with ${exitCode}`);
  }
}

export class Sink extends Writable {
  text = '';
  isTTY = false;
  columns?: number;
  onText: (text: string) => void = () => {};

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.onText(chunk.toString());
    done();
  }
}

/** A folder with files, removed by `remove`. */
export function folderWith(files: Record<string, string>): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'fleetspec-cli-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text, { mode: 0o600 });
  }
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

export const CONFIG_YAML = `
broker: {pool: [{host: broker.example.net}]}
security: {psk: ${PSK}}
identity: client.example.net
rpc: {discovery_quiet: 200ms}
`;

/** Runs `fleetspec` in a folder with a configuration, the fleet's clock running. */
export async function fleetspec(argv: readonly string[], settings: RunSettings = {}): Promise<Outcome> {
  const folder = folderWith({ 'fleetspec.yaml': CONFIG_YAML });
  const stdout = settings.stdout ?? new Sink();
  const stderr = new Sink();
  Object.assign(stdout, { isTTY: settings.tty ?? false, columns: settings.columns });
  stderr.isTTY = settings.tty ?? false;
  if (settings.onStderr) stderr.onText = settings.onStderr;
  let code: number | undefined;
  const environment = {
    cwd: settings.cwd ?? folder.path,
    home: folder.path,
    hostname: 'client.example.net',
    pid: 4242,
    uid: 1000,
    gid: 1000,
    username: 'op',
    argv,
    env: settings.env ?? {},
    stdin: settings.input ?? Readable.from(settings.stdin === undefined ? [] : [settings.stdin]),
    stdinIsPipe: () => settings.pipe ?? false,
    stdout,
    stderr,
    onSignal(_signal: string, handler: () => void) {
      settings.onSignal?.(handler);
      return () => {};
    },
    exit(status: number): never {
      code ??= status;
      throw new Ended(status);
    },
  } as unknown as Environment;
  const { fleet } = settings;
  const running = runCli(environment, fleet && { connection: fleet, clock: fleet.clock }).catch(error => {
    if (!(error instanceof Ended)) throw error;
  });
  let over = false;
  void running.finally(() => {
    over = true;
  });
  while (fleet && !over) await fleet.clock.advance(1);
  await running;
  folder.remove();
  return { code: code ?? Number.NaN, stdout: (stdout as Sink).text, stderr: stderr.text };
}
