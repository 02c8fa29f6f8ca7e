// The action `disks` of the agent `host`: every file system, one that hangs excepted and named.
import { realpath } from 'node:fs/promises';
import { describeError } from '../../errors';
import { RubyFloat, type RubyHash, symbolHash } from '../../marshal/values';
import { type Disk, readDisk, readDiskMounts } from '../../probes/disks';
import { type Mount, mountOf, readMounts } from '../../probes/mounts';
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';
import { inFileLane } from '../file_lane';
import { TIMED_OUT, withTimeLimit } from '../time_limit';

/** For one file system; those of a server that is down never answer. */
const ONE_MS = 2000;
/** Each that hangs holds a thread of this process, and there are four. */
const MAX_HANGING = 2;
const MAX_FILE_SYSTEMS = 200;

export async function disks(request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const { path } = request.data;
  if (typeof path === 'string') return diskOf(path, request, node);
  const all = await readDiskMounts(node.paths);
  const mounts = all.slice(0, MAX_FILE_SYSTEMS);
  const answers = new Map<Mount, Ending>();
  // Those of servers last: what hangs must not keep us from the disks that do not.
  const local = mounts.filter(isLocal);
  for (const mount of [...local, ...mounts.filter(mount => !isLocal(mount))])
    answers.set(mount, await ask(mount, request, node));
  const endings = mounts.map(mount => answers.get(mount)!);
  const found = endings.flatMap(({ disk }) => (disk ? [row(disk)] : []));
  const unread = endings.flatMap(({ mount: { mount }, problem }) =>
    problem === undefined ? [] : [symbolHash({ mount, reason: problem })],
  );
  // One of those may be the full one.
  const first = all[MAX_FILE_SYSTEMS];
  if (first) unread.push(symbolHash({ mount: first.mount, reason: tooMany(all.length) }));
  return { filesystems: found, unread };
}

const tooMany = (count: number): string =>
  `it is one of ${count - MAX_FILE_SYSTEMS} behind the first ${MAX_FILE_SYSTEMS}, which alone are looked at`;

async function diskOf(path: string, request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const mount = mountOf(
    await inFileLane(node, request.signal, () => withoutLinks(path, node)),
    await readMounts(node.paths),
  );
  if (!mount) throw new ActionFailed(`${path} is on no file system`);
  const { disk, problem } = await ask(mount, request, node);
  if (!disk)
    throw new ActionFailed(`The file system at ${mount.mount}: ${problem ?? 'it has no room for files'}`);
  return { filesystems: [row(disk)], unread: [] };
}

// Links may lead to another file system; what is below another root stays there.
async function withoutLinks(path: string, { paths }: NodeContext): Promise<string> {
  const real = (name: string): Promise<string> =>
    realpath(paths.resolve(name)).catch(error => {
      throw new ActionFailed(`${path}: ${(error as NodeJS.ErrnoException).code ?? describeError(error)}`);
    });
  const [root, found] = [await real('/'), await real(path)];
  return root === '/' ? found : found.slice(root.length) || '/';
}

const isLocal = ({ device }: Mount): boolean => /^\/(?!\/)/.test(device);

interface Ending {
  readonly mount: Mount;
  readonly disk?: Disk | undefined;
  readonly problem?: string;
}

// File systems a node still waits for.
const hanging = new WeakMap<NodeContext, Set<string>>();

async function ask(mount: Mount, { signal }: ActionRequest, node: NodeContext): Promise<Ending> {
  const waiting = hanging.get(node) ?? new Set();
  hanging.set(node, waiting);
  if (waiting.has(mount.mount)) return { mount, problem: 'it still does not answer' };
  if (waiting.size >= MAX_HANGING) return { mount, problem: 'it was not asked: too many others hang' };
  waiting.add(mount.mount);
  const answer = readDisk(node.calls, mount).finally(() => waiting.delete(mount.mount));
  try {
    const disk = await withTimeLimit(node.clock, ONE_MS, signal, () => answer);
    return disk === TIMED_OUT ? { mount, problem: 'it does not answer' } : { mount, disk };
  } catch (error) {
    return { mount, problem: (error as NodeJS.ErrnoException).code ?? describeError(error) };
  }
}

function row(disk: Disk): RubyHash {
  const { mount, device, type, size, used, available, usedPercent, inodesUsedPercent } = disk;
  return symbolHash({
    ...{ mount, device, type, size, used, available },
    used_percent: new RubyFloat(usedPercent),
    inodes_used_percent: inodesUsedPercent === undefined ? null : new RubyFloat(inodesUsedPercent),
  });
}
