// What happens while features run, for those who watch.

/** `warning` and `waived` let the scenario go on; `skipped` comes after a step that ended it. */
export type StepMark = 'passed' | 'warning' | 'waived' | 'failed' | 'unknown' | 'not applicable' | 'skipped';

export type ProgressEvent =
  | { readonly kind: 'scenario'; readonly feature: string; readonly name: string; readonly location: string }
  | {
      readonly kind: 'step';
      /** `Given `, with its space; `hook: ` for what is no step. */
      readonly keyword: string;
      readonly text: string;
      readonly mark: StepMark;
      /** One sentence, why it did not pass. */
      readonly reason?: string;
    };

export type ProgressListener = (event: ProgressEvent) => void;
