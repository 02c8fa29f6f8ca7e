// What happens in a roll-out, as it is told: one line for people, one JSON object for programs.
import type { GateAnswer } from './gate';

export type RolloutEvent =
  | { readonly event: 'found'; readonly hosts: number }
  | { readonly event: 'start'; readonly host: string; readonly running: number }
  | { readonly event: 'scheduled'; readonly host: string; readonly status: string }
  | { readonly event: 'waiting'; readonly running: number }
  | {
      readonly event: 'finished';
      readonly host: string;
      readonly changed: number;
      readonly total: number;
      readonly seconds: number | undefined;
    }
  | { readonly event: 'failed'; readonly host: string; readonly why: string }
  | { readonly event: 'skipped'; readonly host: string; readonly why: string }
  | { readonly event: 'canaries'; readonly hosts: readonly string[] }
  | {
      readonly event: 'gate';
      readonly status: GateAnswer['status'];
      readonly text: string;
      readonly holds: boolean;
    }
  | {
      readonly event: 'stopping';
      readonly reason: StopReason;
      readonly why: string;
      readonly running: number;
    }
  | { readonly event: 'broker'; readonly text: string; readonly back: boolean };

export type StopReason = 'gate' | 'canary' | 'failures' | 'broker';
