// The end of a call's output: how many answered how fast, who did not, and what a person should know besides.
import type { CallResult, Refusals } from '../rpc/reply';
import { paint } from './colour';
import type { Display } from './display';
import { inColumns } from './in_columns';
import { foldNames } from './output/folded_names';
import { nameLines } from './output/name_lines';

/** `Finished processing 46 / 47 hosts in 766.11 ms` and the lists of silent and surprising nodes. */
export function callSummary(result: CallResult, display: Display): string[] {
  const { stats, noResponse, notAsked, unexpected } = result;
  const count = `${stats.responses} / ${stats.discovered}`;
  const colour = stats.responses < stats.discovered ? 'red' : 'green';
  const lines = [
    `Finished processing ${paint(display.colour, colour, count)} hosts in ${stats.agentMs.toFixed(2)} ms`,
  ];
  lines.push(...nameList('No response from:', noResponse, display));
  lines.push(...nameList('Not asked:', notAsked, display));
  const strangers = unexpected.map(reply => reply.sender).sort();
  lines.push(...nameList('Unexpected response from:', strangers, display));
  return lines;
}

/** mco's verbose block of statistics. */
export function callStatistics({ agent, action, stats, ok, failed }: CallResult): string[] {
  const rows: [string, string][] = [
    ['Nodes', `${stats.responses} / ${stats.discovered}`],
    ['Pass / Fail', `${ok.length} / ${failed.length}`],
    ['Start Time', new Date(stats.startTime).toISOString()],
    ['Discovery Time', `${stats.discoveryMs.toFixed(2)}ms`],
    ['Agent Time', `${stats.agentMs.toFixed(2)}ms`],
    ['Total Time', `${stats.totalMs.toFixed(2)}ms`],
    ['Duplicates', String(stats.duplicates)],
    ['Late', String(stats.late)],
  ];
  const lines = rows.map(([label, value]) => `${label.padStart(20)}: ${value}`);
  return [`---- ${agent}#${action} call stats ----`, ...lines, ''];
}

/** The same lists for those who read JSON on stdout. */
export function silenceNotices({
  noResponse,
  notAsked,
}: Pick<CallResult, 'noResponse' | 'notAsked'>): string[] {
  return [
    ...(noResponse.length > 0 ? [`no response from ${listed(noResponse)}`] : []),
    ...(notAsked.length > 0 ? [`not asked: ${listed(notAsked)}`] : []),
  ];
}

const listed = (names: readonly string[]): string =>
  names.length <= MOST_IN_COLUMNS
    ? names.join(', ')
    : `${names.length} nodes: ${foldNames(names).join(', ')}`;

/** Of a call that was given up: what has happened all the same. */
export function abandonedWarning({ stats, noResponse, notAsked }: CallResult): string[] {
  const asked = stats.discovered - notAsked.length;
  if (asked === 0) return ['given up before anybody was asked'];
  const open = noResponse.length;
  return [
    `given up: ${asked} of ${stats.discovered} nodes were asked, ${stats.responses} answered`,
    ...(open > 0
      ? [`${some(noResponse)} had not answered and may have acted, or may act until the request expires`]
      : []),
  ];
}

/** What makes a result less than it seems, one sentence each. */
export function callWarnings(result: CallResult): string[] {
  const { stats, discoveredLate, noResponse, replies, unreadable, repeated } = result;
  const { malformed = 0, ...refusals } = stats.refusals;
  const nameless = malformed - unreadable.length;
  return [
    ...unreadable.slice(0, SHOWN).map(({ sender, problem }) => `${sender} did answer, but ${problem}`),
    ...refusalWarning(nameless > 0 ? { malformed: nameless, ...refusals } : refusals),
    ...repeatedWarning(repeated),
    ...lateWarning(discoveredLate),
    ...skewWarning(replies),
    ...(noResponse.length > 0 && stats.late > 0
      ? [`${stats.late} answers came too late; give more time with --timeout`]
      : []),
  ];
}

/** `3 replies could not be verified: do security provider and keys fit everywhere?` */
export function refusalWarning(refusals: Refusals): string[] {
  return Object.entries(refusals).map(([reason, count]) => {
    const replies = count === 1 ? '1 reply' : `${count} replies`;
    if (reason === 'signature')
      return `${replies} could not be verified: do security provider and keys fit everywhere?`;
    if (reason === 'too-much')
      return `${replies} came when there was no room left for more; ask fewer nodes, or for less`;
    return `${replies} could not be read (${reason}) and ${count === 1 ? 'was' : 'were'} ignored`;
  });
}

/** Two machines of one name: of directed requests each gets some, and nobody knows which. */
export function repeatedWarning(nodes: readonly string[]): string[] {
  if (nodes.length === 0) return [];
  return [`${some(nodes)} answered discovery more than once: do two daemons have the same identity?`];
}

function lateWarning(nodes: readonly string[]): string[] {
  if (nodes.length === 0) return [];
  return [
    `${some(nodes)} answered after discovery had ended and ${nodes.length === 1 ? 'was' : 'were'} not asked; wait longer with --discovery-quiet`,
  ];
}

// Requests expire by the clock of the node; half a minute is half of MCollective's default time to live.
const NOTABLE_SKEW = 30;

export function skewWarning(answers: readonly { sender: string; skewSeconds: number }[]): string[] {
  const skewed = answers.filter(answer => Math.abs(answer.skewSeconds) > NOTABLE_SKEW);
  if (skewed.length === 0) return [];
  const worst = skewed.reduce((a, b) => (Math.abs(b.skewSeconds) > Math.abs(a.skewSeconds) ? b : a));
  const direction = worst.skewSeconds > 0 ? 'ahead' : 'behind';
  const others = skewed.length > 1 ? ` (${skewed.length} nodes are off)` : '';
  return [
    `the clock of ${worst.sender} is ${Math.abs(worst.skewSeconds)} s ${direction}${others}; nodes far ahead do not answer`,
  ];
}

const SHOWN = 5;
// More names are folded.
const MOST_IN_COLUMNS = 20;

function some(names: readonly string[]): string {
  if (names.length <= SHOWN) return names.join(', ');
  return `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
}

function nameList(title: string, names: readonly string[], { colour, columns }: Display): string[] {
  if (names.length === 0) return [];
  if (names.length <= MOST_IN_COLUMNS)
    return ['', paint(colour, 'red', title), '', ...inColumns(names, columns)];
  const lines = nameLines(names, { indent: 4, columns: Math.min(90, columns) });
  return ['', paint(colour, 'red', `${title.slice(0, -1)} (${names.length} nodes):`), '', ...lines];
}
