// The audit file: where and how it is opened, rotated, and what happens when it cannot be written.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { symbolHash } from '../../../../lib/marshal/values';
import type { AuditEntry } from '../../../../lib/node/audit/audit_entry';
import { AuditLog, type WriteBytes } from '../../../../lib/node/audit/audit_log';
import { FakeRoot, MemoryLogger } from '../fakes';

const CONFIG = { provider: 'logfile', file: '/log/audit.log', format: 'json', required: true } as const;

const entry = (requestid: string): AuditEntry => ({
  time: 0,
  requestid,
  callerid: 'uid=0',
  senderid: 'client',
  collective: 'mcollective',
  agent: 'rpcutil',
  action: 'ping',
  data: symbolHash({}),
  verdict: 'allowed',
  statuscode: 0,
  durationMs: 1,
  msgtime: 0,
});

let root: FakeRoot;
let logger: MemoryLogger;
let path: string;
beforeEach(() => {
  root = new FakeRoot();
  root.makeFolder('/log');
  logger = new MemoryLogger();
  path = root.paths.resolve(CONFIG.file);
});
afterEach(() => root.remove());

const open = (parts: object = {}, write?: WriteBytes): AuditLog =>
  new AuditLog({ ...CONFIG, ...parts }, root.paths, logger, write);

const ids = (file = path): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line).requestid);

describe('AuditLog', () => {
  it('appends a line per request to a file others cannot read', () => {
    root.put('/log/audit.log', '');
    const log = open();
    log.write(entry('a'));
    log.write(entry('b'));
    log.close();
    const again = open();
    again.write(entry('c'));
    again.close();
    expect(ids()).to.deep.equal(['a', 'b', 'c']);
    root.take('/log/audit.log');
    open().close();
    expect(statSync(path).mode & 0o777).to.equal(0o640 & ~process.umask());
  });

  it('is not opened where it cannot be written', () => {
    const fault = (): unknown => {
      try {
        open();
      } catch (error) {
        return error;
      }
      return undefined;
    };
    mkdirSync(path);
    expect(fault()).to.include({ code: 'E_AUDIT_UNWRITABLE' });
    root.take('/log');
    expect((fault() as { sentence: string }).sentence).to.equal(
      'cannot write the audit log /log/audit.log: ENOENT; check the path, its folder and their permissions',
    );
  });

  it('goes on in a new file after rotation', () => {
    const log = open();
    log.write(entry('a'));
    renameSync(path, `${path}.1`);
    log.write(entry('b'));
    log.reopen();
    log.write(entry('c'));
    log.close();
    expect(ids(`${path}.1`)).to.deep.equal(['a', 'b']);
    expect(ids()).to.deep.equal(['c']);
  });

  it('is made again when somebody removed it', () => {
    const log = open();
    log.write(entry('a'));
    rmSync(path);
    log.write(entry('b'));
    expect(ids()).to.deep.equal(['b']);
    rmSync(root.paths.resolve('/log'), { recursive: true });
    log.write(entry('c'));
    expect(log.problem()).to.equal('the audit log /log/audit.log cannot be written');
    expect(logger.at('error')).to.deep.equal([
      'cannot write the audit log /log/audit.log: ENOENT; check the path, its folder and their permissions',
    ]);
    root.makeFolder('/log');
    log.write(entry('d'));
    expect(ids()).to.deep.equal(['c', 'd']);
    log.close();
  });

  it('goes on in the file that took its name, without a signal', () => {
    const log = open();
    log.write(entry('a'));
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    log.write(entry('b'));
    log.close();
    expect(ids(`${path}.1`)).to.deep.equal(['a']);
    expect(ids()).to.deep.equal(['b']);
  });

  it('keeps its file when the new one cannot be opened', () => {
    const log = open();
    renameSync(root.paths.resolve('/log'), root.paths.resolve('/old'));
    log.reopen();
    log.write(entry('a'));
    expect(ids(root.paths.resolve('/old/audit.log'))).to.deep.equal(['a']);
    expect(logger.at('error')).to.have.length(1);
    expect(logger.at('warn')).to.deep.equal([]);
    log.close();
  });
});

describe('a disk that is full', () => {
  /** Takes so many bytes more. */
  let room = 0;
  const write: WriteBytes = (file, bytes) => {
    if (room === 0) throw new Error('ENOSPC: no space left on device, write');
    const taken = bytes.subarray(0, room);
    room -= taken.length;
    return writeSync(file, taken);
  };

  it('is said once, is a reason not to act, and loses nothing', () => {
    const log = open({}, write);
    room = 0;
    expect(log.problem()).to.equal(undefined);
    log.write(entry('a'));
    log.write(entry('b'));
    expect(log.problem()).to.equal('the audit log /log/audit.log cannot be written');
    expect(logger.at('error')).to.deep.equal([
      'cannot write the audit log /log/audit.log: ENOSPC: no space left on device, write',
    ]);
    room = 50;
    expect(log.problem()).to.not.equal(undefined);
    room = 100_000;
    expect(log.problem()).to.equal(undefined);
    expect(ids()).to.deep.equal(['a', 'b']);
    expect(logger.at('warn')).to.deep.equal(['the audit log /log/audit.log can be written again']);
    log.close();
  });

  it('cuts no line in two when the file is moved away to make room', () => {
    const log = open({}, write);
    room = 50;
    log.write(entry('a'));
    renameSync(path, `${path}.1`);
    room = 100_000;
    log.reopen();
    log.write(entry('b'));
    expect(ids()).to.deep.equal(['a', 'b']);
    log.close();
  });

  it('is told what it cost when the daemon ends', () => {
    const log = open({ required: false }, write);
    room = 0;
    for (const id of ['a', 'b']) log.write(entry(id));
    log.close();
    expect(logger.at('error').at(-1)).to.equal('2 lines for the audit log /log/audit.log are lost');
  });

  it('is no reason not to act where the audit is not required', () => {
    const log = open({ required: false }, write);
    room = 0;
    log.write(entry('a'));
    expect(log.problem()).to.equal(undefined);
    room = 100_000;
    log.write(entry('b'));
    expect(ids()).to.deep.equal(['a', 'b']);
    log.close();
  });

  it('is waited for with a thousand lines, not more', () => {
    const log = open({}, write);
    room = 0;
    for (let n = 0; n < 1005; n++) log.write(entry(`r${n}`));
    room = 1_000_000;
    expect(log.problem()).to.equal(undefined);
    expect(ids()).to.have.length(1000);
    expect(logger.at('warn')).to.deep.equal([
      'the audit log /log/audit.log can be written again; 5 lines were lost',
    ]);
    log.close();
  });

  it('is not opened by a reload that ends after the daemon', () => {
    const log = open();
    log.close();
    rmSync(path);
    expect(() => log.reopen()).to.not.throw();
    expect(existsSync(path)).to.equal(false);
  });

  it('never writes into a file that is not its own any more', () => {
    const log = open();
    log.close();
    // It gets the number that was free.
    const other = root.paths.resolve('/log/other');
    const file = openSync(other, 'w');
    log.write(entry('late'));
    closeSync(file);
    expect(readFileSync(other, 'utf8')).to.equal('');
    expect(ids()).to.deep.equal([]);
    expect(logger.at('error')).to.have.length(1);
  });
});
