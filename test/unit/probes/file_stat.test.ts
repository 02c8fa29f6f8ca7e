// MD5 of files: bounded, stoppable, and no wait at what is no regular file. The rest is tested with data plugin fstat.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { hostPaths } from '../../../lib/exec/host_paths';
import { readFileMd5, readFileStat } from '../../../lib/probes/file_stat';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-stat-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function md5(path: string, maxBytes = 100, signal = new AbortController().signal): Promise<string> {
  return readFileMd5(hostPaths, path, { maxBytes, signal }).catch((error: Error) => error.message);
}

describe('readFileMd5', () => {
  it('counts what it reads, for files of /proc say that they are empty', async () => {
    expect((await readFileStat(hostPaths, '/proc/self/status'))?.size).to.equal(0);
    expect(await md5('/proc/self/status', 10)).to.equal(
      'cannot read /proc/self/status: it is larger than 10 bytes',
    );
    expect(await md5('/proc/self/status', 1_000_000)).to.match(/^[0-9a-f]{32}$/);
  });

  it('reads up to the limit', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'hello\n');
    expect(await md5(path, 6)).to.equal('b1946ac92492d2347c6235b4d2611184');
    expect(await md5(path, 5)).to.include('larger than 5 bytes');
  });

  it('stops when told', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'hello\n');
    expect(await md5(path, 100, AbortSignal.abort())).to.include('took too long');
  });

  it('neither waits at a pipe nor follows a link nor reads a device', { timeout: 10_000 }, async () => {
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    symlinkSync('/etc/passwd', join(folder, 'link'));
    expect(await md5(join(folder, 'fifo'))).to.include('not a regular file');
    expect(await md5(join(folder, 'link'))).to.include('ELOOP');
    expect(await md5('/dev/null')).to.include('not a regular file');
    expect(await md5(join(folder, 'nosuch'))).to.include('ENOENT');
  });
});

describe('readFileStat', () => {
  it('knows devices', async () => {
    expect((await readFileStat(hostPaths, '/dev/null'))?.type).to.equal('chardev');
  });
});
