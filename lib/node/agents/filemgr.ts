// Agent `filemgr`: touches, removes and describes one file (MCollective's filemgr agent 1.1.0; its keys and sentences).
//
// Where it differs: files are changed only where the node allows it, and never through a link. docs/compatibility.md
// has the list.
import { constants } from 'node:fs';
import { lstat, lutimes, open, unlink } from 'node:fs/promises';
import { filemgr as ddl } from '../../ddl/agents/filemgr';
import { describeError } from '../../errors';
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';
import { inFileLane } from '../file_lane';
import { makeAgent } from '../make_agent';
import { fileName, inItsFolder, TOUCH_FILE, WRITABLE } from './filemgr_place';
import { ABSENT, fileStatus } from './filemgr_status';

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

async function touch({ data, signal }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const file = fileName(data.file, node);
  const change = async (path: string): Promise<void> => {
    if (await isThere(path)) return stamp(path, node);
    const made = await open(path, NEW_FILE, 0o644);
    await made.close();
  };
  await orExplain(`Could not touch file '${file}'`, () =>
    inFileLane(node, signal, () => inItsFolder(file, node, change)),
  );
  return {};
}

// The file is not opened: opening a device may already do something.
async function stamp(path: string, node: NodeContext): Promise<void> {
  if (!(await lstat(path)).isFile()) throw new ActionFailed('it is not a regular file');
  const now = node.clock.now() / 1000;
  await lutimes(path, now, now);
}

async function remove({ data, signal }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const file = fileName(data.file, node);
  const what = `Could not remove file '${file}'`;
  const change = async (path: string): Promise<void> => {
    if (!(await isThere(path))) throw new Absent(`${what} - it is not present`);
    if ((await lstat(path)).isDirectory()) throw new ActionFailed('it is a directory');
    await unlink(path);
  };
  await orExplain(what, () => inFileLane(node, signal, () => inItsFolder(file, node, change)));
  return {};
}

async function status({ data, signal }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const name = fileName(data.file, node);
  const found = await inFileLane(node, signal, () =>
    fileStatus(name, node, { dirlist: data.dirlist === true, signal }),
  );
  if (!found) throw new ActionFailed(`${name} does not exist`, 1, { name, ...ABSENT });
  return { name, ...found };
}

// A sentence of MCollective's that is whole already.
class Absent extends ActionFailed {}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function orExplain(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Absent) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const reason = error instanceof ActionFailed ? error.statusmsg : (code ?? describeError(error));
    throw new ActionFailed(`${what}: ${reason}`);
  }
}

export const filemgr = makeAgent(
  ddl,
  { touch, remove, status },
  {
    settings: {
      [TOUCH_FILE]:
        'The file that is acted on when a request names none, `/var/run/mcollective.plugin.filemgr.touch` by default.',
      [WRITABLE]:
        'Folders, separated by `:` or `,`, below which files may be touched and removed; by default none, and only the file of `filemgr.touch_file` may.',
    },
  },
);
