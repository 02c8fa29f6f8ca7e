// fleetspec facts: the values of one fact over the fleet, as mco counts them.
import type { Reply } from '../../rpc/reply';
import { callAgent, type ToldResult } from '../call_agent';
import type { CommandRun } from '../command';
import { cutLine, LONGEST_LINE } from '../output/cut_line';
import { nameLines } from '../output/name_lines';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';

// More names than these are folded.
const MOST_NAMES = 20;
const NARROWEST = 40;
// Behind the value: ` found 3000 times`.
const COUNT_COLUMNS = 18;

export const run: CommandRun = (input, io) => {
  const [fact = ''] = input.args;
  return callAgent(
    {
      ...{ agent: 'rpcutil', action: 'get_fact', words: [`fact=${fact}`], command: 'facts' },
      tell: ({ ok }, told) => [...factReport(fact, ok, told), ...told.failures()],
    },
    input,
    io,
  );
};

function factReport(fact: string, replies: readonly Reply[], told: ToldResult): string[] {
  const values = sendersByValue(replies);
  if (values.length === 0) return [`No values found for fact ${printableLine(fact)}`, ''];
  const widest = values.reduce((width, [value]) => Math.max(width, value.length), NARROWEST);
  // As mco, whose column grows; but one long value does not push all counts over the edge.
  const width = Math.min(widest, Math.max(NARROWEST, (told.terminal ?? 120) - 8 - COUNT_COLUMNS));
  const lines = values.flatMap(([value, senders]) => [
    `        ${cutLine(value, told.terminal === undefined || told.verbose ? LONGEST_LINE : width).padEnd(width)} found ${senders.length} times`,
    ...(told.verbose ? ['', ...named(senders, told.columns), ''] : []),
  ]);
  return [`Report for fact: ${printableLine(fact)}`, '', ...lines, ''];
}

function sendersByValue(replies: readonly Reply[]): [value: string, senders: string[]][] {
  const values = new Map<string, string[]>();
  for (const { sender, data } of replies) {
    if (data.value === null || data.value === undefined) continue;
    const value = printableLine(lineOfValue(data.value));
    const senders = values.get(value);
    if (senders) senders.push(sender);
    else values.set(value, [sender]);
  }
  return [...values].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

function named(senders: readonly string[], columns: number): string[] {
  if (senders.length <= MOST_NAMES) return [...senders].sort().map(name => `            ${name}`);
  return nameLines(senders, { indent: 12, columns });
}
