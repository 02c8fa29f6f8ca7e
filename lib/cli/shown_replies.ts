// Which replies are printed: those the person asks for, or else those the DDL of the action finds worth it.
import type { ActionDdl } from '../ddl/ddl';
import type { Reply } from '../rpc/reply';
import type { CommandInput } from './command';
import { BadValue } from './errors';
import { flagOption, textOption } from './options';

type Choice = (reply: Reply) => boolean;

const CHOICES = {
  all: () => true,
  ok: (reply: Reply) => reply.statuscode === 0,
  failed: (reply: Reply) => reply.statuscode !== 0,
} as const satisfies Record<string, Choice>;

const OF_DDL: Readonly<Record<ActionDdl['display'], Choice>> = {
  always: CHOICES.all,
  ok: CHOICES.ok,
  failed: CHOICES.failed,
  flatten: CHOICES.failed,
};

/** What `--display` says, undefined when it is not given. Throws BadValue. */
export function displayOption({ options }: CommandInput): Choice | undefined {
  const wanted = textOption(options, 'display');
  if (wanted === undefined) return undefined;
  if (!Object.hasOwn(CHOICES, wanted)) throw new BadValue('--display', wanted, 'ok, failed or all');
  return CHOICES[wanted as keyof typeof CHOICES];
}

// Formats for programs: a list of names with some left out would be a trap.
const EVERYTHING = ['verbose', 'json', 'jsonl', 'table', 'senders'] as const;

/** In order of names. Formats for programs and -v hold every reply unless `--display` says otherwise. */
export function shownReplies(
  replies: readonly Reply[],
  input: CommandInput,
  ddl: ActionDdl | undefined,
): Reply[] {
  const all = !ddl || EVERYTHING.some(name => flagOption(input.options, name));
  const choice = displayOption(input) ?? (all ? CHOICES.all : OF_DDL[ddl.display]);
  return replies.filter(choice).sort(bySender);
}

function bySender(a: Reply, b: Reply): number {
  return a.sender < b.sender ? -1 : Number(a.sender > b.sender);
}
