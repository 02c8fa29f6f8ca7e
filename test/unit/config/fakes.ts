// A process and a file system made for one test.
import { PassThrough } from 'node:stream';
import type { ConfigFiles } from '../../../lib/config/config_files';
import type { Environment } from '../../../lib/environment';

export interface FakeFile {
  readonly text: string;
  /** Default 0o600. */
  readonly mode?: number;
  /** Why it cannot be read although it is there. */
  readonly problem?: string;
}

export function fakeFiles(files: Readonly<Record<string, string | FakeFile>>): ConfigFiles {
  const find = (path: string): FakeFile | undefined => {
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    return typeof file === 'string' ? { text: file } : file;
  };
  const worldReadable = (path: string): boolean => ((find(path)?.mode ?? 0o600) & 0o004) !== 0;
  return {
    read(path) {
      const file = find(path);
      if (!file) return { problem: 'it does not exist', missing: true };
      if (file.problem) return { problem: file.problem, missing: false };
      return { text: file.text, worldReadable: worldReadable(path) };
    },
    exists: path => find(path) !== undefined,
    list: folder =>
      Object.keys(files)
        .filter(path => path.startsWith(`${folder}/`))
        .map(path => path.slice(folder.length + 1))
        .sort(),
    worldReadable,
  };
}

export function fakeEnvironment(
  env: Record<string, string> = {},
  changes: Partial<Environment> = {},
): Environment {
  return {
    cwd: '/work',
    home: '/home/alice',
    hostname: 'web1.example.net',
    pid: 4242,
    uid: 1000,
    gid: 1000,
    username: 'alice',
    argv: [],
    env,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    onSignal: () => () => {},
    exit: code => {
      throw new Error(`exit ${code}`);
    },
    rss: () => 0,
    cpu: () => ({ user: 0, system: 0 }),
    ...changes,
  };
}
