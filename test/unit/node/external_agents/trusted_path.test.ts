// Files others can change are not run; links neither hide them.
import {
  chmodSync,
  chownSync,
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
import { trustProblem } from '../../../../lib/node/external_agents/trusted_path';

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
  it('has nothing against files of root or of the daemon, below /tmp too', async () => {
    expect(await trustProblem(file, UID)).to.equal(undefined);
    expect(await trustProblem('/usr/bin/env', UID)).to.equal(undefined);
  });

  it('names what others may write: the file, its folder, a folder above', async () => {
    for (const path of [file, join(folder, 'agents'), folder]) {
      for (const mode of [0o775, 0o757]) {
        chmodSync(path, mode);
        expect(await trustProblem(file, UID)).to.equal(
          `others may write ${path}; take that away with chmod go-w`,
        );
      }
      chmodSync(path, 0o755);
    }
    expect(await trustProblem(file, UID)).to.equal(undefined);
    // A sticky folder protects what lies in it, not what it is itself.
    chmodSync(join(folder, 'agents'), 0o1777);
    expect(await trustProblem(file, UID)).to.equal(undefined);
    expect(await trustProblem(join(folder, 'agents'), UID)).to.match(/^others may write/);
  });

  it('names who else owns it', { skip: UID !== 0 }, async () => {
    chownSync(file, 4711, 4711);
    expect(await trustProblem(file, 0)).to.equal(
      `${file} belongs to user 4711; it must be root's or the daemon's own`,
    );
    expect(await trustProblem(file, 4711)).to.equal(undefined);
    chownSync(join(folder, 'agents'), 4712, 4712);
    expect(await trustProblem(file, 4711)).to.match(/agents belongs to user 4712/);
  });

  it('looks at links and at where they lead', async () => {
    const link = join(folder, 'link');
    symlinkSync(file, link);
    expect(await trustProblem(link, UID)).to.equal(undefined);
    chmodSync(file, 0o777);
    expect(await trustProblem(link, UID)).to.equal(
      `others may write ${file}; take that away with chmod go-w`,
    );
  });

  it('rejects for what is not there', async () => {
    const error = await trustProblem(join(folder, 'none'), UID).catch(fault => fault);
    expect(error).to.include({ code: 'ENOENT' });
  });
});
