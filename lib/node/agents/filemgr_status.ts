// What `filemgr status` says of a file (MCollective's filemgr agent 1.1.0; its keys, and Time objects for the times).
import { opendir } from 'node:fs/promises';
import { RubyTime } from '../../marshal/values';
import { type FileStat, readFileDigests, readFileStat } from '../../probes/file_stat';
import type { ActionOutputs, NodeContext } from '../agent';

/** Of larger files no digest is taken. */
const MAX_DIGEST_BYTES = 256 * 1024 * 1024;
/** Names of a directory; and there may be more. */
const MAX_NAMES = 2000;

const DIGESTS = ['md5', 'sha256'] as const;

/** Outputs for a file that is not there. */
export const ABSENT: ActionOutputs = {
  ...{ output: 'not present', type: 'unknown', mode: '0000', present: 0, size: 0, uid: 0, gid: 0 },
  ...{ mtime: 0, ctime: 0, atime: 0, mtime_seconds: 0, ctime_seconds: 0, atime_seconds: 0 },
  ...{ md5: 0, sha256: 0 },
};

/** Undefined when there is no such file; a link that leads nowhere is none. */
export async function fileStatus(
  file: string,
  { paths }: NodeContext,
  options: { readonly dirlist: boolean; readonly signal: AbortSignal },
): Promise<ActionOutputs | undefined> {
  const found = await readFileStat(paths, file);
  if (!found) return undefined;
  const isSmallFile = found.type === 'file' && found.size <= MAX_DIGEST_BYTES;
  const limits = { maxBytes: MAX_DIGEST_BYTES, signal: options.signal };
  const digests = isSmallFile ? await readFileDigests(paths, file, DIGESTS, limits) : undefined;
  // 0 is MCollective's word for what has none; nil for what has one that was not taken.
  const none = found.type === 'file' ? null : 0;
  return {
    ...{ output: 'present', present: 1, type: found.type, mode: found.mode.toString(8) },
    ...{ size: found.size, uid: found.uid, gid: found.gid },
    ...times(found),
    ...(digests ?? { md5: none, sha256: none }),
    ...(found.type === 'directory' && options.dirlist
      ? { dir_listing: await names(paths.resolve(file)) }
      : {}),
  };
}

function times({ modified, changed, accessed }: FileStat): ActionOutputs {
  const time = (seconds: number): RubyTime => new RubyTime(seconds, 0, 0, 'UTC', true);
  return {
    ...{ mtime: time(modified), ctime: time(changed), atime: time(accessed) },
    ...{ mtime_seconds: modified, ctime_seconds: changed, atime_seconds: accessed },
  };
}

async function names(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of await opendir(folder)) {
    if (found.push(name) === MAX_NAMES) break;
  }
  return found.sort();
}
