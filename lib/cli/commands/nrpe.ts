// fleetspec nrpe: an NRPE command on many nodes; the problems are shown, as mco shows them.
import { EXIT_CODE, type Status } from '../../nagios/status';
import type { Reply } from '../../rpc/reply';
import { callAgent, type ToldResult } from '../call_agent';
import { type Colour, paint } from '../colour';
import type { CommandRun } from '../command';
import { cutLine, LONGEST_LINE } from '../output/cut_line';
import { nameLines } from '../output/name_lines';
import { MOST_LINES } from '../output/node_lines';
import { plainNumber } from '../output/plain_number';
import { printable, printableLine } from '../printable';

const COLOURS: Readonly<Record<Status, Colour>> = {
  OK: 'green',
  WARNING: 'yellow',
  CRITICAL: 'red',
  UNKNOWN: 'yellow',
};
// Of the output of one check; -v shows all.
const MOST_OUTPUT_LINES = 10;

interface Judged {
  readonly sender: string;
  readonly status: Status;
  readonly output: string;
}

export const run: CommandRun = async (input, io) => {
  const [command = '', ...args] = input.args;
  const words = [`command=${command}`, ...(args.length > 0 ? [`args=${args.join('!')}`] : [])];
  const code = await callAgent(
    {
      ...{ agent: 'nrpe', action: 'runcommand', words, command: 'nrpe' },
      tell: ({ replies }, told) => {
        const shown = told.attention(reply => statusOf(reply) !== 'OK').map(judged);
        return ['', ...blocks(shown.sort(bySeverity), told), counts(replies.map(statusOf)), ''];
      },
    },
    input,
    io,
  );
  // A check that is not OK has been asked all the same.
  return code === 2 ? 0 : code;
};

/** By the exit code of the check. What is no exit code of a plugin is not OK, nor is what the agent calls a failure. */
function statusOf({ data, statuscode }: Reply): Status {
  const code = plainNumber(data.exitcode);
  const known = (Object.keys(EXIT_CODE) as Status[]).find(status => EXIT_CODE[status] === code);
  return known === undefined || (known === 'OK' && statuscode !== 0) ? 'UNKNOWN' : known;
}

function judged(reply: Reply): Judged {
  const { sender, data, statusmsg } = reply;
  const output = typeof data.output === 'string' && data.output.trim() !== '' ? data.output : statusmsg;
  return { sender, status: statusOf(reply), output: printable(output).trimEnd() };
}

// Of more than twenty, those that say the same stand together.
function blocks(shown: readonly Judged[], told: ToldResult): string[] {
  if (shown.length <= MOST_LINES) return shown.flatMap(one => block(one, [one.sender], told));
  const groups = new Map<string, Judged[]>();
  for (const one of shown) {
    const group = groups.get(`${one.status} ${one.output}`);
    if (group) group.push(one);
    else groups.set(`${one.status} ${one.output}`, [one]);
  }
  return [...groups.values()].flatMap(group =>
    block(
      group[0]!,
      group.map(({ sender }) => sender),
      told,
    ),
  );
}

function block({ status, output }: Judged, senders: readonly string[], told: ToldResult): string[] {
  const { colour, columns, terminal, verbose } = told;
  const head = senders.length === 1 ? printableLine(senders[0]!) : `${senders.length} hosts`;
  const lines = output.split('\n');
  const shown = verbose ? lines : lines.slice(0, MOST_OUTPUT_LINES);
  const more = lines.length - shown.length;
  return [
    `${head.padEnd(40)} status=${paint(colour, COLOURS[status], status)}`,
    ...(senders.length === 1 ? [] : nameLines(senders, { indent: 4, columns })),
    ...shown.map(line => `    ${cutLine(line, (terminal ?? LONGEST_LINE) - 4)}`),
    ...(more > 0 ? [`    … ${more} lines more; -v shows them`] : []),
    '',
  ];
}

const ORDER: readonly Status[] = ['CRITICAL', 'UNKNOWN', 'WARNING', 'OK'];

function bySeverity(a: Judged, b: Judged): number {
  return ORDER.indexOf(a.status) - ORDER.indexOf(b.status);
}

function counts(statuses: readonly Status[]): string {
  const count = (status: Status): number => statuses.filter(one => one === status).length;
  return (['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const)
    .map(status => `${status}: ${count(status)}`)
    .join('  ');
}
