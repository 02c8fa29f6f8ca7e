// What the commander does, as it is told: one line for people, one JSON object for programs.

export type CommanderEvent =
  | {
      readonly event: 'commanding';
      readonly interval_s: number;
      readonly max_concurrent: number | undefined;
    }
  | { readonly event: 'found'; readonly hosts: number; readonly between_s: number }
  | { readonly event: 'start'; readonly host: string; readonly running: number }
  | { readonly event: 'scheduled'; readonly host: string; readonly status: string }
  | { readonly event: 'finished'; readonly host: string; readonly seconds: number }
  | { readonly event: 'given up'; readonly host: string; readonly why: string }
  | { readonly event: 'waiting'; readonly host: string; readonly running: number }
  | { readonly event: 'skipped'; readonly host: string; readonly why: string }
  | { readonly event: 'trouble'; readonly text: string }
  | { readonly event: 'broker'; readonly text: string; readonly back: boolean }
  | { readonly event: 'ended'; readonly running: readonly string[] };
