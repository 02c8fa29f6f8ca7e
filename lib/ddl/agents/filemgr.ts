// Agent `filemgr`: one file of a node (MCollective's filemgr agent 1.1.0; its names and labels). `sha256` is ours.
import { action, agentDdl, boolean, optional, output, outputs, ownMetadata, text } from './ddl_parts';

const file = optional(text('File', 'File to act on', 256, '^.+$'));

const STATUS = {
  ...outputs({
    name: ['File name', 'Name'],
    output: ['Human readable information about the file', 'Status'],
    present: ['Whether the file exists, 0 or 1', 'Present'],
    size: ['File size', 'Size'],
    mode: ['File mode', 'Mode'],
    md5: ['File MD5 digest', 'MD5'],
    sha256: ['File SHA-256 digest', 'SHA-256'],
    mtime: ['File modification time', 'Modification time'],
    ctime: ['File change time', 'Change time'],
    atime: ['File access time', 'Access time'],
    mtime_seconds: ['File modification time in seconds', 'Modification time'],
    ctime_seconds: ['File change time in seconds', 'Change time'],
    atime_seconds: ['File access time in seconds', 'Access time'],
    uid: ['File owner', 'Owner'],
    gid: ['File group', 'Group'],
    type: ['File type', 'Type'],
  }),
  dir_listing: output('Directory listing', 'Directory Listing'),
};

export const filemgr = agentDdl(ownMetadata('filemgr', 'Touches, removes and describes files', 5), [
  action('touch', 'Creates an empty file or touches its time', { inputs: { file } }),
  action('remove', 'Removes a file', { inputs: { file } }),
  action('status', 'Basic information about a file', {
    display: 'always',
    inputs: { file, dirlist: boolean('Directory', 'Whether to list the files of a directory') },
    outputs: STATUS,
  }),
]);
