// Data plugin `fstat`: what stat(2) says of a file, and its MD5 (MCollective 2.12, Data::Fstat_data).
//
// Two things differ: a file of more than MAX_MD5_BYTES fails the query (Ruby's runs into its time limit then), and a
// relative path starts at `/`, where daemons live.
import { fstat as ddl } from '../../ddl/data/fstat';
import { describeError } from '../../errors';
import { type FileStat, readFileMd5, readFileStat } from '../../probes/file_stat';
import type { NodeContext } from '../agent';
import { DataQueryFailed } from '../errors';
import { inFileLane } from '../file_lane';
import type { DataOutputs, DataPlugin, DataValue } from './data_plugin';

const MAX_MD5_BYTES = 256 * 1024 * 1024;

const TIMES = { mtime: 'modified', ctime: 'changed', atime: 'accessed' } as const;

const ABSENT: DataOutputs = {
  output: 'not present',
  type: 'unknown',
  mode: '0000',
  md5: 0,
  ...Object.fromEntries(['present', 'size', 'uid', 'gid'].map(name => [name, 0])),
  ...Object.fromEntries(Object.keys(TIMES).flatMap(name => [name, `${name}_seconds`].map(key => [key, 0]))),
};

export const fstat: DataPlugin = {
  ddl,
  query(path, node, signal) {
    if (path.includes('\0')) throw new DataQueryFailed('path name contains null byte');
    return inFileLane(node, signal, () => look(path, node, signal));
  },
};

async function look(name: string, node: NodeContext, signal: AbortSignal): Promise<DataOutputs> {
  const path = name.startsWith('/') ? name : `/${name}`;
  const found = await readFileStat(node.paths, path);
  if (!found) return { ...ABSENT, name };
  return {
    ...{ name, output: 'present', present: 1 },
    ...{ size: found.size, uid: found.uid, gid: found.gid, type: found.type },
    mode: found.mode.toString(8),
    md5: found.type === 'file' ? await md5(path, node, signal) : 0,
    ...times(found, Math.floor(node.clock.now() / 1000)),
  };
}

async function md5(path: string, { paths }: NodeContext, signal: AbortSignal): Promise<string> {
  try {
    return await readFileMd5(paths, path, { maxBytes: MAX_MD5_BYTES, signal });
  } catch (error) {
    throw new DataQueryFailed(describeError(error), error);
  }
}

function times(found: FileStat, now: number): Record<string, DataValue> {
  const entries = Object.entries(TIMES).flatMap(([name, field]): [string, DataValue][] => [
    [name, localTime(found[field])],
    [`${name}_seconds`, found[field]],
    [`${name}_age`, now - found[field]],
  ]);
  return Object.fromEntries(entries);
}

// `%F %T` of strftime, in the time zone of the daemon.
function localTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  const hour = [time.getHours(), time.getMinutes(), time.getSeconds()];
  return `${date.map(twoDigits).join('-')} ${hour.map(twoDigits).join(':')}`;
}

const twoDigits = (part: number): string => String(part).padStart(2, '0');
