// A replay touches nothing real: steps of people's own that may act by other ways than the fleet are not run.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { processEnvironment } from '../../../lib/environment';
import type { Recording } from '../../../lib/recording/recording';
import { statusOf } from '../../../lib/runner/outcome';
import { replay } from '../../../lib/runner/replay';

const FEATURE = `Feature: Own
  Scenario: One
    When I drain the pool
    Then it is well`;

const STEPS = `const { acts, Then, When } = require('fleetspec');
const { writeFileSync } = require('node:fs');
const drain = () => writeFileSync(__dirname + '/../drained', '');
When('I drain the pool', acts(() => drain()));
When('I drain the fleet', acts(() => drain(), { byFleetOnly: true }));
Then('it is well', () => {});`;

describe('a replay of steps that act', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-acting-'));
    mkdirSync(join(folder, 'step_definitions'));
    writeFileSync(join(folder, 'step_definitions', 'own.js'), STEPS);
  });
  after(() => rmSync(folder, { recursive: true }));

  const played = (text: string) => {
    const path = join(folder, 'x.feature');
    const recording: Recording = {
      head: {
        ...{ fleetspec_recording: 1, version: '1.0.0', startedAt: 0, paths: [path], seconds: 60, params: {} },
        acting: 'allowed',
        checks: { devices: {}, groups: {}, puppetMaster: '', pools: {}, readingActions: [] },
        features: [{ path, text }],
      },
      events: [],
      end: undefined,
    };
    return replay({ environment: { ...processEnvironment(), cwd: folder }, recording });
  };

  it('does not run what may act by other ways than the fleet', async () => {
    const outcome = await played(FEATURE);
    expect(outcome.scenarios[0]?.reason).to.contain('the step "I drain the pool" is not run here');
    expect(statusOf(outcome)).to.equal('UNKNOWN');
    expect(existsSync(join(folder, 'drained'))).to.equal(false);
  });

  it('runs what says that it acts by the fleet only', async () => {
    const outcome = await played(FEATURE.replace('pool', 'fleet'));
    expect(statusOf(outcome), outcome.scenarios[0]?.reason).to.equal('OK');
  });
});
