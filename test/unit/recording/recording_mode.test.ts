// Where a recording is, and who may read it.

import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RecordingWriter } from '../../../lib/recording/recording_file';

describe('the file of a recording', () => {
  it('is for its owner alone, also where everybody could read what was there before', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-mode-'));
    const path = join(folder, 'x.rec');
    writeFileSync(path, 'old');
    chmodSync(path, 0o644);
    new RecordingWriter(path).close();
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    rmSync(folder, { recursive: true });
  });

  it('makes the folders it is to be in', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-mode-'));
    const path = join(folder, 'new', 'deep', 'run.rec');
    new RecordingWriter(path).close();
    expect(existsSync(path)).to.equal(true);
    rmSync(folder, { recursive: true });
  });

  it('may be no file at all', () => {
    const before = statSync('/dev/null').mode;
    new RecordingWriter('/dev/null').close();
    expect(statSync('/dev/null').mode).to.equal(before);
  });
});
