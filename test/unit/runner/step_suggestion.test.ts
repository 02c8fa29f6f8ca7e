// What an undefined sentence was meant to be, among the steps there are.
import { resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { suggestStep } from '../../../lib/runner/step_suggestion';
import { loadSupportLibrary } from '../../../lib/runner/support_library';
import type { SupportLibrary } from '../../../support/cucumber';

let steps: SupportLibrary['stepDefinitions'];
before(async () => {
  steps = (await loadSupportLibrary(resolve(__dirname, '../../..'))).stepDefinitions;
});

const MEANT: Readonly<Record<string, string>> = {
  'every hosts with class x shuold have a load avarage below 3':
    'every hosts with class x should have a load average below 3',
  'every host with class x have a load average below 3':
    'every host with class x should have a load average below 3',
  'should every host with class role::web have a load average under 5':
    'every host with class role::web should have a load average under 5',
  'I blok the load balancer': 'I block the load balancer',
  'i block the load balancer': 'I block the load balancer',
  'the cache has the ip address 192.0.2.9': 'the cache has ip address 192.0.2.9',
  'traffic from the cache shuold be bloked': 'traffic from the cache should be blocked',
  'i want to update hosts with clas role::web': 'I want to update hosts with class role::web',
  'we know we can run ten concurrent Puppet clients': 'we know we can run 5 concurrent Puppet client',
};

describe('suggesting a step', () => {
  for (const [said, meant] of Object.entries(MEANT))
    it(`${said} → ${meant}`, () => {
      expect(suggestStep(said, steps)).to.equal(meant);
      expect(
        steps.some(step => step.expression.match(meant)),
        'it can be run',
      ).to.equal(true);
    });

  it('does not guess', () => {
    expect(suggestStep('the moon is full', steps)).to.equal(undefined);
    expect(suggestStep('anything', [])).to.equal(undefined);
    expect(suggestStep('', steps)).to.equal(undefined);
  });

  it('ends soon with a long sentence of nothing but errors', () => {
    const endless = Array.from({ length: 400 }, (_, i) => `shuold${i % 7} evry`).join(' ');
    expect(suggestStep(endless, steps)).to.equal(undefined);
  });
});
