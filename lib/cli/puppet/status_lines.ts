// `puppet status` for people: a line for each node as mco prints it; of very many, what they do and who does it.
import type { CallResult, Reply } from '../../rpc/reply';
import type { ToldResult } from '../call_agent';
import { paint } from '../colour';
import { foldNames } from '../output/folded_names';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';
import { wrapped } from '../wrapped';

/** More are told by what they do. */
const MOST_LINES = 100;

export async function statusLines(_result: CallResult, told: ToldResult): Promise<string[]> {
  const { shown, verbose, colour } = told;
  const lines = shown.length > MOST_LINES && !verbose ? byStatus(shown, told) : oneEach(shown, colour);
  return ['', ...lines, '', ...(await told.summaries())];
}

function oneEach(replies: readonly Reply[], colour: boolean): string[] {
  const width = replies.reduce((widest, { sender }) => Math.max(widest, sender.length), 0) + 3;
  return replies.map(reply => `${printableLine(reply.sender).padStart(width)}: ${messageOf(reply, colour)}`);
}

function messageOf({ statuscode, statusmsg, data }: Reply, colour: boolean): string {
  if (statuscode !== 0) return paint(colour, 'red', printableLine(statusmsg));
  const message = printableLine(lineOfValue(data.message ?? null));
  return data.lastrun === 0 ? message.replace(SINCE_NEVER, 'no completed run is known') : message;
}

// An agent counts from 1970 where it knows of no run.
const SINCE_NEVER = /last completed run .* ago$/;

function byStatus(
  replies: readonly Reply[],
  { colour, terminal = Number.POSITIVE_INFINITY }: ToldResult,
): string[] {
  const groups = new Map<string, string[]>();
  for (const reply of replies) {
    const word =
      reply.statuscode === 0
        ? printableLine(lineOfValue(reply.data.status ?? null))
        : paint(colour, 'red', printableLine(reply.statusmsg));
    groups.set(word, [...(groups.get(word) ?? []), reply.sender]);
  }
  return [...groups]
    .sort(([, a], [, b]) => a.length - b.length)
    .flatMap(([word, senders]) => [
      `${word}: ${senders.length}`,
      ...wrapped(foldNames(senders).map(printableLine).join(', '), terminal - 4).map(line => `    ${line}`),
    ]);
}
