// Folders and those above them, and places where none can be made.

import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chdir, cwd } from 'node:process';
import { after, describe, it } from 'node:test';
import { expect } from 'chai';
import { makeFolder } from '../../../lib/util/make_folder';

const folder = mkdtempSync(join(tmpdir(), 'fleetspec-make-folder-'));
after(() => rmSync(folder, { recursive: true }));

describe('makeFolder', () => {
  it('makes every folder that is missing, with the mode', () => {
    makeFolder(join(folder, 'a/b/c'), 0o700);
    for (const path of ['a', 'a/b', 'a/b/c']) {
      expect(statSync(join(folder, path)).isDirectory(), path).to.equal(true);
      expect(statSync(join(folder, path)).mode & 0o777, path).to.equal(0o700);
    }
  });

  it('leaves what is there', () => {
    mkdirSync(join(folder, 'there'), { mode: 0o755 });
    makeFolder(join(folder, 'there'), 0o700);
    expect(statSync(join(folder, 'there')).mode & 0o777).to.equal(0o755);
  });

  it('fails, and at once, where no folder can be made', () => {
    expect(() => makeFolder('/proc/fleetspec/state/of')).to.throw(/ENOENT/);
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeFolder(join(folder, 'file/below'))).to.throw(/ENOTDIR/);
    symlinkSync('/nowhere', join(folder, 'link'));
    expect(() => makeFolder(join(folder, 'link'))).to.throw(/ENOENT|EEXIST/);
  });

  it('fails in a working directory that is gone', () => {
    const [before, gone] = [cwd(), join(folder, 'gone')];
    mkdirSync(gone);
    chdir(gone);
    try {
      rmdirSync(gone);
      expect(() => makeFolder('a/b')).to.throw(/ENOENT|EEXIST/);
    } finally {
      chdir(before);
    }
  });
});
