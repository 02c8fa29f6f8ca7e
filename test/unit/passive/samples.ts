// Results and files for tests of passive results.

import { dirname } from 'node:path';
import type { PassiveResult } from '../../../lib/passive/passive_result';
import type { QueueFiles } from '../../../lib/passive/queue/queue_files';

export const RESULT: PassiveResult = {
  host: 'web1',
  service: 'disk',
  status: 'WARNING',
  output: ['DISK WARNING - free space: / 9%', '/ 9% of 10 GB'],
  perfdata: "/=9GB;8;9;0;10 '/var log'=1GB",
  startedAt: 1_795_320_000_500,
  endedAt: 1_795_320_001_250,
  checkSource: 'mon.example.net',
};

export const about = (service: string): PassiveResult => ({ ...RESULT, service });

/** A file system in memory whose next operations can be made to fail. */
export class MemoryFiles implements QueueFiles {
  readonly files = new Map<string, string>();
  /** Called before each operation; may throw what the system would. */
  before: (operation: keyof QueueFiles, path: string) => void = () => {};

  async makeFolder(path: string): Promise<void> {
    this.before('makeFolder', path);
  }

  async list(path: string): Promise<string[]> {
    this.before('list', path);
    return [...this.files.keys()]
      .filter(file => dirname(file) === path)
      .map(file => file.slice(path.length + 1));
  }

  async create(path: string, text: string): Promise<void> {
    this.before('create', path);
    if (this.files.has(path)) throw systemError('EEXIST', path);
    this.files.set(path, text);
  }

  async read(path: string): Promise<string> {
    this.before('read', path);
    const text = this.files.get(path);
    if (text === undefined) throw systemError('ENOENT', path);
    return text;
  }

  async exists(path: string): Promise<boolean> {
    this.before('exists', path);
    return this.files.has(path);
  }

  async rename(from: string, to: string): Promise<boolean> {
    this.before('rename', from);
    const text = this.files.get(from);
    if (text === undefined) return false;
    this.files.delete(from);
    this.files.set(to, text);
    return true;
  }

  async remove(path: string): Promise<void> {
    this.before('remove', path);
    this.files.delete(path);
  }
}

export function systemError(code: string, path: string): Error {
  const words: Readonly<Record<string, string>> = {
    ENOSPC: 'no space left on device',
    EACCES: 'permission denied',
  };
  return Object.assign(new Error(`${code}: ${words[code] ?? 'failed'}, open '${path}'`), { code });
}
