// Features in process: what every way a scenario can end is taken for. What cannot be tested is never well.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { CheckFailed, NotApplicable } from '../../../lib/checks/verdicts';
import { FleetspecError } from '../../../lib/errors';
import { statusOf } from '../../../lib/runner/outcome';
import { After, Before, type DataTable, Given, Then, When } from '../../../support/cucumber';
import { unguarded } from '../../../support/guard';
import type { FleetWorld } from '../../../support/world';
import { FakeClock } from '../rpc/fake_clock';
import { type Events, type FixtureOptions, runFeature } from './feature_fixture';

const feature = (...steps: string[]) =>
  `Feature: Toys\n  Scenario: One\n${steps.map(step => `    ${step}\n`).join('')}`;

/** The one scenario of a feature with these steps. */
async function scenarioOf(steps: string[], options: FixtureOptions = {}) {
  const outcome = await runFeature(feature(...steps), options);
  expect(outcome.problems).to.deep.equal([]);
  expect(outcome.scenarios).to.have.lengthOf(1);
  return { ...outcome.scenarios[0]!, outcome };
}

const failWith = (error: unknown) => () =>
  Given('it breaks', () => {
    throw error;
  });

class ToyFault extends FleetspecError {
  readonly code = 'E_TOY';
  readonly kind = 'usage';
}

/** A step that lasts until all time is over. */
const never = (clock: FakeClock) =>
  When('it hangs', () => {
    void clock.advance(60_000);
    return new Promise(() => {});
  });

describe('the end of a scenario', () => {
  it('is well when every step passes', async () => {
    const { status, verdict, outcome, location } = await scenarioOf(['Given it works'], {
      steps: () => Given('it works', () => {}),
    });
    expect({ status, verdict, location }).to.deep.equal({
      status: 'OK',
      verdict: 'passed',
      location: 'x.feature:2',
    });
    expect(outcome.subject).to.equal('Toys');
    expect(statusOf(outcome)).to.equal('OK');
  });

  it('is critical when a check fails, with hosts and place', async () => {
    const findings = [
      { host: 'a', got: '3' },
      { host: 'b', got: '3' },
    ];
    const steps = failWith(new CheckFailed('load', 'below 2', findings));
    const scenario = await scenarioOf(['Given it breaks'], { steps });
    expect(scenario).to.include({ status: 'CRITICAL', verdict: 'failed', at: 'x.feature:3' });
    expect(scenario.reason).to.equal('a and b: load expected below 2, got 3');
    expect(scenario.details).to.have.lengthOf(2);
  });

  it('is critical when an assertion of chai or Node fails', async () => {
    const chai = () => Given('it breaks', () => expect(1).to.equal(2));
    const node = () => Given('it breaks', () => assert.deepEqual({ a: 1 }, { a: 2 }));
    for (const steps of [chai, node]) {
      expect(await scenarioOf(['Given it breaks'], { steps })).to.include({ status: 'CRITICAL' });
    }
  });

  it('is a warning where the scenario or its feature is tagged so', async () => {
    const steps = failWith(new CheckFailed('load', 'below 2', [{ host: 'a', got: '3' }]));
    const text = `@warning\n${feature('Given it breaks')}`;
    const outcome = await runFeature(text, { steps });
    expect(outcome.scenarios[0]).to.include({ status: 'WARNING', verdict: 'failed' });
    const doubt = await runFeature(text, { steps: failWith(new Error('no idea')) });
    expect(doubt.scenarios[0]).to.include({ status: 'UNKNOWN' });
  });

  it('is unknown for any other fault, in one line with its remedy', async () => {
    const own = await scenarioOf(['Given it breaks'], {
      steps: failWith(new ToyFault('-x y is not understood', { remedy: 'give z' })),
    });
    expect(own).to.include({
      status: 'UNKNOWN',
      verdict: 'unknown',
      reason: '-x y is not understood; give z',
    });
    const other = await scenarioOf(['Given it breaks'], {
      steps: failWith(new TypeError('x is undefined\nsecond line')),
    });
    expect(other).to.include({ status: 'UNKNOWN', reason: 'x is undefined' });
    const thrown = await scenarioOf(['Given it breaks'], { steps: failWith('just text') });
    expect(thrown).to.include({ status: 'UNKNOWN', reason: 'just text' });
  });

  it('is unknown for an undefined step, and suggests the one that was meant', async () => {
    const scenario = await scenarioOf(['When I blok the load balancer']);
    expect(scenario.status).to.equal('UNKNOWN');
    expect(scenario.reason).to.equal(
      'undefined step "I blok the load balancer"; did you mean "I block the load balancer"',
    );
  });

  it('is unknown when a step is skipped and nobody says why', async () => {
    const steps = () => Given('it does not feel like it', () => 'skipped');
    expect(await scenarioOf(['Given it does not feel like it'], { steps })).to.include({
      status: 'UNKNOWN',
      reason: 'a step was skipped without a reason',
      at: 'x.feature:3',
    });
  });

  it('is unknown for a pending, an ambiguous and no step at all', async () => {
    const pending = await scenarioOf(['Given it waits'], { steps: () => Given('it waits', () => 'pending') });
    expect(pending).to.include({ status: 'UNKNOWN', reason: 'the step "it waits" is pending' });
    const twice = () => {
      Given('it is said', () => {});
      Given(/^it is said$/, () => {});
    };
    const ambiguous = await scenarioOf(['Given it is said'], { steps: twice });
    expect(ambiguous).to.include({ status: 'UNKNOWN' });
    expect(ambiguous.reason).to.match(
      /^the step "it is said" could be "it is said" \(.+:\d+\) or "\/\^it is said\$\/" \(.+:\d+\)$/,
    );
    expect(await scenarioOf([])).to.include({ status: 'UNKNOWN', reason: 'the scenario has no steps' });
  });

  it('is well and not applicable when a condition does not hold', async () => {
    let later = 0;
    const steps = () => {
      When('it is idle', () => {
        throw new NotApplicable('nothing is going on');
      });
      Then('it is judged', () => {
        later += 1;
      });
    };
    const scenario = await scenarioOf(['When it is idle', 'Then it is judged'], { steps });
    expect(scenario).to.include({ status: 'OK', verdict: 'not applicable', reason: 'nothing is going on' });
    expect(later).to.equal(0);
  });

  it('is unknown when what does not apply could not have been checked either', async () => {
    const steps = () =>
      When('it is idle', () => {
        throw new NotApplicable('nothing is going on');
      });
    const scenario = await scenarioOf(['When it is idle', 'Then nobody knows this'], { steps });
    expect(scenario).to.include({ status: 'UNKNOWN', verdict: 'unknown' });
  });

  it('is critical when an assertion failed, whatever else is unknown', async () => {
    const steps = failWith(new CheckFailed('load', 'below 2', [{ host: 'a', got: '3' }]));
    const scenario = await scenarioOf(['Given it breaks', 'Then nobody knows this'], { steps });
    expect(scenario.status).to.equal('CRITICAL');
  });

  it('supports steps that take a callback', async () => {
    const steps = () => Given('it calls back', (done: (error?: Error) => void) => void setImmediate(done));
    expect(await scenarioOf(['Given it calls back'], { steps })).to.include({ status: 'OK' });
  });

  for (const [kind, step] of Object.entries({
    'of ours': 'Given these groups of hosts:',
    'that waits': 'Given it waits for a table',
    'that returns without looking at it': 'Given it never looks',
  }))
    it(`cannot tell what a step ${kind} is about when no table stands below it`, async () => {
      const steps = () => {
        Given('it waits for a table', async (table: DataTable) => {
          await null;
          table.hashes();
        });
        Given('it never looks', async (_table: DataTable) => {});
      };
      const scenario = await scenarioOf([step, 'Then nobody knows this'], { steps });
      expect(scenario).to.include({ status: 'UNKNOWN', at: 'x.feature:3' });
      expect(scenario.reason).to.equal(
        'nothing stands below the step; write the table or text there that it is about',
      );
    });

  it('tells each row of an outline by its line', async () => {
    const text = `Feature: Toys
  Scenario Outline: Row <n>
    Given row <n>
    Examples:
      | n |
      | 1 |
      | 2 |
`;
    const steps = () => Given('row {int}', (n: number) => assert.equal(n, 1));
    const { scenarios } = await runFeature(text, { steps });
    expect(scenarios.map(({ name, location, status }) => [name, location, status])).to.deep.equal([
      ['Row 1', 'x.feature:6', 'OK'],
      ['Row 2', 'x.feature:7', 'CRITICAL'],
    ]);
  });

  it('is well for scenarios in rules too', async () => {
    const text = 'Feature: Toys\n  Rule: Play nicely\n    Scenario: One\n      Given it works\n';
    const { scenarios } = await runFeature(text, { steps: () => Given('it works', () => {}) });
    expect(scenarios[0]).to.include({ location: 'x.feature:3', status: 'OK' });
  });
});

describe('a run of nothing', () => {
  const problemOf = async (text: string | undefined, options: FixtureOptions = {}) => {
    const outcome = await runFeature(text, options);
    expect(statusOf(outcome)).to.equal('UNKNOWN');
    expect(outcome.scenarios).to.deep.equal([]);
    return outcome.problems[0]!;
  };

  it('is unknown when the file is missing', async () => {
    expect((await problemOf(undefined)).reason).to.match(/^there is no feature file x\.feature; /);
  });

  it('is unknown when the file cannot be read as a feature, with the line', async () => {
    const problem = await problemOf(
      'Feature: Toys\n  Scenario: One\n    Given it works\n    Whatever it takes\n',
    );
    expect(problem.at).to.equal('x.feature:4');
    expect(problem.reason).to.equal(
      'the feature cannot be read: "Whatever it takes" is no step, table or heading: steps begin with Given, When, Then, And or But',
    );
  });

  it('is unknown when the file is empty', async () => {
    expect(await problemOf('')).to.include({ reason: 'the feature has no scenario', at: 'x.feature' });
  });

  it('is unknown when no scenario has the tags, or begins at the line', async () => {
    const text = feature('Given it works');
    expect((await problemOf(text, { tags: '@web' })).reason).to.match(
      /^no scenario with the tags "@web" was found/,
    );
    expect((await problemOf(text, { line: 3 })).reason).to.match(/^no scenario begins at x\.feature:3/);
  });

  it('is unknown when the tags cannot be read', async () => {
    const { reason } = await problemOf(feature('Given it works'), { tags: '@a and (' });
    expect(reason).to.match(/^cannot read the tag expression "@a and \("/);
  });
});

describe('parameters', () => {
  const seen: string[] = [];
  const steps = () =>
    Given(/^I see (.*)$/, (text: string) => {
      seen.push(text);
    });

  it('fill the feature before steps are matched, those of the command line first', async () => {
    seen.length = 0;
    const text =
      'Feature: Toys of <owner>\n  Scenario: On <host>\n    Given I see <host> and <port> and \\<b>\n';
    const options = {
      steps,
      params: { host: 'web1' },
      checks: { params: { host: 'no', port: '80', owner: 'Bob' } },
    };
    const { scenarios } = await runFeature(text, options);
    expect(scenarios[0]).to.include({ name: 'On web1', status: 'OK', feature: 'Toys of Bob' });
    expect(seen).to.deep.equal(['web1 and 80 and <b>']);
  });

  it('are missed by name, and the scenario is not begun', async () => {
    seen.length = 0;
    const scenario = await scenarioOf(['Given I see something', 'And I see <port> of <host>'], { steps });
    expect(scenario).to.include({ status: 'UNKNOWN' });
    expect(scenario.reason).to.match(/^no value for <host>, <port>; give -H HOST --param port=…/);
    expect(seen).to.deep.equal([]);
  });
});

describe('a run that is ended', () => {
  it('by its deadline answers with what is finished', async () => {
    const text = `${feature('Given it works')}  Scenario: Two\n    When it hangs\n  Scenario: Three\n    Given it works\n`;
    const clock = new FakeClock();
    const steps = () => {
      Given('it works', () => {});
      never(clock);
    };
    const { scenarios } = await runFeature(text, { steps, clock, seconds: 5 });
    expect(scenarios.map(({ verdict }) => verdict)).to.deep.equal(['passed', 'unknown', 'unknown']);
    expect(scenarios[1]!.reason).to.match(/^the deadline of 5 s was reached/);
    expect(scenarios[1]!.at).to.equal('x.feature:5');
  });

  it('answers even when steps and hooks take no notice', async () => {
    const clock = new FakeClock();
    const steps = () => {
      When('it hangs', (_done: () => void) => void clock.advance(60_000));
      After(unguarded(() => new Promise(() => {})));
    };
    const text = `${feature('When it hangs')}  Scenario: Two\n    When it hangs\n`;
    const { scenarios } = await runFeature(text, { steps, clock, seconds: 5 });
    expect(scenarios[0]!.reason).to.match(/^the deadline of 5 s was reached/);
    expect(scenarios[1]!.reason).to.match(/^not finished: the deadline of 5 s was reached/);
  });

  const interrupted = async (interrupt: (events: Events) => void) => {
    let events: Events | undefined;
    const steps = () => When('it hangs', () => new Promise(() => setImmediate(() => interrupt(events!))));
    const meanwhile = (told: Events) => {
      events = told;
    };
    return scenarioOf(['When it hangs'], { steps, meanwhile });
  };

  it('by a signal says so', async () => {
    expect((await interrupted(({ signal }) => signal('SIGTERM'))).reason).to.equal('interrupted by SIGTERM');
  });

  it('by a fault nobody caught says so', async () => {
    const { status, reason } = await interrupted(({ fault }) => fault(new Error('stray\nstack')));
    expect(status).to.equal('UNKNOWN');
    expect(reason).to.match(/^a fault outside any step: stray;/);
  });
});

describe('undoing', () => {
  const undone: string[] = [];
  const changing = () =>
    When<FleetWorld>('it changes {word}', function (host: string) {
      const undo = async (hosts: readonly string[]) => {
        undone.push(...hosts);
        return hosts;
      };
      this.run.undo.add({ key: 'change', undone: 'changed back', hosts: [host], undo });
    });

  it('happens when the scenario fails, and is told', async () => {
    undone.length = 0;
    const steps = () => {
      changing();
      failWith(new Error('no'))();
    };
    const { outcome } = await scenarioOf(['When it changes web1', 'Given it breaks'], { steps });
    expect(undone).to.deep.equal(['web1']);
    expect(outcome.undone).to.deep.equal([{ text: 'undone: changed back on web1', left: [] }]);
  });

  it('does not happen when it passes', async () => {
    undone.length = 0;
    await scenarioOf(['When it changes web1'], { steps: changing });
    expect(undone).to.deep.equal([]);
  });

  it('takes back what an earlier scenario of the feature has changed', async () => {
    undone.length = 0;
    const text = `${feature('When it changes web1')}  Scenario: Two\n    Given it breaks\n`;
    const steps = () => {
      changing();
      failWith(new Error('no'))();
    };
    await runFeature(text, { steps });
    expect(undone).to.deep.equal(['web1']);
  });

  it('has time left when the deadline ends the run', async () => {
    const clock = new FakeClock();
    undone.length = 0;
    const steps = () => {
      changing();
      never(clock);
    };
    const { outcome } = await scenarioOf(['When it changes web1', 'When it hangs'], {
      steps,
      clock,
      seconds: 5,
    });
    expect(undone).to.deep.equal(['web1']);
    expect(outcome.undone).to.have.lengthOf(1);
  });

  it('happens at the deadline even when a hook takes no notice of it', async () => {
    const clock = new FakeClock();
    undone.length = 0;
    const steps = () => {
      changing();
      never(clock);
      After(unguarded(() => new Promise(() => {})));
    };
    await scenarioOf(['When it changes web1', 'When it hangs'], { steps, clock, seconds: 5 });
    expect(undone).to.deep.equal(['web1']);
  });
});

describe('the rest of a run', () => {
  it('writes reports, with parameters filled', async () => {
    const steps = () => Given('I see {word}', () => {});
    const files: string[] = [];
    // Read when the run is over, before its folder is gone.
    const meanwhile = ({ context, folder }: Events) => {
      const close = context.close.bind(context);
      context.close = async () => {
        for (const name of ['out/x.html', 'x.xml']) files.push(readFileSync(join(folder, name), 'utf8'));
        return close();
      };
    };
    const reports = { 'out/x.html': 'html', 'x.xml': 'junit' } as const;
    const options = { steps, reports, meanwhile, params: { host: 'web1' } };
    const outcome = await runFeature(feature('Given I see <host>'), options);
    expect(outcome.problems).to.deep.equal([]);
    expect(files[0]).to.include('I see web1');
    expect(files[1]).to.include('<testcase');
  });

  it('is unknown when a report cannot be written', async () => {
    const steps = () => Given('it works', () => {});
    const outcome = await runFeature(feature('Given it works'), {
      steps,
      reports: { '/proc/none/x.html': 'html' },
    });
    expect(statusOf(outcome)).to.equal('UNKNOWN');
    expect(outcome.problems[0]!.reason).to.match(
      /^the report \/proc\/none\/x\.html could not be written: ENOENT/,
    );
  });

  it('is unknown when a hook fails', async () => {
    const steps = () => {
      Given('it works', () => {});
      Before(() => {
        throw new Error('hook');
      });
    };
    const outcome = await runFeature(feature('Given it works'), { steps });
    expect(outcome.scenarios[0]).to.include({ status: 'UNKNOWN', reason: 'hook' });
  });
});
