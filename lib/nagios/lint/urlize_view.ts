// What the wrapper urlize makes of an output (Monitoring Plugins, seen with 2.3.3).
import { error, type PluginOutput, quoted, type Remark, STATES, type View, warning } from './plugin_output';

/** It copies everything into a buffer of this size, and a Debian build ends itself when more comes. */
const BUFFER_BYTES = 8192;

export function urlizeView(output: PluginOutput): View {
  const { first, lines } = copiedLines(output.stdout);
  // Bars at the beginning are skipped.
  const [text = '(null)', perfdata, ...more] = first.split('|').filter(part => part !== '');
  const perished = perishes(output.stdout);
  return {
    consumer: 'urlize',
    state: stateOf(output),
    text: perished ? '' : linked(output.stdout === '' ? 'urlize UNKNOWN - No data received from host' : text),
    details: '',
    perfdata: perished || perfdata === undefined ? [] : [perfdata],
    remarks: [
      ...stateRemarks(output),
      ...(lines > 1
        ? [warning(`leaves out ${lines - 1 === 1 ? 'the line' : `the ${lines - 1} lines`} after the first`)]
        : []),
      ...(more.length > 0 ? [error('leaves out what stands behind the second "|" of line 1')] : []),
      ...(first === '' && output.stdout !== '' ? [error('shows "(null)" for an empty line 1')] : []),
      ...(/^\|/.test(first)
        ? [error('takes the performance data for the text, as nothing stands before the "|"')]
        : []),
    ],
  };
}

// A NUL byte swallows the rest of its line with the line's end.
function copiedLines(stdout: string): { first: string; lines: number } {
  const lines = stdout
    .replace(/\0[^\n]*\n?/g, '')
    .replace(/\n$/, '')
    .split('\n');
  return { first: lines[0]!, lines: lines.length };
}

const linked = (text: string): string => `<A href="…">${text}</A>`;

const perishes = (stdout: string): boolean => Buffer.byteLength(stdout) >= BUFFER_BYTES;

function stateOf({ stdout, stderr, exitCode }: PluginOutput): string {
  if (perishes(stdout)) return 'exit 134';
  if (stdout === '') return 'UNKNOWN';
  // Only CRITICAL is worse than the WARNING it makes of stderr.
  if (stderr !== '') return exitCode === 2 ? 'CRITICAL' : 'WARNING';
  if (exitCode === undefined) return 'WARNING';
  return STATES[exitCode] ?? `exit ${exitCode}`;
}

function stateRemarks({ stdout, stderr, exitCode }: PluginOutput): Remark[] {
  const remarks: Remark[] = [];
  if (perishes(stdout))
    remarks.push(error(`ends by a buffer overflow: its buffer has ${BUFFER_BYTES} bytes, this is longer`));
  if (stdout === '') return [...remarks, error('finds nothing on stdout and answers UNKNOWN')];
  if (stderr !== '' && exitCode !== 1 && exitCode !== 2)
    remarks.push(error(`takes ${quoted(stderr.trim().split('\n')[0]!)} on stderr for a WARNING`));
  else if (exitCode === undefined) remarks.push(error('takes a plugin that a signal ended for a WARNING'));
  else if (!STATES[exitCode]) remarks.push(error(`passes exit code ${exitCode} on`));
  return remarks;
}
