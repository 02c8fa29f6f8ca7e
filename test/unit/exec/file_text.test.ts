// What a program says into a file: kept up to a limit, and the file never grows without bound.
import { fstatSync, readdirSync, writeSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { FileText } from '../../../lib/exec/file_text';
import { SystemExec } from '../../../lib/exec/system_exec';
import { FakeClock } from '../rpc/fake_clock';

const MIB = 1024 * 1024;

describe('a file of what a program says', () => {
  it('is empty, or kept up to the limit', () => {
    for (const [said, kept, truncated] of [
      ['', '', false],
      ['four', 'four', false],
      ['five!', 'five', true],
    ] as const) {
      const file = new FileText(4, new FakeClock());
      writeSync(file.fd, said);
      file.release();
      expect([file.text, file.truncated]).to.deep.equal([kept, truncated]);
    }
  });

  it('is readable by nobody else, and has no name', () => {
    const file = new FileText(4, new FakeClock());
    const { mode, nlink } = fstatSync(file.fd);
    expect([mode & 0o777, nlink]).to.deep.equal([0o600, 0]);
    file.release();
  });

  it('is not left open when there is none for the other stream', async () => {
    const clock = new FakeClock();
    const exec = new SystemExec(clock);
    const open = (): number => readdirSync('/proc/self/fd').length;
    const [after, before] = [clock.after.bind(clock), open()];
    clock.after = (ms, fn) => {
      if (clock.pending > 0) throw new Error('no more');
      return after(ms, fn);
    };
    const run = exec.run('true', [], { timeoutMs: 1000, outlives: true });
    await run.then(
      () => expect.fail('it ran'),
      ({ message }) => expect(message).to.match(/no file for what it says/),
    );
    expect(clock.pending).to.equal(0);
    expect(open()).to.be.at.most(before + 1);
  });

  it('is emptied when it has grown too large, and goes on', async () => {
    const clock = new FakeClock();
    const file = new FileText(100, clock);
    const block = Buffer.alloc(MIB, 'x');
    for (let n = 0; n < 17; n++) writeSync(file.fd, block);
    await clock.advance(1000);
    expect(fstatSync(file.fd).size).to.equal(0);
    writeSync(file.fd, 'end');
    await clock.advance(1000);
    file.release();
    expect([file.text, file.truncated]).to.deep.equal(['end', true]);
  });
});
