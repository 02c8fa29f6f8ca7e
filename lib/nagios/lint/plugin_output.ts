// What a plugin left behind when it ended, and how its lines are to be taken.

export interface PluginOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
}

/** One thing that is wrong, or worth knowing. */
export interface Remark {
  /** `error`: the consumer shows or stores something else than was meant. */
  readonly weight: 'error' | 'warning';
  readonly text: string;
}

/** What one consumer makes of an output. */
export interface View {
  readonly consumer: string;
  /** The state it takes it for, in its own words. */
  readonly state: string;
  /** The line it shows. */
  readonly text: string;
  readonly remarks: readonly Remark[];
}

/** First line up to its `|`, the further lines up to the first that has one, and everything that counts as perfdata. */
export interface OutputParts {
  readonly text: string;
  readonly details: readonly string[];
  /** Of line 1. */
  readonly perfdata: string;
  /** Behind a `|` on a further line, and all lines after it. */
  readonly latePerfdata: string;
}

/** As Nagios core splits it. */
export function splitOutput(stdout: string): OutputParts {
  const [first = '', ...rest] = stdout.replace(/\n+$/, '').split('\n');
  const [text, perfdata] = cut(first);
  const bar = rest.findIndex(line => line.includes('|'));
  if (bar < 0) return { text, details: rest, perfdata, latePerfdata: '' };
  const [detail, late] = cut(rest[bar]!);
  const details = [...rest.slice(0, bar), ...(detail === '' ? [] : [detail])];
  return { text, details, perfdata, latePerfdata: [late, ...rest.slice(bar + 1)].join(' ').trim() };
}

function cut(line: string): [before: string, after: string] {
  const bar = line.indexOf('|');
  return bar < 0 ? [line, ''] : [line.slice(0, bar), line.slice(bar + 1)];
}
