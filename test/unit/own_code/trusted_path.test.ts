// Files others can change are not run; links neither hide them.
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { trustProblem } from '../../../lib/own_code/trusted_path';

const UID = process.getuid!();
let folder: string;
let file: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fleetspec-trust-')));
  mkdirSync(join(folder, 'agents'), { mode: 0o755 });
  chmodSync(join(folder, 'agents'), 0o755);
  file = join(folder, 'agents', 'hello');
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  chmodSync(file, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('trustProblem', () => {
  it('has nothing against files of root or of the daemon, below /tmp too', () => {
    expect(trustProblem(file, UID)).to.equal(undefined);
    expect(trustProblem('/usr/bin/env', UID)).to.equal(undefined);
  });

  it('names what others may write: the file, its folder, a folder above', () => {
    for (const path of [file, join(folder, 'agents'), folder]) {
      for (const mode of [0o775, 0o757]) {
        chmodSync(path, mode);
        expect(trustProblem(file, UID)).to.equal(`others may write ${path}; take that away with chmod go-w`);
      }
      chmodSync(path, 0o755);
    }
    expect(trustProblem(file, UID)).to.equal(undefined);
    // A sticky folder protects what lies in it, not what it is itself.
    chmodSync(join(folder, 'agents'), 0o1777);
    expect(trustProblem(file, UID)).to.equal(undefined);
    expect(trustProblem(join(folder, 'agents'), UID)).to.match(/^others may write/);
  });

  it('names who else owns it', { skip: UID !== 0 }, () => {
    chownSync(file, 4711, 4711);
    expect(trustProblem(file, 0)).to.equal(
      `${file} belongs to user 4711; it must be root's or the daemon's own`,
    );
    expect(trustProblem(file, 4711)).to.equal(undefined);
    chownSync(join(folder, 'agents'), 4712, 4712);
    expect(trustProblem(file, 4711)).to.match(/agents belongs to user 4712/);
  });

  it('looks at links and at where they lead', () => {
    const link = join(folder, 'link');
    symlinkSync(file, link);
    expect(trustProblem(link, UID)).to.equal(undefined);
    chmodSync(file, 0o777);
    expect(trustProblem(link, UID)).to.equal(`others may write ${file}; take that away with chmod go-w`);
  });

  it('looks at every link on the way, and at what is above it', { skip: UID !== 0 }, () => {
    const [theirs, link] = [join(folder, 'theirs'), join(folder, 'link')];
    mkdirSync(theirs, { mode: 0o755 });
    symlinkSync('../agents', join(theirs, 'middle'));
    symlinkSync(join(theirs, 'middle'), link);
    expect(trustProblem(join(link, 'hello'), UID)).to.equal(undefined);
    // Who owns it could lead it elsewhere between this look and the next.
    lchownSync(join(theirs, 'middle'), 4711, 4711);
    expect(trustProblem(join(link, 'hello'), UID)).to.match(/middle belongs to user 4711/);
    lchownSync(join(theirs, 'middle'), 0, 0);
    chmodSync(theirs, 0o777);
    expect(trustProblem(join(link, 'hello'), UID)).to.match(/^others may write .*theirs;/);
  });

  it('throws for what is not there', () => {
    expect(() => trustProblem(join(folder, 'none'), UID))
      .to.throw()
      .with.property('code', 'ENOENT');
    symlinkSync('loop', join(folder, 'loop'));
    expect(() => trustProblem(join(folder, 'loop'), UID))
      .to.throw()
      .with.property('code', 'ELOOP');
  });
});
