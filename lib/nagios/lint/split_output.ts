// The parts of an output, split as Nagios core 4 splits it (base/utils.c, parse_check_output).

export interface OutputParts {
  /** Line 1 as it is. */
  readonly first: string;
  /** Line 1 up to its first `|`, without blanks around it. */
  readonly text: string;
  /** Further lines up to the first that has a `|`, what stands before that included. */
  readonly details: readonly string[];
  /** What follows the `|` of line 1. */
  readonly perfdata: string;
  /** The first further line with a `|`, 1 for line 1 of the output; undefined when there is none. */
  readonly lateLine: number | undefined;
  /** What follows its `|`, and every line after it, whatever it says. */
  readonly latePerfdata: string;
}

export function splitOutput(stdout: string): OutputParts {
  const [first = '', ...rest] = stdout.replace(/\n+$/, '').split('\n');
  const [text, perfdata] = cut(first);
  const bar = rest.findIndex(line => line.includes('|'));
  const head = { first, text: text.replace(/^[ \t\r]+|[ \t\r]+$/g, ''), perfdata };
  if (bar < 0) return { ...head, details: rest, lateLine: undefined, latePerfdata: '' };
  const [detail, late] = cut(rest[bar]!);
  return {
    ...head,
    details: [...rest.slice(0, bar), ...(detail === '' ? [] : [detail])],
    lateLine: bar + 2,
    latePerfdata: [late, ...rest.slice(bar + 1)].join(' '),
  };
}

function cut(line: string): [before: string, after: string] {
  const bar = line.indexOf('|');
  return bar < 0 ? [line, ''] : [line.slice(0, bar), line.slice(bar + 1)];
}
