// The man pages that the package promises are those that are made: one for each command, and none of a command that went.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { COMMANDS } from '../../../lib/cli/commands';
import { man } from '../../../package.json';
import { manPages } from '../../../scripts/package/man_pages';

describe('man pages', () => {
  it('in package.json are those that npm packs, each command among them', () => {
    const made = Object.keys(manPages({ version: '1.0', date: '2026-01-01' }));
    expect(made).to.include.members(Object.keys(COMMANDS).map(name => `fleetspec-${name}.1`));
    expect([...man].sort()).to.deep.equal(made.map(name => `dist/man/${name}`).sort());
  });
});
