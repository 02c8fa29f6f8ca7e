// One thread of an agent of one's own while it lives: calls go in, replies come out, and whatever ends it fails the
// calls it had.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { processEnvironment } from '../../environment';
import { describeError } from '../../errors';
import { parsedProgramEnvironment } from '../../exec/program_environment';
import type { Clock } from '../../util/clock';
import type { NodeContext } from '../agent';
import { OwnAgentBroken } from '../errors';
import { MemoryWatch } from './memory_watch';
import { serve } from './node_services';
import type { CallReply } from './perform_call';
import { readMessage } from './read_message';
import {
  type CallFacts,
  type FromThread,
  MAX_LOG_LINE,
  MAX_LOG_LINES,
  type ToThread,
} from './thread_messages';

export type ThreadNode = Pick<NodeContext, 'exec' | 'facts' | 'classes' | 'logger'>;

export interface ThreadParts {
  /** Name of the agent. */
  readonly name: string;
  /** Absolute path of its code. */
  readonly file: string;
  readonly clock: Clock;
  /** Instead of the thread's program that is built beside this one. */
  readonly program?: string;
}

/** The thread is gone; the message says why, to follow the name of an action. */
export class ThreadEnded extends Error {}

interface PendingCall {
  readonly node: ThreadNode;
  /** Ends the programs the call has started. */
  readonly over: AbortController;
  logLines: number;
  /** What it waits for: programs, facts. */
  asks: number;
  resolve(reply: CallReply): void;
  reject(fault: ThreadEnded): void;
}

/** For the code to be loaded, and compiled when it is new, ms. */
const LOAD_MS = 20_000;
/** For an action that was told to end, ms; an agent that does not is ended as a whole. */
const LINGER_MS = 1000;
/** By which the process may grow while the thread is at work. */
const MAX_MEMORY_MIB = 256;
/** V8's own limit; a thread that comes to it may end the process, so it is far beyond the one above. */
const MAX_HEAP_MIB = 1024;
/** Programs of one call that run at the same time. */
const MAX_ASKS = 32;
const MEND = 'mend it, and see what `fleetspecd --check` says';

export class RunningThread {
  readonly #worker: Worker;
  readonly #memory = new MemoryWatch(MAX_MEMORY_MIB * 2 ** 20);
  readonly #tooLarge = () => this.end(`needed more than ${MAX_MEMORY_MIB} MiB of memory`);
  readonly #calls = new Map<number, PendingCall>();
  /** Resolves when nothing of it is left; code that waits inside of the system, as for a pipe, cannot be ended. */
  readonly gone: Promise<void>;
  #lastId = 0;
  #why: string | undefined;
  #isLoaded = false;
  /** Called with the first message, or with nothing when the thread is gone before. */
  #begun: (message: FromThread | undefined) => void = () => {};

  /** The thread begins to load the code. */
  constructor(private readonly parts: ThreadParts) {
    const { program, ...options } = programOf(parts);
    this.#worker = new Worker(program, {
      ...{ workerData: { file: parts.file }, stdout: true, stderr: true, name: parts.name },
      ...{ argv: [], execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB } },
      ...{ env: threadEnvironment(), ...options },
    });
    this.#logOutput();
    this.#worker.on('message', (posted: unknown) => {
      const message = readMessage(posted);
      if (message) this.#take(message);
    });
    this.#worker.on('error', fault => this.end(reasonOf(fault)));
    this.#memory.begin(this.#tooLarge);
    this.gone = new Promise(resolve => {
      this.#worker.on('exit', () => {
        this.end('its thread ended by itself');
        resolve();
      });
    });
  }

  get hasEnded(): boolean {
    return this.#why !== undefined;
  }

  get isBusy(): boolean {
    return this.#calls.size > 0;
  }

  /** Resolves with what the action answers; rejects with ThreadEnded. */
  call(facts: CallFacts, node: ThreadNode, signal: AbortSignal): Promise<CallReply> {
    if (this.#why !== undefined) return Promise.reject(new ThreadEnded(this.#why));
    this.#lastId += 1;
    const id = this.#lastId;
    this.#worker.ref();
    this.#memory.begin(this.#tooLarge);
    const reply = new Promise<CallReply>((resolve, reject) => {
      const over = new AbortController();
      this.#calls.set(id, { node, over, logLines: 0, asks: 0, resolve, reject });
    });
    const abort = (): void => this.#abort(id);
    signal.addEventListener('abort', abort, { once: true });
    this.#send({ type: 'call', id, facts });
    return reply.finally(() => signal.removeEventListener('abort', abort));
  }

  /** Ends the thread and all it does. The first reason counts. */
  end(why: string): void {
    if (this.#why !== undefined) return;
    this.#why = why;
    void this.#worker.terminate();
    this.#memory.rest();
    this.#begun(undefined);
    for (const id of [...this.#calls.keys()]) this.#settle(id)?.reject(new ThreadEnded(why));
  }

  /** Resolves when the code is loaded, with the names of its actions. Rejects with OwnAgentBroken. */
  async loaded(): Promise<readonly string[]> {
    const { file, clock } = this.parts;
    const late = clock.after(LOAD_MS, () => this.end(`was not loaded within ${LOAD_MS / 1000} s`));
    const message = await new Promise<FromThread | undefined>(resolve => {
      this.#begun = resolve;
    });
    late.cancel();
    if (message?.type === 'ready') return message.actions;
    this.end('it is broken');
    if (message?.type === 'broken') throw new OwnAgentBroken(message.problem, message.remedy);
    const why = message?.type === 'stray' ? message.sentence : this.#why;
    throw new OwnAgentBroken(`${file} ${why}`, MEND);
  }

  #take(message: FromThread): void {
    if (!this.#isLoaded) this.#begin(message);
    else if (message.type === 'replied') this.#settle(message.id)?.resolve(message.reply);
    else if (message.type === 'stray') this.end(message.sentence);
    else if (message.type === 'log') this.#log(message);
    else if (message.type === 'ask') void this.#serve(message);
  }

  #begin(message: FromThread): void {
    if (!['ready', 'broken', 'stray'].includes(message.type)) return;
    this.#isLoaded = true;
    if (message.type === 'ready') this.#rest();
    this.#begun(message);
  }

  async #serve({ ask, id, service, args }: FromThread & { type: 'ask' }): Promise<void> {
    const call = this.#calls.get(id);
    try {
      if (!call) throw new Error(`the action is over, so there is no ${service} any more`);
      if (call.asks >= MAX_ASKS) throw new Error(`the action waits for ${MAX_ASKS} answers already`);
      call.asks += 1;
      const answer = serve(service, args, call.node, call.over.signal);
      const value = await answer.finally(() => {
        call.asks -= 1;
      });
      this.#send({ type: 'served', ask, value });
    } catch (fault) {
      this.#send({ type: 'refused', ask, sentence: describeError(fault) });
    }
  }

  // What the code prints; before its first call nobody is there to log it.
  #logOutput(): void {
    const { stdout, stderr } = this.#worker;
    for (const [stream, level] of [[stdout, 'info'] as const, [stderr, 'warn'] as const]) {
      stream.setEncoding('utf8').on('data', (output: string) => {
        const id = [...this.#calls.keys()].at(-1) ?? 0;
        const lines = output.split('\n', MAX_LOG_LINES + 1).filter(line => line.trim() !== '');
        for (const text of lines) this.#log({ type: 'log', id, level, text: text.slice(0, MAX_LOG_LINE) });
      });
    }
  }

  #log({ id, level, text }: FromThread & { type: 'log' }): void {
    const call = this.#calls.get(id);
    if (!call || call.logLines > MAX_LOG_LINES) return;
    call.logLines += 1;
    const line = call.logLines > MAX_LOG_LINES ? 'more lines are left out' : text;
    call.node.logger[level](`${this.parts.name}: ${line}`);
  }

  // The action may still tell what it wants: nobody waits for it.
  #abort(id: number): void {
    this.#calls.get(id)?.over.abort();
    this.#send({ type: 'abort', id });
    this.parts.clock.after(LINGER_MS, () => {
      if (this.#calls.has(id)) this.end('another action did not end in time, and its thread with it');
    });
  }

  #settle(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.over.abort();
    if (this.#calls.size === 0) this.#rest();
    return call;
  }

  // Nothing is lost with a thread that has nothing to do.
  #rest(): void {
    this.#worker.unref();
    if (this.#memory.rest()) this.end('it had grown too much');
  }

  #send(message: ToThread): void {
    if (this.#why === undefined) this.#worker.postMessage(message);
  }
}

// Beside the daemon's bundle; from sources, the thread's own.
function programOf({ program }: ThreadParts): { program: string; execArgv?: string[] } {
  const built = program ?? join(__dirname, 'agent_thread.js');
  if (existsSync(built)) return { program: built };
  return { program: join(__dirname, 'agent_thread.ts'), execArgv: ['--require', 'ts-node/register'] };
}

// As programs: what the daemon was started with may be secret, MCOLLECTIVE_PSK for one.
function threadEnvironment(): NodeJS.ProcessEnv {
  const { XDG_CACHE_HOME } = processEnvironment().env;
  return { ...parsedProgramEnvironment(), ...(XDG_CACHE_HOME ? { XDG_CACHE_HOME } : {}) };
}

function reasonOf(fault: unknown): string {
  const { code } = (fault ?? {}) as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return `needed more than ${MAX_HEAP_MIB} MiB of memory`;
  return `its thread ended: ${describeError(fault)}`;
}
