// How the program ends: readers that go away, disks that are full, exit codes of calls.
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { exitCodeOf } from '../../../lib/cli/exit_code';
import type { CallStats, Reply } from '../../../lib/rpc/reply';
import { FakeFleet } from '../rpc/fake_fleet';
import { fleetspec, Sink } from './run_fleetspec';

class BrokenSink extends Writable {
  constructor(private readonly code: string) {
    super();
  }

  override _write(_chunk: Buffer, _encoding: string, done: (error: Error) => void): void {
    done(Object.assign(new Error(`${this.code}: write`), { code: this.code }));
  }
}

describe('ending', () => {
  it('is quiet when the reader has gone away', async () => {
    const { code, stderr } = await fleetspec(['help'], { stdout: new BrokenSink('EPIPE') });
    expect(code).to.equal(141);
    expect(stderr).to.equal('');
  });

  it('comes at once then, whatever was still to come', async () => {
    const fleet = new FakeFleet();
    fleet.add(['a']);
    const { code } = await fleetspec(['ping', '-t', '60'], { fleet, stdout: new BrokenSink('EPIPE') });
    expect(code).to.equal(141);
    expect(fleet.clock.monotonic()).to.be.below(1000);
  });

  it('is a fault when output is lost', async () => {
    const { code, stderr } = await fleetspec(['help'], { stdout: new BrokenSink('ENOSPC') });
    expect(code).to.equal(1);
    expect(stderr).to.contain('the output could not be written: ENOSPC');
  });

  it('waits for a slow reader', async () => {
    class SlowSink extends Sink {
      override _write(chunk: Buffer, encoding: string, done: () => void): void {
        setImmediate(() => super._write(chunk, encoding, done));
      }
    }
    const { stdout } = await fleetspec(['help'], { stdout: new SlowSink() });
    expect(stdout).to.contain('explains a command');
  });
});

describe('the exit code of a call', () => {
  const failure = [{} as Reply];
  const cases: [string, Partial<CallStats>, Reply[], number][] = [
    ['all ok', { discoveryMs: 5, discovered: 2, responses: 2 }, [], 0],
    ['some silent', { discoveryMs: 5, discovered: 2, responses: 1 }, [], 0],
    ['some failed', { discoveryMs: 5, discovered: 2, responses: 2 }, failure, 2],
    ['nobody answered', { discoveryMs: 5, discovered: 2, responses: 0 }, [], 3],
    ['nobody discovered', { discoveryMs: 5, discovered: 0, responses: 0 }, [], 1],
    ['named nodes are silent', { discoveryMs: 0, discovered: 1, responses: 0 }, [], 4],
    ['named nodes answered', { discoveryMs: 0, discovered: 1, responses: 1 }, [], 0],
    ['answers without discovery', { discoveryMs: 5, discovered: 0, responses: 3 }, failure, 0],
  ];
  for (const [name, stats, failed, code] of cases) {
    it(`is ${code} when ${name}`, () => {
      expect(exitCodeOf({ stats: stats as CallStats, failed })).to.equal(code);
    });
  }
});
