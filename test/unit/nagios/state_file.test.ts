// What a plugin keeps between runs: whole or not at all, and never through somebody else's file.
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { StateUnusable } from '../../../lib/nagios/errors';
import { StateFile } from '../../../lib/nagios/state_file';

const UID = process.getuid!();

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-state-'));
  path = join(folder, 'very', 'deep', 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a state file', () => {
  it('keeps a value, readable for its user alone', () => {
    const file = new StateFile(path, UID);
    expect(file.read()).to.equal(undefined);
    file.write({ a: [1] });
    file.write({ a: [2] });
    expect(file.read()).to.deep.equal({ a: [2] });
    expect(lstatSync(path).mode & 0o777).to.equal(0o600);
    expect(lstatSync(join(folder, 'very/deep')).mode & 0o777).to.equal(0o700);
    expect(readdirSync(join(folder, 'very/deep'))).to.deep.equal(['state.json']);
  });

  it('that is damaged is as good as none', () => {
    new StateFile(path, UID).write(1);
    writeFileSync(path, '{"a":');
    expect(new StateFile(path, UID).read()).to.equal(undefined);
  });

  it('lies in a folder of the user in the usual place', () => {
    expect(StateFile.usual('check_x', 1234).path).to.equal('/var/tmp/fleetspec-1234/check_x.json');
  });

  it('is not read through a link, from a folder, or when it is somebody else’s', () => {
    new StateFile(path, UID).write('theirs');
    const link = join(folder, 'link');
    symlinkSync(path, link);
    expect(() => new StateFile(link, UID).read()).to.throw(StateUnusable, 'it is a symbolic link');
    expect(() => new StateFile(folder, UID).read()).to.throw(StateUnusable, 'it is no regular file');
    expect(() => new StateFile(path, UID + 1).read()).to.throw(StateUnusable, `it belongs to user ${UID}`);
    expect(() => new StateFile('/dev/zero', UID).read()).to.throw(StateUnusable, 'it is no regular file');
  });

  it('replaces a link instead of writing through it', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    const link = join(folder, 'state.json');
    symlinkSync(victim, link);
    new StateFile(link, UID).write('mine');
    expect(readFileSync(victim, 'utf8')).to.equal('precious');
    expect(lstatSync(link).isSymbolicLink()).to.equal(false);
  });

  it('wants a folder of its own where anybody may make one', () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    expect(() => new StateFile(join(own, 'x'), UID + 1, true).write(1)).to.throw(
      StateUnusable,
      `own belongs to user ${UID}`,
    );
    symlinkSync(own, join(folder, 'linked'));
    expect(() => new StateFile(join(folder, 'linked', 'x'), UID, true).write(1)).to.throw(
      StateUnusable,
      'linked is no folder',
    );
    expect(readdirSync(own)).to.deep.equal([]);
  });

  it('that cannot be written stays as it was, and nothing is left beside it', () => {
    const file = new StateFile(path, UID);
    file.write('old');
    expect(() => new StateFile(join(path, 'below'), UID).write(1)).to.throw(StateUnusable);
    expect(() => new StateFile('/proc/nowhere/at/all/x', UID).write(1)).to.throw(StateUnusable, /ENOENT/);
    expect(() => new StateFile('/proc/nowhere/x', UID).write(1)).to.throw(StateUnusable, /cannot be used: E/);
    expect(() => file.write('x'.repeat(5 * 1024 * 1024))).to.throw(StateUnusable, 'more than it may');
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => file.write(circle)).to.throw(StateUnusable);
    chmodSync(join(folder, 'very/deep'), 0o700);
    expect(readdirSync(join(folder, 'very/deep'))).to.deep.equal(['state.json']);
    expect(file.read()).to.equal('old');
  });
});
