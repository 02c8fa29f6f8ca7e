// Steps and hooks: none forgotten, none ambiguous.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { loadSupportLibrary, SUPPORT_FILES } from '../../../lib/runner/support_library';

const PROJECT = resolve(__dirname, '../../..');

// What the others import, and what defines nothing.
const PARTS = [
  'acting',
  'arrangement',
  'cucumber',
  'guard',
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

  it('has one step for each wording', async () => {
    const { stepDefinitions } = await loadSupportLibrary(PROJECT);
    for (const text of WORDINGS) {
      const matching = stepDefinitions.filter(step => step.matchesStepName(text)).map(step => step.pattern);
      expect(matching, text).to.have.lengthOf(1);
    }
  });
});
