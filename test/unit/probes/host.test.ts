// Load averages, uptime, processors and processes, from files of a real /proc.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { hostPaths, rootedPaths } from '../../../lib/exec/host_paths';
import { parseCpuCount, readCpuCount } from '../../../lib/probes/cpus';
import { ProbeFailed } from '../../../lib/probes/errors';
import { readHostFile, requireHostFile } from '../../../lib/probes/host_file';
import { parseLoad, readLoad } from '../../../lib/probes/load';
import { isAlive, parsePid, parseProcessState } from '../../../lib/probes/process';
import { parseUptime, readUptime } from '../../../lib/probes/uptime';

const golden = (name: string): string => readFileSync(join(__dirname, 'golden/proc', name), 'utf8');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fleetspec-probes-'));
  mkdirSync(join(root, 'proc/42'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('load, uptime and processors', () => {
  it('parses what Linux shows', () => {
    expect(parseLoad(golden('loadavg'))).to.deep.equal({
      load1: 1.26,
      load5: 0.86,
      load15: 0.4,
      runnable: 2,
      tasks: 146,
    });
    expect(parseUptime(golden('uptime'))).to.equal(2098.1);
    expect(parseCpuCount(golden('stat'))).to.equal(2);
  });

  it('refuses text of another kind rather than inventing numbers', () => {
    for (const text of ['', 'x', '1.0 2.0', '1 2 3 4/5 6', 'nan nan nan 1/2 3']) {
      expect(() => parseLoad(text), text).to.throw(ProbeFailed, 'cannot read /proc/loadavg');
    }
    expect(() => parseUptime('')).to.throw(ProbeFailed);
    expect(() => parseCpuCount('cpu  1 2 3\n')).to.throw(ProbeFailed);
  });

  it('reads them under the injected root', async () => {
    for (const name of ['loadavg', 'uptime', 'stat']) writeFileSync(join(root, 'proc', name), golden(name));
    const paths = rootedPaths(root);
    expect((await readLoad(paths)).load1).to.equal(1.26);
    expect(await readUptime(paths)).to.equal(2098.1);
    expect(await readCpuCount(paths)).to.equal(2);
  });

  it('reads those of this host', async () => {
    expect((await readLoad(hostPaths)).tasks).to.be.greaterThan(0);
    expect(await readUptime(hostPaths)).to.be.greaterThan(0);
    expect(await readCpuCount(hostPaths)).to.be.greaterThan(0);
  });
});

describe('host files', () => {
  it('tells a missing file from one that cannot be read or is too large', async () => {
    const paths = rootedPaths(root);
    writeFileSync(join(root, 'large'), 'x'.repeat(200_000));
    expect(await readHostFile(paths, '/none')).to.equal(undefined);
    expect(await readHostFile(paths, '/large/none')).to.equal(undefined);
    expect(await readHostFile(paths, '/large')).to.have.length(200_000);
    expect(await failure(readHostFile(paths, '/large', 199_999))).to.equal(
      'cannot read /large: it is larger than 199999 bytes',
    );
    expect(await failure(readHostFile(paths, '/proc'))).to.equal('cannot read /proc: EISDIR');
    expect(await failure(requireHostFile(paths, '/none'))).to.equal(
      'cannot read /none: there is no such file',
    );
  });
});

describe('processes', () => {
  it('reads the state behind any name', () => {
    expect(parseProcessState(golden('pid_stat'))).to.equal('S');
    expect(parseProcessState('1 (a) b) (c) Z 0 1')).to.equal('Z');
    expect(parseProcessState('nonsense')).to.equal(undefined);
  });

  it('reads pids as Puppet writes them and nothing else', () => {
    expect(['15837', '1\n', ' 7 '].map(parsePid)).to.deep.equal([15837, 1, 7]);
    expect(['', '0', '-1', '1 2', '1e3', 'x', '99999999999'].map(parsePid)).to.deep.equal(
      Array(7).fill(undefined),
    );
  });

  it('takes a zombie for dead', async () => {
    const paths = rootedPaths(root);
    const stat = join(root, 'proc/42/stat');
    expect(await isAlive(paths, 42)).to.equal(false);
    writeFileSync(stat, '42 (puppet) S 1 42');
    expect(await isAlive(paths, 42)).to.equal(true);
    writeFileSync(stat, '42 (puppet) Z 1 42');
    expect(await isAlive(paths, 42)).to.equal(false);
    expect(await isAlive(hostPaths, process.pid)).to.equal(true);
  });
});

async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no failure',
    error => {
      expect(error).to.be.instanceOf(ProbeFailed);
      return error.message;
    },
  );
}
