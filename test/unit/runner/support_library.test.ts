// Steps and hooks: none forgotten, none ambiguous.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { resolvePaths } from '@cucumber/cucumber/lib/paths/index';
import { expect } from 'chai';
import { loadSupportLibrary, SUPPORT_FILES } from '../../../lib/runner/support_library';

const PROJECT = resolve(__dirname, '../../..');

// What the others import, and what defines nothing.
const PARTS = [
  'acting',
  'arrangement',
  'cucumber',
  'discreet_world',
  'guard',
  'noted_junit',
  'plain_run',
  'report_formats',
  'run_registry',
].map(name => `support/${name}.ts`);

const WORDINGS = [
  'the load balancer has ip address 192.0.2.7',
  'I want to update hosts with fact country=de',
  'I want to update hosts with class /dev_server/',
  'I want to update hosts with class role::web',
  'I want to pre-discover the nodes to manage',
  'I block the load balancer',
  'I unblock the load balancer',
  'traffic from the load balancer should be blocked',
  'traffic from the load balancer should be unblocked',
  'we know we can run 10 concurrent Puppet clients',
  'the Puppet Master load average should be below 2',
  'the Puppet Master load average should be below 2.5',
  'there are more than usual Puppet clients running',
  'the Puppet Master should have an acceptable load average',
];

describe('the support library', () => {
  it('lists every file of step_definitions/ and support/', () => {
    const files = ['step_definitions', 'support'].flatMap(folder =>
      readdirSync(join(PROJECT, folder)).map(name => `${folder}/${name}`),
    );
    expect([...SUPPORT_FILES, ...PARTS]).to.have.members(files);
  });

  it('keeps Cucumber from looking for others around each feature, in folders of whatever size', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-around-'));
    const feature = join(folder, 'one.feature');
    writeFileSync(feature, 'Feature: One\n');
    for (const name of ['steps.js', 'steps.mjs'])
      writeFileSync(join(folder, name), 'throw new Error("loaded");\n');
    const { originalCoordinates } = await loadSupportLibrary(PROJECT);
    const logger = { debug: () => {} };
    const found = await resolvePaths(
      logger as never,
      PROJECT,
      { paths: [feature] } as never,
      originalCoordinates,
    );
    expect(found.sourcePaths).to.deep.equal([feature]);
    expect([...found.requirePaths, ...found.importPaths]).to.deep.equal([]);
    rmSync(folder, { recursive: true });
  });

  it('has one step for each wording', async () => {
    const { stepDefinitions } = await loadSupportLibrary(PROJECT);
    for (const text of WORDINGS) {
      const matching = stepDefinitions.filter(step => step.matchesStepName(text)).map(step => step.pattern);
      expect(matching, text).to.have.lengthOf(1);
    }
  });
});
