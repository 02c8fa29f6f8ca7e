// What Cacti's poller makes of the line of a script (1.2; its rule: prepare_validate_result and process_poller_output,
// re-implemented and compared with the answers of 1.2.24).
import { listed } from './perfdata_remarks';
import { error, type PluginOutput, quoted, type Remark, type View, warning } from './plugin_output';

/** It reads one line, this long at most. */
const LINE_BYTES = 8191;
/** Of an output field; the name of the data source behind it may have 19. */
const MAX_FIELD_NAME = 50;
const MAX_SOURCE_NAME = 19;
const NUMBER = /^[ \t\v\f\r\n]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[ \t\v\f\r\n]*$/;

interface Verdict {
  readonly accepted: boolean;
  /** `name:value` as it stores them, or the one value. */
  readonly values: readonly string[];
  readonly remarks: readonly Remark[];
}

export function cactiView({ stdout, exitCode }: PluginOutput): View {
  const [first = '', ...rest] = stdout.replace(/\n$/, '').split('\n');
  const line = first.slice(0, LINE_BYTES).replace(/^['"\n\r]+|['"\n\r]+$/g, '');
  const { accepted, values, remarks } = judge(line);
  return {
    consumer: 'Cacti',
    state: accepted ? 'accepted' : 'refused',
    text: first,
    details: '',
    perfdata: values,
    remarks: [
      ...remarks,
      ...(rest.length > 0 ? [warning('reads the first line only')] : []),
      ...(exitCode === 0 || !accepted ? [] : [warning('stores the values, whatever the exit code says')]),
    ],
  };
}

function judge(line: string): Verdict {
  if (NUMBER.test(line) || line === 'U') return { accepted: true, values: [line.trim()], remarks: [] };
  if (isHexadecimal(line)) return hexadecimal(line);
  return /[:!]/.test(line) ? judgePairs(line) : judgeProse(line);
}

function isHexadecimal(line: string): boolean {
  return line
    .trim()
    .split(/[ :-]/)
    .every(part => /^[0-9a-f]{2}$/i.test(part));
}

function hexadecimal(line: string): Verdict {
  const value = String(Number.parseInt(line.replace(/[^0-9a-f]/gi, ''), 16));
  return {
    accepted: true,
    values: [value],
    remarks: [error(`takes ${quoted(line)} for the hexadecimal number ${value}`)],
  };
}

// As many colons as blanks and one, or no blank at all.
function judgePairs(line: string): Verdict {
  const delimiter = line.includes(':') ? ':' : '!';
  const blanks = line.replace(/^ +| +$/g, '').split(' ').length - 1;
  const accepted = !line.includes(' ') || line.split(delimiter).length - 1 === blanks + 1;
  if (!accepted)
    return {
      accepted,
      values: [],
      remarks: [
        error('refuses the line: it wants one number, or name:value pairs with one blank between them'),
      ],
    };
  const pieces = line.split(/\s+/).filter(Boolean);
  const pairs = pieces.filter(piece => piece.split(':').length === 2);
  return { accepted, values: pairs, remarks: pairRemarks(pieces, pairs) };
}

function pairRemarks(pieces: readonly string[], pairs: readonly string[]): Remark[] {
  const strays = pieces.filter(piece => !pairs.includes(piece));
  const fields = pairs.map(pair => pair.split(':') as [name: string, value: string]);
  const names = fields.map(([name]) => name);
  const bad = names.filter(name => !/^[\w-]+$/.test(name) || name.length > MAX_FIELD_NAME);
  const long = names.filter(name => name.length > MAX_SOURCE_NAME && !bad.includes(name));
  const prose = fields.filter(([, value]) => value !== 'U' && !NUMBER.test(value)).map(([name]) => name);
  const repeated = names.filter((name, index) => names.indexOf(name) < index);
  const remark = (found: readonly string[], make: (names: string) => Remark): Remark[] =>
    found.length > 0 ? [make(listed(found))] : [];
  return [
    ...remark(strays, found => error(`leaves out ${found}, which is no name:value`)),
    ...remark(bad, found => error(`cannot have a field ${found}: letters, digits, _ and -, at most 50`)),
    ...remark(prose, found => error(`stores no value for ${found}: it is no number`)),
    ...remark(repeated, found => error(`keeps only the last value of ${found}`)),
    ...remark(long, found =>
      warning(`needs another name for the data source of ${found}: ${MAX_SOURCE_NAME} characters at most`),
    ),
  ];
}

// It takes all digits together for the value.
function judgeProse(line: string): Verdict {
  const digits = line.replace(/[^0-9,.+-]/g, '');
  if (!NUMBER.test(digits))
    return { accepted: false, values: [], remarks: [error('refuses the line: there is no number in it')] };
  return {
    accepted: true,
    values: [digits],
    remarks: [error(`takes the digits out of the text and stores ${digits}`)],
  };
}
