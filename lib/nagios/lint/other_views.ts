// What Icinga 2, Cacti, and the wrappers negate and urlize make of an output, as their code reads it.
import { type PluginOutput, type Remark, splitOutput, type View } from './plugin_output';
import { readPerfdata } from './read_perfdata';

const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

export function icingaView({ stdout, exitCode }: PluginOutput): View {
  const parts = splitOutput(stdout);
  const { metrics } = readPerfdata(`${parts.perfdata} ${parts.latePerfdata}`);
  const remarks: Remark[] = [];
  for (const { label, warn, crit } of metrics) {
    if (/[:~@]/.test(warn + crit)) {
      remarks.push(
        warning(`drops the thresholds of "${label}": it takes plain numbers only (--perfdata-ranges=simple)`),
      );
    }
    if (/,/.test(warn + crit))
      remarks.push(error(`drops the metric "${label}": its threshold holds a comma`));
  }
  const prefixed = metrics.find(({ label }) => label.includes('::'));
  if (prefixed) {
    remarks.push(
      error(
        `takes "${prefixed.label.split('::')[0]}" for the prefix of "${prefixed.label}" and of all metrics after it`,
      ),
    );
  }
  if (parts.latePerfdata !== '')
    remarks.push(warning('before version 2.13.8 it loses performance data after line 1'));
  const state = STATES[exitCode ?? -1] ?? 'UNKNOWN';
  return { consumer: 'Icinga 2', state, text: parts.text.trim(), remarks };
}

/** Its rule for several fields: as many colons as fields. One field is a bare number. */
export function cactiView({ stdout, exitCode }: PluginOutput): View {
  const line = stdout.split('\n')[0]!.trim();
  const fields = line.split(' ');
  const single = fields.length === 1 && !line.includes(':');
  const accepted = single
    ? /^(U|-?\d+(\.\d+)?([eE][-+]?\d+)?)$/.test(line)
    : line.split(':').length - 1 === fields.length;
  const remarks: Remark[] = accepted
    ? []
    : [error('refuses the line: it wants a number, or name:value pairs with one blank between them')];
  if (exitCode !== 0) remarks.push(warning(`logs that the script ended with ${exitCode}`));
  for (const name of accepted && !single ? fields.map(field => field.split(':')[0]!) : []) {
    if (!/^[\w-]{1,19}$/.test(name))
      remarks.push(error(`cannot store "${name}": names have 1 to 19 letters, digits, _ or -`));
  }
  return { consumer: 'Cacti', state: accepted ? 'accepted' : 'refused', text: line, remarks };
}

/** With -s it changes every status word in upper case, wherever it stands. */
export function negateView({ stdout, exitCode }: PluginOutput): View {
  const remarks: Remark[] = [];
  if (stdout.trim() === '') remarks.push(error('answers "No data returned from command" and UNKNOWN'));
  const { metrics } = readPerfdata(splitOutput(stdout).perfdata);
  for (const { label } of metrics) {
    const word = STATES.find(state => label.includes(state));
    if (word) remarks.push(error(`with -s it renames the metric "${label}", for it holds ${word}`));
  }
  const words = stdout.match(/\b(OK|WARNING|CRITICAL|UNKNOWN)\b/g) ?? [];
  if (words.length > 1)
    remarks.push(warning(`with -s it changes all ${words.length} status words, not only the first`));
  const inverted =
    exitCode === 0 ? 'CRITICAL' : exitCode === 2 ? 'OK' : (STATES[exitCode ?? -1] ?? 'UNKNOWN');
  return { consumer: 'negate', state: inverted, text: stdout.split('\n')[0]!.trim(), remarks };
}

/** Shows line 1 alone, and takes a word on stderr for a WARNING. */
export function urlizeView({ stdout, stderr, exitCode }: PluginOutput): View {
  const [first = '', ...rest] = stdout.replace(/\n+$/, '').split('\n');
  const [text = '', perfdata, ...more] = first.split('|');
  const remarks: Remark[] = [];
  const complains = stderr.trim() !== '';
  if (complains)
    remarks.push(error(`takes "${stderr.trim().split('\n')[0]!.slice(0, 60)}" on stderr for a WARNING`));
  if (rest.length > 0) remarks.push(warning(`leaves out ${rest.length} lines after the first`));
  if (more.length > 0) remarks.push(error('leaves out what stands behind the second "|"'));
  const state = complains && exitCode === 0 ? 'WARNING' : (STATES[exitCode ?? -1] ?? 'UNKNOWN');
  const shown = `<A href="…">${text.trim()}</A>${perfdata === undefined ? '' : ` |${perfdata}`}`;
  return { consumer: 'urlize', state, text: shown, remarks };
}

const error = (text: string): Remark => ({ weight: 'error', text });
const warning = (text: string): Remark => ({ weight: 'warning', text });
