// How long a part of a scenario takes: `I am benchmarking` begins it, `the elapsed time should be below 5 seconds` looks.
import type { CheckContext } from '../check_context';
import { StepMissing } from '../errors';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { type ModalText, parseModality } from '../language/modality';
import { expectValue } from './expect_value';
import { limitsOf } from './limits';

export class Stopwatch {
  #startedAt: number | undefined;

  start(run: CheckContext): void {
    this.#startedAt = run.now();
  }

  /** Looks without stopping. Throws CheckFailed, StepMissing and BadSentence. */
  async expect(modal: ModalText, limit: ComparisonText, run: CheckContext): Promise<void> {
    const comparison = requireKind(parseComparison(limit), 'seconds', 'the elapsed time');
    const since = this.#startedAt;
    if (since === undefined) throw new StepMissing('when the time began', 'I am benchmarking');
    const limits = limitsOf(comparison, parseModality(modal));
    await expectValue(
      { modal },
      'the scenario',
      async () => (run.now() - since) / 1000,
      {
        subject: 'elapsed time',
        expected: comparison.text,
        holds: comparison.holds,
        show: seconds => `${Math.round(seconds * 1000) / 1000} s`,
        measure: value => run.measure({ label: 'elapsed', value, unit: 's', ...limits }),
      },
      run,
    );
  }
}
