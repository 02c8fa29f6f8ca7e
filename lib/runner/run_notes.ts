// What a run notes besides verdicts: numbers, remarks, failures that let a scenario go on, and what was excused.
import type { Metric } from '../checks/check_context';
import { MAX_LABEL, metricLabel } from '../checks/metric_label';
import type { CheckFailed } from '../checks/verdicts';

export class RunNotes {
  /** The step that is running, as it was written. */
  sentence = '';
  /** One sentence each. */
  readonly remarks: string[] = [];
  readonly #metrics = new Map<string, Metric>();
  /** Final labels by sentence and label as it was given. */
  readonly #labels = new Map<string, string>();
  #mild: CheckFailed[] = [];
  #waived: string[] = [];
  #untold: string[] = [];

  remark(sentence: string): void {
    if (!this.remarks.includes(sentence)) this.remarks.push(sentence);
  }

  /** In the order in which they were first measured. */
  get metrics(): readonly Metric[] {
    return [...this.#metrics.values()];
  }

  /**
   * Of a sentence that measures again, the last number counts. Another sentence with the same label, or a label that
   * was cut, gets a number: `load_web1`, `load_web1_2`.
   */
  measure(metric: Metric): void {
    const label = this.#labelFor(metric.label);
    this.#metrics.set(label, { ...metric, label });
  }

  #labelFor(wanted: string): string {
    const key = JSON.stringify([this.sentence, wanted]);
    const known = this.#labels.get(key);
    if (known !== undefined) return known;
    const clean = metricLabel(wanted);
    let label = clean;
    for (let count = 2; this.#metrics.has(label); count++)
      label = `${clean.slice(0, MAX_LABEL - String(count).length - 1)}_${count}`;
    this.#labels.set(key, label);
    return label;
  }

  addMild(failure: CheckFailed): void {
    this.#mild.push(failure);
    this.#untold.push(`warning: ${failure.message}`);
  }

  /** Failures since last taken. */
  get mild(): readonly CheckFailed[] {
    return this.#mild;
  }

  takeMild(): readonly CheckFailed[] {
    const mild = this.#mild;
    this.#mild = [];
    return mild;
  }

  /** One sentence: what did not count, and why. */
  addWaived(sentence: string): void {
    if (!this.#waived.includes(sentence)) {
      this.#waived.push(sentence);
      this.#untold.push(`waived: ${sentence}`);
    }
    this.remark(sentence);
  }

  /** Warnings and what was excused, for reports that take such steps for passed; each is told once. */
  takeUntold(): readonly string[] {
    const untold = this.#untold;
    this.#untold = [];
    return untold;
  }

  /** What was excused since last taken. */
  takeWaived(): readonly string[] {
    const waived = this.#waived;
    this.#waived = [];
    return waived;
  }
}
