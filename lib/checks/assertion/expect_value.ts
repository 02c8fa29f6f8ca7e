// The same as expect_of_hosts for what is one thing: a queue, a web page, a name, the number of hosts.
import type { CheckContext } from '../check_context';
import { ideally } from '../language/comparison';
import { type Modality, type ModalText, parseModality } from '../language/modality';
import { parseTiming, type TimingText } from '../language/timing';
import { CheckFailed } from '../verdicts';
import { end } from './decide';
import { eventually } from './eventually';
import { type Expectation, idealWords } from './expect_of_hosts';

export interface ValueSentence {
  /** Of `{timing}`. */
  readonly timing?: TimingText;
  /** Of `{modal}`, default `should`. */
  readonly modal?: ModalText;
}

/** What is expected of one value. */
export type ValueExpectation<T> = Omit<Expectation<T>, 'measure'> & { measure?(value: T): void };

/** Whose value it is, where a host would be named; of some only known with the value. */
export type Thing<T> = string | ((value: T) => string);

/**
 * `look` throws CannotTell when nothing can be said.
 * What a `{comparison}` behind `holds` says to be ideal is held against the same value.
 */
export async function expectValue<T>(
  { timing = '', modal = 'should' }: ValueSentence,
  thing: Thing<T>,
  look: () => Promise<T>,
  expectation: ValueExpectation<T>,
  run: CheckContext,
): Promise<void> {
  const modality = parseModality(modal);
  await eventually(parseTiming(timing), run, async () => {
    const value = await look();
    expectation.measure?.(value);
    judge(modality, thing, value, expectation);
  });
}

function judge<T>(modality: Modality, thing: Thing<T>, value: T, expectation: ValueExpectation<T>): void {
  const { subject, expected } = expectation;
  const found = (what: string, severity: Modality['severity']): never => {
    const words = modality.negated ? `not ${what}` : what;
    const host = typeof thing === 'string' ? thing : thing(value);
    const findings = [{ host, got: expectation.show(value) }];
    return end(modality, new CheckFailed(subject, words, findings, undefined, severity));
  };
  if (expectation.holds(value) === modality.negated) found(expected, modality.severity);
  if (modality.kind === 'condition') return;
  const { result, limits } = ideally(() => expectation.holds(value));
  if (limits.size > 0 && result === modality.negated) found(idealWords(expected, limits), 'WARNING');
}
