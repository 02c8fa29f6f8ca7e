// Scenarios that go on although something is not well, and how that is seen; and how steps share the time of a run.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { SilentNodes } from '../../../lib/checks/errors';
import { CheckFailed } from '../../../lib/checks/verdicts';
import { formatAnswer } from '../../../lib/nagios/output';
import { type RunOutcome, statusOf } from '../../../lib/runner/outcome';
import { pluginAnswer } from '../../../lib/runner/plugin_answer';
import type { ProgressEvent } from '../../../lib/runner/progress';
import type { RunContext } from '../../../lib/runner/run_context';
import { Then } from '../../../support/cucumber';
import type { FleetWorld } from '../../../support/world';
import { type FixtureOptions, runFeature } from './feature_fixture';

const failing = (severity: 'WARNING' | 'CRITICAL', ...hosts: string[]): CheckFailed =>
  new CheckFailed(
    'load',
    'below 2',
    hosts.map(host => ({ host, got: '5' })),
    undefined,
    severity,
  );

interface Seen {
  readonly outcome: RunOutcome;
  readonly marks: string[];
  readonly shares: number[];
}

async function run(steps: string[], options: FixtureOptions & { waivers?: string } = {}): Promise<Seen> {
  const events: ProgressEvent[] = [];
  const shares: number[] = [];
  let context!: RunContext;
  const { waivers, ...rest } = options;
  const outcome = await runFeature(
    ['Feature: F', '  Scenario: S', ...steps.map(step => `    Then ${step}`)].join('\n'),
    {
      seconds: 20,
      progress: event => events.push(event),
      meanwhile: made => {
        context = made.context;
        const file = join(made.folder, 'waivers.yaml');
        if (waivers) writeFileSync(file, waivers);
        if (waivers) Object.assign(context.config.checks, { waiversFile: file });
      },
      steps: () => {
        Then('all is well', () => {});
        Then('{word} is a warning', (host: string) => {
          throw failing('WARNING', host);
        });
        Then('{word} fails', (hosts: string) => {
          throw failing('CRITICAL', ...hosts.split(','));
        });
        Then('{word} is silent', (host: string) => {
          throw new SilentNodes([host], 'host load', 'host');
        });
        Then('the time is shared', function (this: FleetWorld) {
          shares.push(context.remainingMs / context.deadline.stepsMs);
        });
      },
      ...rest,
    },
  );
  return {
    outcome,
    marks: events.flatMap(event => (event.kind === 'step' ? [event.mark] : [])),
    shares,
  };
}

const lines = (outcome: RunOutcome): string[] => formatAnswer(pluginAnswer(outcome)).split('\n');

describe('a warning', () => {
  it('lets the scenario go on, and does not look passed', async () => {
    const { outcome, marks } = await run(['all is well', 'web1 is a warning', 'all is well']);
    expect(marks).to.deep.equal(['passed', 'warning', 'passed']);
    expect(statusOf(outcome)).to.equal('WARNING');
    expect(outcome.scenarios[0]).to.include({
      reason: 'web1: load expected below 2, got 5',
      at: 'x.feature:4',
    });
  });

  it('is outweighed by what comes after', async () => {
    const { outcome, marks } = await run(['web1 is a warning', 'web2 fails', 'all is well']);
    expect(marks).to.deep.equal(['warning', 'failed', 'skipped']);
    expect(outcome.scenarios[0]).to.include({ status: 'CRITICAL', at: 'x.feature:4' });
    expect((await run(['web1 is a warning', 'web2 is silent'])).outcome.scenarios[0]).to.include({
      status: 'UNKNOWN',
    });
  });

  it('is the first of several', async () => {
    const { outcome } = await run(['web1 is a warning', 'web2 is a warning']);
    expect(outcome.scenarios[0]).to.include({ status: 'WARNING', at: 'x.feature:3' });
  });
});

describe('tags', () => {
  const tagged = async (feature: string, scenario: string): Promise<string> =>
    statusOf(
      await runFeature(`${feature}\nFeature: F\n  ${scenario}\n  Scenario: S\n    Then it fails`, {
        steps: () => {
          Then('it fails', () => {
            throw failing('CRITICAL', 'web1');
          });
        },
      }),
    );

  it('say how bad a failure is, the scenario before the feature', async () => {
    expect(await tagged('', '')).to.equal('CRITICAL');
    expect(await tagged('@warning', '')).to.equal('WARNING');
    expect(await tagged('', '@warning')).to.equal('WARNING');
    expect(await tagged('@warning', '@critical')).to.equal('CRITICAL');
    expect(await tagged('@critical', '@warning')).to.equal('WARNING');
    expect(await tagged('@slow', '@web')).to.equal('CRITICAL');
  });
});

describe('waivers of hosts, for steps that know of none', () => {
  const waivers = '- {hosts: [web1, web2], reason: new disk, until: 2099-01-01}\n'.replace(
    '2099-01-01',
    new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
  );

  it('let the scenario go on, seen and counted', async () => {
    const { outcome, marks } = await run(['web1,web2 fails', 'all is well'], { waivers });
    expect(marks).to.deep.equal(['waived', 'passed']);
    expect(outcome.scenarios[0]).to.include({ verdict: 'waived', status: 'OK' });
    const [first, ...more] = lines(outcome);
    expect(first).to.match(
      /^OK: F - load of web1 does not count: waived until \S+: new disk; load of web2 does/,
    );
    expect(first).to.include(' waived=1;;;0 ');
    expect(more.join('\n')).to.match(/^\[remark\] load of web1 does not count/m);
  });

  it('leave the other hosts, and what is not known', async () => {
    expect((await run(['web1,web3 fails'], { waivers })).outcome.scenarios[0]?.reason).to.equal(
      'web3: load expected below 2, got 5',
    );
    expect((await run(['web1 is silent'], { waivers })).outcome.scenarios[0]?.status).to.equal('UNKNOWN');
  });

  it('that have ended are named and do not count', async () => {
    const ended = '- {hosts: [web1], reason: new disk, until: 2020-01-01, by: ann}\n';
    const { outcome } = await run(['web1 fails'], { waivers: ended });
    expect(statusOf(outcome)).to.equal('CRITICAL');
    expect(lines(outcome)).to.include(
      '[remark] the waiver of web1 has ended (until 2020-01-01 by ann: new disk)',
    );
  });

  it('in a broken file make everything unknown', async () => {
    const { outcome } = await run(['all is well'], { waivers: 'waiver: []\n' });
    expect(statusOf(outcome)).to.equal('UNKNOWN');
    expect(outcome.problems[0]?.reason).to.match(/line 1, cannot be used: unknown key waiver/);
    expect(outcome.scenarios).to.deep.equal([]);
  });
});

describe('the time of a run', () => {
  it('is shared: each step ahead has a little kept for it, together at most half', async () => {
    const few = await run(['the time is shared', 'all is well', 'the time is shared']);
    // Of some 19 seconds, a quarter of one for each of two steps ahead, and for none.
    expect(few.shares[0]).to.be.within(0.95, 0.98);
    expect(few.shares[1]).to.be.closeTo(1, 0.001);
    const many = await run(['the time is shared', ...Array.from({ length: 60 }, () => 'all is well')]);
    expect(many.shares[0]).to.be.closeTo(0.5, 0.001);
  });
});

describe('reports of Cucumber', () => {
  it('hold what they have no word for as notes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-going-on-'));
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const waiversFile = join(folder, 'waivers.yaml');
    writeFileSync(
      waiversFile,
      `- {host: web3, reason: new disk, until: ${day}}\n- {scenario: S, reason: load test, until: ${day}}\n`,
    );
    const feature =
      'Feature: F\n  Scenario: S\n    Then it is a warning\n    And web3 fails\n    And web1 fails';
    await runFeature(feature, {
      checks: { waiversFile },
      reports: { [join(folder, 'messages.ndjson')]: 'messages' },
      steps: () => {
        Then('it is a warning', () => {
          throw failing('WARNING', 'web1');
        });
        Then('{word} fails', (host: string) => {
          throw failing('CRITICAL', host);
        });
      },
    });
    const text = readFileSync(join(folder, 'messages.ndjson'), 'utf8');
    rmSync(folder, { recursive: true });
    expect(text).to.include('"warning: web1: load expected below 2, got 5"');
    expect(text).to.include(`"waived: load of web3 does not count: waived until ${day}: new disk"`);
    expect(text).to.include(`"waived until ${day}: load test"`);
  });
});
