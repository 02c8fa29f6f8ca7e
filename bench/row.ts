// One line of the benchmark report.

export interface Row {
  readonly name: string;
  /** What `value` counts, e.g. `decodes/s`. */
  readonly unit: string;
  readonly value: number;
  /** The goal in words, e.g. `≥ 200000`. */
  readonly goal?: string;
}
