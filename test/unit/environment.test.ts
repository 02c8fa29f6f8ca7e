// The door to the process, where the machine is odd.
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { processEnvironment } from '../../lib/environment';

describe('the environment of a process', () => {
  const home = process.cwd();
  before(() => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-gone-'));
    process.chdir(folder);
    rmdirSync(folder);
  });
  after(() => process.chdir(home));

  it('is there even when the working directory is not', () => {
    expect(processEnvironment().cwd).to.equal('/');
  });
});
