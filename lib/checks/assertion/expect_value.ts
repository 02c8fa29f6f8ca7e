// The same as expect_of_hosts for what is one thing: a queue, a web page, a name, the number of hosts.
import type { CheckContext } from '../check_context';
import { type ModalText, parseModality } from '../language/modality';
import { parseTiming, type TimingText } from '../language/timing';
import { CheckFailed } from '../verdicts';
import { eventually } from './eventually';
import { type Expectation, end } from './expect_of_hosts';

export interface ValueSentence {
  /** Of `{timing}`. */
  readonly timing?: TimingText;
  /** Of `{modal}`, default `should`. */
  readonly modal?: ModalText;
}

/** `thing` is whose value it is, where a host would be named. `look` throws CannotTell when nothing can be said. */
export async function expectValue<T>(
  { timing = '', modal = 'should' }: ValueSentence,
  thing: string,
  look: () => Promise<T>,
  expectation: Omit<Expectation<T>, 'measure'> & { measure?(value: T): void },
  run: CheckContext,
): Promise<void> {
  const modality = parseModality(modal);
  await eventually(parseTiming(timing), run, async () => {
    const value = await look();
    expectation.measure?.(value);
    if (expectation.holds(value) !== modality.negated) return;
    const expected = modality.negated ? `not ${expectation.expected}` : expectation.expected;
    const findings = [{ host: thing, got: expectation.show(value) }];
    end(modality, new CheckFailed(expectation.subject, expected, findings, undefined, modality.severity));
  });
}
