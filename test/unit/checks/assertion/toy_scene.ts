// Sentences about hosts that are numbers: what each shows, who is silent, who is excused.
import type { Excuses } from '../../../../lib/checks/assertion/excuses';
import { expectOfHosts, type Scene } from '../../../../lib/checks/assertion/expect_of_hosts';
import type { AskHosts, ChosenHosts } from '../../../../lib/checks/assertion/readings';
import type { CheckContext } from '../../../../lib/checks/check_context';
import { SilentNodes } from '../../../../lib/checks/errors';
import { parseComparison } from '../../../../lib/checks/language/comparison';
import type { HostPhrase } from '../../../../lib/checks/language/host_phrase';
import { type CannotTell, CheckFailed, NotApplicable } from '../../../../lib/checks/verdicts';
import { describeError } from '../../../../lib/errors';
import { ToyFleet } from '../toy_fleet';

/** By host: a number, or undefined for silence. */
export type Shown<T = number> = Readonly<Record<string, T | undefined>>;

export interface ToyOptions {
  /** Hosts that are excused, and why. */
  readonly excused?: Readonly<Record<string, string>>;
  /** Instead of silence. */
  readonly doubt?: CannotTell;
  readonly context?: Partial<CheckContext>;
}

export class ToyScene implements Scene {
  readonly fleet = new ToyFleet({});
  readonly run: CheckContext;
  readonly used: string[] = [];
  readonly excuses: Excuses | undefined;
  looks = 0;

  constructor(
    public shown: Shown<unknown>,
    private readonly options: ToyOptions = {},
  ) {
    const { excused } = options;
    this.run = { ...this.fleet.context, ...options.context };
    this.excuses = excused && {
      of: host => excused[host],
      use: (host, subject) => this.used.push(`${subject} of ${host}: ${excused[host]}`),
    };
  }

  async chooseHosts(_who: HostPhrase): Promise<ChosenHosts> {
    return { nodes: Object.keys(this.shown), late: () => [] };
  }

  /** What the hosts show now. */
  ask<T>(): AskHosts<T> {
    return async () => {
      this.looks += 1;
      const entries = Object.entries(this.shown);
      const known = entries.flatMap(([host, value]) =>
        value === undefined ? [] : [{ host, value: value as T }],
      );
      const unknown = entries.filter(([, value]) => value === undefined).map(([host]) => host);
      const silence = unknown.length > 0 ? new SilentNodes(unknown, 'toy ask', 'toy') : undefined;
      return { known, unknown, doubt: this.options.doubt ?? silence };
    };
  }

  /** `every host should` + `below 2`. */
  expect(claim: string, limit: string): Promise<void> {
    const comparison = parseComparison(limit);
    const { text, holds } = comparison;
    return expectOfHosts(
      claim,
      this.ask<number>(),
      { subject: 'load', expected: text, holds, show: String },
      this,
    );
  }
}

/** How it ends, in one line: `CRITICAL web1: …`, `not applicable: …`, `UNKNOWN …`, or `well`. */
export async function ending(sentence: Promise<void>): Promise<string> {
  try {
    await sentence;
    return 'well';
  } catch (fault) {
    if (fault instanceof CheckFailed) return `${fault.severity} ${fault.message}`;
    if (fault instanceof NotApplicable) return fault.message;
    return `UNKNOWN ${describeError(fault).split('; ')[0]}`;
  }
}

export const told = (shown: Shown, claim: string, limit: string, options?: ToyOptions): Promise<string> =>
  ending(new ToyScene(shown, options).expect(claim, limit));
