// Data plugin `fstat`: what stat(2) says of a file, and its MD5 (MCollective 2.12, Data::Fstat_data).
import { dataDdl, outputs, query } from './data_parts';

export const fstat = dataDdl('fstat', {
  description: 'File stat information',
  query: query('Valid File Name', 120, '.+'),
  outputs: outputs({
    name: ['File name', 'Name'],
    output: ['Human readable information about the file', 'Status'],
    present: ['Indicates if the file exist using 0 or 1', 'Present'],
    size: ['File size', 'Size'],
    mode: ['File mode', 'Mode'],
    md5: ['File MD5 digest', 'MD5'],
    mtime: ['File modification time', 'Modification time'],
    ctime: ['File change time', 'Change time'],
    atime: ['File access time', 'Access time'],
    mtime_seconds: ['File modification time in seconds', 'Modification time'],
    ctime_seconds: ['File change time in seconds', 'Change time'],
    atime_seconds: ['File access time in seconds', 'Access time'],
    mtime_age: ['File modification age in seconds', 'Modification age'],
    ctime_age: ['File change age in seconds', 'Change age'],
    atime_age: ['File access age in seconds', 'Access age'],
    uid: ['File owner', 'Owner'],
    gid: ['File group', 'Group'],
    type: ['File type', 'Type'],
  }),
});
