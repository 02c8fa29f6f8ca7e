// The thread of one agent, there while it is needed: started by the first call, ended when nobody calls any more.
import type { Timer } from '../../util/clock';
import type { CallReply } from './perform_call';
import { RunningThread, ThreadEnded, type ThreadNode, type ThreadParts } from './running_thread';
import type { CallFacts } from './thread_messages';

/** After the last call, ms: a thread holds some 8 MiB, and is there again in a few hundredths of a second. */
const IDLE_MS = 60_000;
/** One that was ended is not gone before the system gives way to it. */
const MAX_LIVING = 5;

export class OwnAgentThread {
  #current: RunningThread | undefined;
  #starting: Promise<RunningThread> | undefined;
  #idle: Timer | undefined;
  /** Threads that were started and are not gone. */
  #living = 0;

  /** `requireGood` is called with the names of the code's actions, each time it was loaded; what it throws is thrown. */
  constructor(
    private readonly parts: ThreadParts,
    private readonly requireGood: (actions: readonly string[]) => void,
  ) {}

  /** Loads the code and forgets it again. Rejects with OwnAgentBroken. */
  async check(): Promise<void> {
    const thread = await this.#start();
    thread.end('it was only looked at');
  }

  /** Rejects with OwnAgentBroken and ThreadEnded. */
  async call(facts: CallFacts, node: ThreadNode, signal: AbortSignal): Promise<CallReply> {
    this.#idle?.cancel();
    const thread = await this.#running();
    try {
      if (signal.aborted) throw new Error('the time was over before the code was loaded');
      return await thread.call(facts, node, signal);
    } finally {
      if (!thread.isBusy) this.#restLater(thread);
    }
  }

  async #running(): Promise<RunningThread> {
    if (this.#current && !this.#current.hasEnded) return this.#current;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    this.#current = await this.#starting;
    return this.#current;
  }

  async #start(): Promise<RunningThread> {
    const thread = this.#newThread();
    const actions = await thread.loaded();
    try {
      this.requireGood(actions);
      return thread;
    } catch (fault) {
      thread.end('it is broken');
      throw fault;
    }
  }

  #newThread(): RunningThread {
    if (this.#living >= MAX_LIVING)
      throw new ThreadEnded(`${MAX_LIVING} of its threads cannot be ended; find what they wait for`);
    const thread = new RunningThread(this.parts);
    this.#living += 1;
    void thread.gone.then(() => {
      this.#living -= 1;
    });
    return thread;
  }

  #restLater(thread: RunningThread): void {
    this.#idle?.cancel();
    this.#idle = this.parts.clock.after(IDLE_MS, () => {
      if (!thread.isBusy) thread.end('nobody needed it');
    });
  }
}
