// Compiled code is run as our own, so it is taken from nowhere that others could have put something.
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { CompiledCode } from '../../../lib/own_code/compiled_code';

const UID = process.getuid!();
const COMPILED = { code: 'code', map: '{}' };
let home: string;
let code: CompiledCode;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fleetspec-home-'));
  code = new CompiledCode('agents', { home, uid: UID, pid: 1, env: {} }, 'v20');
  code.keep('text', COMPILED);
});
afterEach(() => rmSync(home, { recursive: true }));

describe('compiled code that was kept', () => {
  it('is there for the same text and the same Node', () => {
    expect(code.read('text')).to.deep.equal(COMPILED);
    expect(code.read('other')).to.equal(undefined);
    expect(new CompiledCode('agents', { home, uid: UID, pid: 1, env: {} }, 'v22').read('text')).to.equal(
      undefined,
    );
  });

  it('is not taken from where others may write: the folder, one above, a group too', () => {
    for (const folder of [code.folder, join(home, '.cache/fleetspec'), join(home, '.cache'), home]) {
      for (const mode of [0o775, 0o757]) {
        chmodSync(folder, mode);
        expect(code.read('text'), folder).to.equal(undefined);
      }
      chmodSync(folder, 0o700);
    }
    expect(code.read('text')).to.deep.equal(COMPILED);
  });

  it('nor through a link that somebody else put there', { skip: UID !== 0 }, () => {
    const [cache, elsewhere] = [join(home, '.cache'), join(home, 'clone')];
    mkdirSync(elsewhere);
    renameSync(join(cache, 'fleetspec'), join(elsewhere, 'fleetspec'));
    symlinkSync(join(elsewhere, 'fleetspec'), join(cache, 'fleetspec'));
    expect(code.read('text')).to.deep.equal(COMPILED);
    lchownSync(join(cache, 'fleetspec'), 4711, 4711);
    expect(code.read('text')).to.equal(undefined);
    code.keep('more', COMPILED);
    lchownSync(join(cache, 'fleetspec'), 0, 0);
    expect(code.read('more')).to.equal(undefined);
  });

  it('nor from a folder of somebody else', { skip: UID !== 0 }, () => {
    chownSync(code.folder, 4711, 4711);
    expect(code.read('text')).to.equal(undefined);
  });
});
