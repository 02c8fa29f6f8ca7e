// Processes of hosts: which run, how many, and how much memory they take; asked of MCollective's agent `process`.
import type { RubyValue } from '../../marshal/values';
import type { Plain, Reply } from '../../rpc/reply';
import { amountIn } from '../assertion/amount_in';
import { expectNumberOfHosts } from '../assertion/expect_number_of_hosts';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { flagIn } from '../assertion/flag_in';
import { type AskHosts, askAgent } from '../assertion/readings';
import { rowsIn } from '../assertion/rows_in';
import { BadSentence } from '../errors';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showBytes } from '../show_bytes';

const KIB = 1024;
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

// fleetspecd says how many there are, and whether its list was cut. MCollective's agent tells neither: its lists are whole.
function countOf({ data }: Reply): number | undefined {
  const listed = rowsIn(data.pslist)?.length;
  if (!isTold(data.matched) && !isTold(data.truncated)) return listed;
  const [matched, truncated] = [amountIn(data.matched), flagIn(data.truncated)];
  if (listed === undefined || matched === undefined || truncated === undefined) return undefined;
  const fits = truncated ? matched > listed : matched === listed;
  return fits ? matched : undefined;
}

const isTold = (value: Plain | undefined): boolean => value !== undefined && value !== null;

// MCollective's front-ends take `rss` for KiB.
function memoryOf(reply: Reply): number | undefined {
  const sizes = rowsIn(reply.data.pslist)?.map(row => amountIn(row.rss));
  if (!sizes || sizes.includes(undefined) || sizes.length !== countOf(reply)) return undefined;
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
  await expectNumberOfHosts(claim, { subject, label, ask }, comparison, scene);
}

/** All matching processes together take so much memory. Throws as expectOfHosts does. */
export async function expectProcessMemory(
  claim: ClaimText,
  limit: ComparisonText,
  pattern: string,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'bytes', 'memory');
  const memory = {
    subject: `memory of processes ${pattern}`,
    label: 'process_memory',
    kind: 'bytes',
    ask: askMemory({ pattern: patternOf(pattern) }),
    show: showBytes,
  } as const;
  await expectNumberOfHosts(claim, memory, comparison, scene);
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
