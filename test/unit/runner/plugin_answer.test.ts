// The outcome of a run in the words of a plugin: the worst first, and nothing wrong told as well.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { formatAnswer } from '../../../lib/nagios/output';
import type { RunOutcome, ScenarioOutcome } from '../../../lib/runner/outcome';
import { pluginAnswer } from '../../../lib/runner/plugin_answer';
import { verdictTable } from '../../../lib/runner/verdict_table';

const scenario = (parts: Partial<ScenarioOutcome>): ScenarioOutcome => ({
  feature: 'Toys',
  name: 'One',
  location: 'x.feature:2',
  verdict: 'passed',
  status: 'OK',
  ...parts,
});
const failed = scenario({
  verdict: 'failed',
  status: 'CRITICAL',
  reason: 'web1: it expected up, got down',
  at: 'x.feature:5',
  details: ['web1: it expected up, got down'],
});
const unknown = scenario({
  feature: 'Other',
  verdict: 'unknown',
  status: 'UNKNOWN',
  reason: 'no answer',
  at: 'y.feature:3',
});
const idle = scenario({ verdict: 'not applicable', reason: 'nothing runs', at: 'x.feature:4' });

function told(parts: Partial<RunOutcome>): string[] {
  const outcome: RunOutcome = {
    subject: 'Toys',
    scenarios: [],
    problems: [],
    metrics: [],
    undone: [],
    elapsedSeconds: 0.4104,
    ...parts,
  };
  return formatAnswer(pluginAnswer(outcome)).split('\n');
}

const first = (parts: Partial<RunOutcome>): string => told(parts)[0]!.split('|')[0]!;

describe('the answer of a run', () => {
  it('counts what passed', () => {
    expect(first({ scenarios: [scenario({})] })).to.equal('OK: Toys - 1 scenario passed');
    expect(first({ scenarios: [scenario({}), scenario({})] })).to.equal('OK: Toys - 2 scenarios passed');
  });

  it('says what did not apply', () => {
    expect(first({ scenarios: [idle] })).to.equal('OK: Toys - not applicable: nothing runs');
    expect(first({ scenarios: [idle, scenario({})] })).to.equal(
      'OK: Toys - 1 scenario passed, 1 not applicable: nothing runs',
    );
  });

  it('puts the worst first, with its feature and place', () => {
    expect(first({ scenarios: [unknown, failed, scenario({}), failed] })).to.equal(
      'CRITICAL: Toys - web1: it expected up, got down (x.feature:5), and 1 more',
    );
    expect(first({ scenarios: [scenario({}), unknown] })).to.equal(
      'UNKNOWN: Other - no answer (y.feature:3)',
    );
  });

  it('names the scenario where no step of it is to blame', () => {
    const { at: _, ...nowhere } = unknown;
    expect(first({ scenarios: [nowhere] })).to.equal(`UNKNOWN: Other - no answer (${nowhere.location})`);
  });

  it('lets a known failure outweigh a problem of the run, and tells both', () => {
    const lines = told({
      scenarios: [failed],
      problems: [{ reason: 'the feature cannot be read', at: 'y.feature:1' }],
    });
    expect(lines[0]).to.match(/^CRITICAL: Toys - web1/);
    expect(lines[1]).to.equal('[unknown] the feature cannot be read (y.feature:1)');
  });

  it('is unknown when something stays changed, and says so on the first line', () => {
    const undone = [{ text: 'not undone: block may still hold on web1', left: ['web1'] }];
    expect(first({ scenarios: [scenario({})], undone })).to.equal(
      'UNKNOWN: Toys - something could not be undone; not undone: block may still hold on web1',
    );
  });

  it('tells what was undone below', () => {
    const undone = [{ text: 'undone: unblocked on web1', left: [] }];
    expect(told({ scenarios: [failed], undone })[1]).to.equal('undone: unblocked on web1');
  });

  it('has a line for each scenario, the bad ones first, with hosts where there are several', () => {
    const several = scenario({ ...failed, details: ['web1: down', 'web2: down'] });
    expect(told({ scenarios: [scenario({}), idle, several] }).slice(1)).to.deep.equal([
      '[critical] One (x.feature:2): web1: it expected up, got down (x.feature:5)',
      '- web1: down',
      '- web2: down',
      '[passed] One (x.feature:2)',
      '[not applicable] One (x.feature:2): nothing runs (x.feature:4)',
    ]);
  });

  it('counts verdicts, time and metrics in performance data', () => {
    const metrics = [{ label: 'load', value: 5.31, crit: 2 }];
    const [, perfdata] = told({ scenarios: [failed, unknown, idle], metrics })[0]!.split('|');
    expect(perfdata).to.equal(
      'scenarios=3;;;0 passed=0;;;0 failed=1;;;0 unknown=1;;;0 not_applicable=1;;;0 time=0.41s;;;0 load=5.31;;2',
    );
  });
});

describe('the table of verdicts', () => {
  it('is aligned, with the worst last', () => {
    const rows = verdictTable([failed, scenario({ name: 'Another' }), unknown]);
    expect(rows.map(({ verdict, text }) => `${verdict}|${text}`)).to.deep.equal([
      'passed        |Another  x.feature:2',
      'UNKNOWN       |One      no answer (y.feature:3)',
      'CRITICAL      |One      web1: it expected up, got down (x.feature:5)',
    ]);
  });
});
