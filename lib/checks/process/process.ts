// Processes of hosts: which run, how many, and how much memory they take; asked of MCollective's agent `process`.
import type { RubyValue } from '../../marshal/values';
import type { Reply } from '../../rpc/reply';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { numberIn } from '../assertion/number_in';
import { type AskHosts, askAgent } from '../assertion/readings';
import { rowsIn } from '../assertion/rows_in';
import { BadSentence } from '../errors';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showBytes } from '../show_bytes';

const KIB = 1024;
/** Shorter lists are whole. */
const LONGEST_LIST = 1000;
/** Of the agent. */
const LONGEST_PATTERN = 50;
// What the agent's validator `shellsafe` refuses.
const UNSAFE = /[`$;|&<>]/;

const question = (args: Record<string, RubyValue>) => ({ agent: 'process', action: 'list', args });

const askCount = (args: Record<string, RubyValue>): AskHosts<number> =>
  askAgent({ ...question(args), read: countOf, vague: 'the answer holds no list of processes' });

const askMemory = (args: Record<string, RubyValue>): AskHosts<number> =>
  askAgent({
    ...question(args),
    read: memoryOf,
    vague: 'the answer does not tell the memory of each process',
  });

// fleetspecd shortens the list and says how many there are.
function countOf({ data }: Reply): number | undefined {
  const rows = rowsIn(data.pslist);
  if (!rows || rows.length < LONGEST_LIST) return rows?.length;
  return numberIn(data.matched) ?? (data.truncated === true ? undefined : rows.length);
}

// MCollective's front-ends take `rss` for KiB.
function memoryOf({ data }: Reply): number | undefined {
  const sizes = rowsIn(data.pslist)?.map(row => numberIn(row.rss));
  if (!sizes || sizes.includes(undefined)) return undefined;
  if (sizes.length >= LONGEST_LIST && data.truncated === true) return undefined;
  return sizes.reduce<number>((sum, size) => sum + size!, 0) * KIB;
}

/** At least one process. Throws as expectOfHosts does. */
export async function expectProcess(claim: ClaimText, pattern: string, scene: Scene): Promise<void> {
  await expectOfHosts(
    claim,
    askCount({ pattern: patternOf(pattern) }),
    {
      subject: `process ${pattern}`,
      expected: 'running',
      holds: count => count > 0,
      show: count => (count === 0 ? 'none' : `${count} running`),
    },
    scene,
  );
}

/** So many processes. Throws as expectOfHosts does. */
export async function expectProcesses(
  claim: ClaimText,
  limit: ComparisonText,
  pattern: string,
  scene: Scene,
): Promise<void> {
  const ask = askCount({ pattern: patternOf(pattern) });
  await expectCount(claim, ask, { limit, subject: `processes ${pattern}`, label: 'processes' }, scene);
}

/** So many zombies. Throws as expectOfHosts does. */
export async function expectZombies(claim: ClaimText, limit: ComparisonText, scene: Scene): Promise<void> {
  const ask = askCount({ pattern: '.', just_zombies: true });
  await expectCount(claim, ask, { limit, subject: 'zombie processes', label: 'zombies' }, scene);
}

interface Count {
  readonly limit: ComparisonText;
  readonly subject: string;
  readonly label: string;
}

async function expectCount(
  claim: ClaimText,
  ask: AskHosts<number>,
  { limit, subject, label }: Count,
  scene: Scene,
) {
  const comparison = requireKind(parseComparison(limit), 'number', 'the number of processes');
  const measure = measureHosts(label, comparison, scene.run);
  const { text: expected, holds } = comparison;
  await expectOfHosts(claim, ask, { subject, expected, holds, show: String, measure }, scene);
}

/** All matching processes together take so much memory. Throws as expectOfHosts does. */
export async function expectProcessMemory(
  claim: ClaimText,
  limit: ComparisonText,
  pattern: string,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'bytes', 'memory');
  await expectOfHosts(
    claim,
    askMemory({ pattern: patternOf(pattern) }),
    {
      subject: `memory of processes ${pattern}`,
      expected: comparison.text,
      holds: comparison.holds,
      show: showBytes,
      measure: measureHosts('process_memory', comparison, scene.run, 'bytes'),
    },
    scene,
  );
}

/** For the agent, which takes a regex: `/regex/`, or a text to be found in the command line. Throws BadSentence. */
export function patternOf(text: string): string {
  const [, regex] = /^\/(.+)\/$/.exec(text) ?? [];
  const pattern = regex ?? text.replace(/^"(.*)"$/, '$1').replace(/[.*+?^{}()[\]\\]/g, '\\$&');
  if (UNSAFE.test(pattern))
    throw new BadSentence(
      `no node takes the pattern ${text} of processes`,
      'the agent "process" takes none of the characters ` $ ; | & < >: leave them out or write a dot',
    );
  if (pattern.length > LONGEST_PATTERN || pattern === '')
    throw new BadSentence(
      `the pattern ${text} of processes is ${pattern === '' ? 'empty' : 'too long'}`,
      `the agent "process" takes up to ${LONGEST_PATTERN} characters`,
    );
  return pattern;
}
