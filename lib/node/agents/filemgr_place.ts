// Where filemgr may touch and remove: one name in one folder that is held open, so that no link put into the path
// meanwhile leads elsewhere.
import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ActionFailed, type NodeContext } from '../agent';

export const TOUCH_FILE = 'filemgr.touch_file';
export const WRITABLE = 'filemgr.writable';
const STANDARD_FILE = '/var/run/mcollective.plugin.filemgr.touch';

/** What a request names, or else MCollective's file for trying things out; a relative path starts at `/`. */
export function fileName(given: unknown, node: Pick<NodeContext, 'setting'>): string {
  if (typeof given !== 'string') return standardFile(node);
  if (given.includes('\0')) throw new ActionFailed('The name of a file cannot hold a NUL', 4);
  return absolute(given);
}

function standardFile(node: Pick<NodeContext, 'setting'>): string {
  return absolute(node.setting(TOUCH_FILE) ?? STANDARD_FILE);
}

const absolute = (name: string): string => (name.startsWith('/') ? name : `/${name}`);

/**
 * Calls `act` with a path to the file that goes through the open folder: what the last name is at that moment is what
 * is acted on. Throws ActionFailed when this node does not let files be changed there.
 */
export async function inItsFolder<Result>(
  file: string,
  node: NodeContext,
  act: (path: string) => Promise<Result>,
): Promise<Result> {
  const name = basename(file);
  if (name === '' || name === '.' || name === '..' || file.endsWith('/')) {
    throw new ActionFailed(`${file} is not the name of a file`);
  }
  const folder = await openFolder(file, node);
  try {
    await requireWritable(file, folder, node);
    return await act(`${handlePath(folder)}/${name}`);
  } finally {
    await folder.close();
  }
}

// A view of our own open files: it is the same under every root.
const handlePath = (folder: FileHandle): string => `/proc/self/fd/${folder.fd}`;

async function openFolder(file: string, node: NodeContext): Promise<FileHandle> {
  try {
    return await open(node.paths.resolve(dirname(file)), constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new ActionFailed(missing ? `there is no folder ${dirname(file)}` : `${dirname(file)}: ${code}`);
  }
}

async function requireWritable(file: string, folder: FileHandle, node: NodeContext): Promise<void> {
  if (file === standardFile(node)) return;
  const real = await readlink(handlePath(folder));
  const listed = (node.setting(WRITABLE) ?? '').split(/[:,]/).map(text => text.trim());
  for (const allowed of listed.filter(text => text.startsWith('/'))) {
    const root = await realpath(node.paths.resolve(allowed)).catch(() => undefined);
    if (root !== undefined && isBelow(real, root)) return;
  }
  throw new ActionFailed(`${WRITABLE} of this node does not list a folder that ${file} is in`);
}

function isBelow(folder: string, root: string): boolean {
  return folder === root || folder.startsWith(root.endsWith('/') ? root : `${root}/`);
}
