// What is known of a file of a host: asked of MCollective's agent `filemgr`, which fails for a file that is not there.
import type { RubyValue } from '../../marshal/values';
import type { Reply } from '../../rpc/reply';
import { amountIn } from '../assertion/amount_in';
import { flagIn } from '../assertion/flag_in';
import { numberIn } from '../assertion/number_in';
import { type AskHosts, askAgent } from '../assertion/readings';
import { textIn } from '../assertion/text_in';
import type { CheckContext } from '../check_context';

export const FILE_AGENT = 'filemgr';

/** Undefined: the host has no such file. */
export type Present<T> = { readonly here: T | undefined };

/** A clock may be a little ahead of another. */
const TOLERATED_SECONDS = 300;

/** `read` answers undefined when the reply does not tell; it is asked only of files that are there. */
export function askFile<T>(
  path: string,
  read: (reply: Reply) => T | undefined,
  vague: string,
  more: Record<string, RubyValue> = {},
): AskHosts<Present<T>> {
  return askAgent<Present<T>>({
    agent: FILE_AGENT,
    action: 'status',
    args: { file: path, ...more },
    isAnswer: reply => reply.statuscode === 1 && flagIn(reply.data.present) === false,
    read: reply => {
      if (flagIn(reply.data.present) === false) return { here: undefined };
      if (flagIn(reply.data.present) !== true || reply.statuscode !== 0) return undefined;
      const here = read(reply);
      return here === undefined ? undefined : { here };
    },
    vague: `the answer does not ${vague}`,
  });
}

/** `file`, `directory`, `symlink` … */
export const typeOf = ({ data }: Reply): string | undefined => textIn(data.type);

/** Bytes, of a file. */
export function sizeOf({ data }: Reply): number | undefined {
  return amountIn(data.size);
}

/** Seconds since it was modified, by the clock of its host. A time that is still to come says nothing. */
export function ageOf({ data, skewSeconds }: Reply, context: CheckContext): number | undefined {
  const modified = numberIn(data.mtime_seconds);
  if (modified === undefined || modified <= 0) return undefined;
  const age = context.wallClock() / 1000 + skewSeconds - modified;
  return age < -TOLERATED_SECONDS ? undefined : Math.max(0, age);
}

/** `0644`: the last four octal digits, without the type that MCollective puts before them. */
export function modeOf({ data }: Reply): string | undefined {
  const mode = typeof data.mode === 'number' ? String(data.mode) : textIn(data.mode);
  return mode !== undefined && /^[0-7]{1,7}$/.test(mode) ? mode.padStart(4, '0').slice(-4) : undefined;
}

/** `uid 0 and gid 33`, as much of it as is asked. */
export function ownerOf({ data }: Reply, kinds: readonly ('uid' | 'gid')[]): string | undefined {
  const numbers = kinds.map(kind => amountIn(data[kind]));
  return numbers.includes(undefined)
    ? undefined
    : kinds.map((kind, i) => `${kind} ${numbers[i]}`).join(' and ');
}

/** In lower case; undefined where none was taken, as of a large file. */
export function digestOf({ data }: Reply, kind: 'md5' | 'sha256'): string | undefined {
  const digest = textIn(data[kind])?.toLowerCase();
  return digest !== undefined && /^[0-9a-f]{32,64}$/.test(digest) ? digest : undefined;
}
