// What the daemon and the thread of an agent of one's own tell each other.
import type { CallReply } from './perform_call';

/** What the thread is started with. */
export interface ThreadData {
  /** Absolute path of the agent's code. */
  readonly file: string;
}

/** A call without what the thread must ask for. */
export interface CallFacts {
  readonly agent: string;
  readonly action: string;
  /** JSON. */
  readonly inputs: string;
  readonly caller: { readonly id: string; readonly host: string };
  readonly requestId: string;
  readonly identity: string;
  readonly settings: Readonly<Record<string, string>>;
}

export type ToThread =
  | { readonly type: 'call'; readonly id: number; readonly facts: CallFacts }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'served'; readonly ask: number; readonly value: unknown }
  | { readonly type: 'refused'; readonly ask: number; readonly sentence: string };

export type Service = 'run' | 'facts' | 'classes';

export type FromThread =
  /** The code is loaded. */
  | { readonly type: 'ready'; readonly actions: readonly string[] }
  | { readonly type: 'broken'; readonly problem: string; readonly remedy: string }
  | { readonly type: 'replied'; readonly id: number; readonly reply: CallReply }
  | {
      readonly type: 'ask';
      readonly ask: number;
      /** The call it is asked for. */
      readonly id: number;
      readonly service: Service;
      readonly args: readonly unknown[];
    }
  | { readonly type: 'log'; readonly id: number; readonly level: LogLevel; readonly text: string }
  /** Something was thrown outside of any call. */
  | { readonly type: 'stray'; readonly sentence: string };

/** What is logged of one call. */
export const MAX_LOG_LINES = 100;
export const MAX_LOG_LINE = 1000;

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
