// Nagios's spool folder and its command file, on the real file system.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { CommandFileReceiver, commandLine } from '../../../lib/passive/receivers/command_file';
import { SpoolReceiver } from '../../../lib/passive/receivers/spool';
import { spoolFile } from '../../../lib/passive/receivers/spool_file';
import { asNobody } from '../as_nobody';
import { FakeClock } from '../rpc/fake_clock';
import { about, RESULT } from './samples';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-passive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = new FakeClock(1_795_320_002_000);
const uid = process.getuid!();

async function problem(sending: Promise<void>): Promise<{ code?: string; message: string }> {
  try {
    await sending;
  } catch (error) {
    return error as { code: string; message: string };
  }
  return expect.fail('it was sent');
}

describe('the spool folder', () => {
  const receiver = (names: readonly string[], path = folder) => {
    const left = [...names];
    return new SpoolReceiver({ name: 'nagios', path }, { uid }, clock, () => left.shift()!);
  };

  it('gets a file and its .ok, and nothing else is left', async () => {
    await receiver(['cAbCd12']).send([RESULT]);
    expect(readdirSync(folder).sort()).to.deep.equal(['cAbCd12', 'cAbCd12.ok']);
    expect(readFileSync(join(folder, 'cAbCd12'), 'utf8')).to.equal(spoolFile(RESULT, 1_795_320_002));
    expect(readFileSync(join(folder, 'cAbCd12.ok'), 'utf8')).to.equal('');
    expect(statSync(join(folder, 'cAbCd12')).mode & 0o777).to.equal(0o600);
  });

  it('gets names of seven characters that begin with c', async () => {
    const own = new SpoolReceiver({ name: 'nagios', path: folder }, { uid }, clock);
    for (let i = 0; i < 20; i++) await own.send([about(`s${i}`)]);
    const names = readdirSync(folder);
    expect(names).to.have.length(40);
    for (const name of names) expect(name).to.match(/^c[A-Za-z0-9]{6}(\.ok)?$/);
  });

  it('keeps what others wrote there', async () => {
    writeFileSync(join(folder, 'cTaken1'), 'of Nagios');
    await receiver(['cTaken1', 'cFree01']).send([RESULT]);
    expect(readFileSync(join(folder, 'cTaken1'), 'utf8')).to.equal('of Nagios');
    expect(readdirSync(folder).sort()).to.deep.equal(['cFree01', 'cFree01.ok', 'cTaken1']);
  });

  it('has no file that nobody will read when its .ok cannot be written', async () => {
    mkdirSync(join(folder, 'cAbCd12.ok'));
    const { code } = await problem(receiver(['cAbCd12']).send([RESULT]));
    expect(code).to.equal('E_RECEIVER_UNAVAILABLE');
    expect(readdirSync(folder)).to.deep.equal(['cAbCd12.ok']);
  });

  it('is missed by name when it is not there', async () => {
    const path = join(folder, 'nowhere');
    const { code, message } = await problem(receiver([], path).send([RESULT]));
    expect(code).to.equal('E_RECEIVER_UNAVAILABLE');
    expect(message).to.equal(`nagios (${path}) takes no results: it does not exist`);
  });

  it('belongs to Nagios, and so do its files', { skip: uid !== 0 && 'needs root' }, async () => {
    spawnSync('chown', ['65534:65533', folder]);
    await receiver(['cAbCd12']).send([RESULT]);
    for (const name of readdirSync(folder)) {
      const about = statSync(join(folder, name));
      expect([about.uid, about.gid, about.mode & 0o777], name).to.deep.equal([65534, 65533, 0o600]);
    }
  });
});

describe('the command file', () => {
  const pipe = () => {
    const path = join(folder, 'nagios.cmd');
    if (spawnSync('mkfifo', [path]).status !== 0) throw new Error('no mkfifo');
    return path;
  };
  const receiver = (path: string) => new CommandFileReceiver({ name: 'nagios', path });

  it('gets one line for each result', async () => {
    const path = pipe();
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      await receiver(path).send([RESULT]);
      await receiver(path).send([about('load')]);
      const bytes = Buffer.alloc(10_000);
      const text = bytes.toString('utf8', 0, readSync(reader, bytes));
      expect(text).to.equal(commandLine(RESULT) + commandLine(about('load')));
    } finally {
      closeSync(reader);
    }
  });

  it('without a reader is an error at once, not a wait', async () => {
    const path = pipe();
    const { code, message } = await problem(receiver(path).send([RESULT]));
    expect(code).to.equal('E_RECEIVER_UNAVAILABLE');
    expect(message).to.equal(`nagios (${path}) takes no results: nobody reads it`);
  });

  it('that is full is an error, and no half line stays in it', async () => {
    const path = pipe();
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const long = { ...RESULT, output: ['x'.repeat(4000)] };
      let sent = 0;
      const filled = await problem(
        (async () => {
          for (; sent < 1000; sent++) await receiver(path).send([long]);
        })(),
      );
      expect(filled.message).to.contain('it is full');
      const bytes = Buffer.alloc(sent * 5000);
      const text = bytes.toString('utf8', 0, readSync(reader, bytes));
      expect(text).to.equal(commandLine(long).repeat(sent));
    } finally {
      closeSync(reader);
    }
  });

  it('that is a plain file is not written to: Nagios never made it', async () => {
    const path = join(folder, 'nagios.cmd');
    writeFileSync(path, 'old');
    const { message } = await problem(receiver(path).send([RESULT]));
    expect(message).to.contain('it is no named pipe');
    expect(readFileSync(path, 'utf8')).to.equal('old');
  });

  it('that is forbidden is told', async () => {
    const path = pipe();
    chmodSync(path, 0);
    const { message } = await asNobody(() => problem(receiver(path).send([RESULT])));
    expect(message).to.contain('permission denied');
  });

  it('that is missing is told', async () => {
    expect((await problem(receiver(join(folder, 'none')).send([RESULT]))).message).to.contain(
      'it does not exist',
    );
  });
});
