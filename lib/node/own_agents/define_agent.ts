// What people write an agent of their own with: a function for each action, and what it is handed.
import type { ExecResult } from '../../exec/exec';
import type { Facts } from '../agent';

/** What an action may answer with; `undefined` leaves an output out. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly Value[]
  | { readonly [name: string]: Value };

/** Outputs by the names of the DDL; those that are left out get the defaults of the DDL. */
export type Outputs = Readonly<Record<string, Value>>;

/** Lines for the daemon's log; text is cut at 1000 characters, a call has 100 lines. */
export interface Log {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

export interface RunOptions {
  /** Milliseconds until the program is ended; it never lives longer than the action. */
  readonly timeoutMs?: number;
  /** Text for standard input, which is empty otherwise. */
  readonly input?: string;
  /** Variables besides PATH, HOME and LC_ALL=C. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder, default `/`. */
  readonly cwd?: string;
  /** Per stream, default 1 MiB; what comes after is thrown away. */
  readonly maxOutputBytes?: number;
}

/** How a program ended. */
export type RunResult = ExecResult;

/** One call of an action. */
export interface Call<Inputs = Readonly<Record<string, unknown>>> {
  readonly agent: string;
  readonly action: string;
  /** Checked by the DDL, and none that it does not have; optional ones may be missing. */
  readonly inputs: Inputs;
  /** Who asks, as the request says: `id` is `uid=0` or `cert=alice`, `host` the identity of its machine. */
  readonly caller: { readonly id: string; readonly host: string };
  readonly requestId: string;
  /** Of the node that is asked. */
  readonly identity: string;
  /** `limit` is `NAME.limit` under `node.plugins` of the node. */
  readonly settings: Readonly<Record<string, string>>;
  /** Aborted when the time of the DDL is over, and when the daemon stops. */
  readonly signal: AbortSignal;
  readonly log: Log;
  facts(): Promise<Facts>;
  classes(): Promise<readonly string[]>;
  /**
   * Runs a program of this machine. Each argument is one argument, whatever is in it: there is no shell. A program that
   * fails is a result; the promise rejects when there is no such program.
   */
  run(program: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
}

export type OwnAction<Inputs = Readonly<Record<string, unknown>>> = (
  call: Call<Inputs>,
) => Promise<Outputs | undefined> | Outputs | undefined;

// biome-ignore lint/suspicious/noExplicitAny: the DDL knows the types of inputs, and has checked them
export type OwnActions = Readonly<Record<string, OwnAction<any>>>;

/** Known by a symbol that is the same in every copy of this package. */
const MARK = Symbol.for('fleetspec.agent');

/** What `defineAgent` makes. */
export interface OwnAgent {
  readonly actions: OwnActions;
}

/** An agent: a function for each action of its DDL, by the action's name. Throws TypeError for anything else. */
export function defineAgent(actions: OwnActions): OwnAgent {
  if (typeof actions !== 'object' || actions === null) {
    throw new TypeError('defineAgent takes an object with a function for each action');
  }
  for (const [name, action] of Object.entries(actions)) {
    if (typeof action !== 'function') throw new TypeError(`the action ${name} is no function`);
  }
  const agent = { actions: { ...actions } };
  Object.defineProperty(agent, MARK, { value: true });
  return Object.freeze(agent);
}

/** The agent a module exports, as its default or as the whole; undefined when there is none. */
export function exportedAgent(exports: unknown): OwnAgent | undefined {
  const candidates = [exports, (exports as { default?: unknown } | null | undefined)?.default];
  return candidates.find((one): one is OwnAgent => typeof one === 'object' && one !== null && MARK in one);
}
