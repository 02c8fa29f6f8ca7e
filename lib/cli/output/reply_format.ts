// How the replies of a call are printed: for people, or as JSON, JSON lines, a table or names alone.
import type { CommandInput } from '../command';
import { UsageFault } from '../errors';
import { flagOption, textOption } from '../options';

export type ReplyFormat = 'text' | 'json' | 'jsonl' | 'table' | 'senders';

const FORMATS = ['json', 'jsonl', 'table', 'senders'] as const;

/** At most one may be wanted. Throws UsageFault. */
export function replyFormat({ options }: CommandInput, command: string): ReplyFormat {
  const wanted = FORMATS.filter(name => flagOption(options, name));
  if (wanted.length > 1)
    throw new UsageFault(`--${wanted[0]} and --${wanted[1]} exclude each other`, command);
  return wanted[0] ?? 'text';
}

/** What `--sort` says: `sender`, `time` or the name of an output; a minus before it turns it round. */
export function sortOption({
  options,
}: CommandInput): { readonly key: string; readonly down: boolean } | undefined {
  const text = textOption(options, 'sort');
  if (text === undefined) return undefined;
  return { key: text.replace(/^-/, ''), down: text.startsWith('-') };
}
