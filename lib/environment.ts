// The one door to the process: everything else is handed an Environment and can be tested with another.
import { fstatSync, writeSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';

/** What a program sees of the machine it runs on. */
export interface Environment {
  readonly cwd: string;
  readonly home: string;
  readonly hostname: string;
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  readonly username: string;
  /** Of Node, as `v20.20.2`. */
  readonly nodeVersion?: string;
  /**
   * When this program began, on the monotonic clock; undefined when it is not a program of its own. Loading counts:
   * who waits for an answer waits for that too.
   */
  readonly startedAt?: number;
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  /** Standard input is what another program of a pipeline writes, or wrote. */
  stdinIsPipe?(): boolean;
  readonly stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  readonly stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  /** Calls `handler` on the signal until the returned function is called. */
  onSignal(signal: NodeJS.Signals, handler: () => void): () => void;
  /** Calls `handler` with what nobody caught, instead of ending the process, until the returned function is called. */
  onFault?(handler: (fault: unknown) => void): () => void;
  /** From now on Node's own warnings do not reach stderr, which to some monitoring wrappers is a failure. */
  silenceWarnings?(): void;
  /** Ends the process; only bin, cli's exit and the plugin runner call it. */
  exit(code: number): never;
  /**
   * Prints and ends the process, with `otherwise` when it could not be printed: for programs whose only output that is,
   * without the milliseconds that a stream takes to make.
   */
  finish?(text: string, code: number, otherwise: number): void;
  /** Resident memory in bytes. */
  rss(): number;
  /** CPU time of this process in seconds. */
  cpu(): { user: number; system: number };
}

/** Milliseconds since this process started. The global `performance` tells them, too, and takes a millisecond to load. */
export function uptimeMs(): number {
  return process.uptime() * 1000;
}

/** Memory of this process, all its threads, that is not swapped out. */
export function residentBytes(): number {
  return process.memoryUsage.rss();
}

/**
 * The real process; a program of its own says when it began: 0. What is not used is not looked up: names of users may
 * come from a directory server that is down, and a stream of Node's takes milliseconds to make.
 */
export function processEnvironment(startedAt?: number): Environment {
  return {
    ...(startedAt === undefined ? {} : { startedAt }),
    cwd: workingDirectory(),
    get home() {
      return homedir();
    },
    get hostname() {
      return hostname();
    },
    pid: process.pid,
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    get username() {
      return loginName();
    },
    nodeVersion: process.version,
    argv: process.argv.slice(2),
    env: process.env,
    get stdin() {
      return process.stdin;
    },
    stdinIsPipe: () => isPipe(0),
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    onSignal(signal, handler) {
      process.on(signal, handler);
      return () => process.removeListener(signal, handler);
    },
    onFault(handler) {
      process.on('uncaughtException', handler);
      process.on('unhandledRejection', handler);
      return () => {
        process.removeListener('uncaughtException', handler);
        process.removeListener('unhandledRejection', handler);
      };
    },
    silenceWarnings: () => process.removeAllListeners('warning'),
    exit: code => process.exit(code),
    finish: (text, code, otherwise) => process.exit(isPrinted(text) ? code : otherwise),
    rss: () => process.memoryUsage().rss,
    cpu() {
      const { user, system } = process.cpuUsage();
      return { user: user / 1e6, system: system / 1e6 };
    },
  };
}

/**
 * Sends a signal to a process, or to a process group when `pid` is negative; false when there is none or it is not
 * ours. For lib/exec only.
 */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

const STDOUT = 1;
const FULL_PIPE_MS = 1_000;

// Whoever reads a pipe may be slow, and the pipe one that does not wait.
function isPrinted(text: string): boolean {
  const bytes = Buffer.from(text);
  const patience = uptimeMs() + FULL_PIPE_MS;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || uptimeMs() > patience) return false;
    }
  }
  return true;
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    return false;
  }
}

// A folder that was deleted under us makes everything throw that resolves a path; whole paths work from anywhere.
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    process.chdir('/');
    return '/';
  }
}

// A uid without a passwd entry (containers) makes userInfo throw.
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? '';
  }
}
