// What a plugin left behind when it ended, and what somebody makes of it.

export interface PluginOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
}

/** One thing that is wrong, or worth knowing. */
export interface Remark {
  /** `error`: the consumer shows, stores or does something else than was meant. */
  readonly weight: 'error' | 'warning';
  /** Without a subject: `drops the metric …`. */
  readonly text: string;
}

/** What one consumer makes of an output. */
export interface View {
  /** Its name for people. */
  readonly consumer: string;
  /** The state it takes it for, in its own words. */
  readonly state: string;
  /** The line it shows. */
  readonly text: string;
  /** Further lines, where it has a place for them. */
  readonly details: string;
  /** What it stores as performance data, or passes on as such. */
  readonly perfdata: readonly string[];
  readonly remarks: readonly Remark[];
}

/** States by their exit codes. */
export const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

export const error = (text: string): Remark => ({ weight: 'error', text });
export const warning = (text: string): Remark => ({ weight: 'warning', text });

/** Errors first, otherwise in their order. */
export function bySeverity(remarks: readonly Remark[]): Remark[] {
  const of = (weight: Remark['weight']): Remark[] => remarks.filter(remark => remark.weight === weight);
  return [...of('error'), ...of('warning')];
}

/** A foreign text within a sentence: quoted, on one line, not too long. */
export function quoted(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return JSON.stringify(shown);
}

/** C's idea of blanks, as the programs in C strip them. */
export function strip(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
