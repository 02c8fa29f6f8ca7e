// What the wrapper negate makes of an output (Monitoring Plugins, seen with 2.3.3).
import { listed } from './perfdata_remarks';
import { error, type PluginOutput, type Remark, STATES, type View, warning } from './plugin_output';
import { readPerfdata } from './read_perfdata';
import { splitOutput } from './split_output';

const REACH = 30;
const NOTHING = 'No data returned from command';

export function negateView(output: PluginOutput): View {
  // It copies line by line, as text of C.
  const copied = output.stdout.replace(/\0[^\n]*/g, '');
  const { first, details, perfdata } = splitOutput(copied);
  return {
    consumer: 'negate',
    state: stateOf(output),
    text: output.stdout === '' ? NOTHING : first,
    details: details.join('\n'),
    perfdata: perfdata === '' ? [] : [perfdata],
    remarks: [...exitRemarks(output), ...substitutionRemarks(output, copied)],
  };
}

function stateOf({ stdout, exitCode }: PluginOutput): string {
  if (exitCode === undefined) return stdout === '' ? 'UNKNOWN' : 'exit 255';
  if (stdout === '' && exitCode < 4) return exitCode === 0 ? 'UNKNOWN' : STATES[exitCode]!;
  const turned = { 0: 'CRITICAL', 1: 'WARNING', 2: 'OK', 3: 'UNKNOWN', 4: 'any' }[exitCode];
  return turned ?? `exit ${exitCode}`;
}

function exitRemarks({ stdout, exitCode }: PluginOutput): Remark[] {
  const remarks: Remark[] = [];
  if (exitCode === undefined && stdout !== '')
    remarks.push(error('exits with 255 when a signal ended the plugin'));
  // It looks up the fifth of four states.
  if (exitCode === 4) remarks.push(error('makes any number of exit code 4'));
  else if (exitCode !== undefined && exitCode > 4) remarks.push(error(`passes exit code ${exitCode} on`));
  if (stdout === '') remarks.push(error(`finds nothing on stdout: "${NOTHING}", and the state not turned`));
  if (stdout.includes('\0')) remarks.push(error('loses the rest of a line behind a NUL byte'));
  return remarks;
}

// With -s it changes the word of the state it turns, in upper case, wherever that stands.
function substitutionRemarks({ exitCode }: PluginOutput, copied: string): Remark[] {
  const word = exitCode === 0 || exitCode === 2 ? STATES[exitCode] : undefined;
  if (!word) return [];
  const { perfdata, latePerfdata } = splitOutput(copied);
  const { metrics } = readPerfdata(`${perfdata} ${latePerfdata}`);
  const renamed = metrics.map(({ label }) => label).filter(label => label.includes(word));
  const places = copied.split(word).length - 1;
  const inside = longerWord(copied, word);
  const among = inside === undefined ? '' : `, even within ${inside}`;
  return [
    ...(renamed.length > 0 ? [error(`renames ${listed(renamed)} with -s: it changes every ${word}`)] : []),
    ...(places > 1 || inside !== undefined
      ? [warning(`changes ${word} in ${places} place${places === 1 ? '' : 's'} with -s${among}`)]
      : []),
  ];
}

// The first word that only holds the status word, like BOOKS. Its ends are looked for near by, not far.
function longerWord(text: string, word: string): string | undefined {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const before = /\w*$/.exec(text.slice(Math.max(0, at - REACH), at))![0];
    const after = /^\w*/.exec(text.slice(at + word.length, at + word.length + REACH))![0];
    if (before !== '' || after !== '') return before + word + after;
  }
  return undefined;
}
