// Sentences about how many hosts there are, about numbers out of many, and numbers that are only told.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type CountingScene, expectPresence } from '../../../../lib/checks/assertion/expect_presence';
import { expectTotal, type TotalName } from '../../../../lib/checks/assertion/expect_total';
import { limitsOf } from '../../../../lib/checks/assertion/limits';
import { measureHosts } from '../../../../lib/checks/assertion/measure_hosts';
import { reportOfHosts } from '../../../../lib/checks/assertion/report_of_hosts';
import { Stopwatch } from '../../../../lib/checks/assertion/stopwatch';
import { NobodyDiscovered } from '../../../../lib/checks/errors';
import { expectFacts } from '../../../../lib/checks/fact/fact_table';
import { parseClaim } from '../../../../lib/checks/language/claim';
import { parseComparison } from '../../../../lib/checks/language/comparison';
import { parseModality } from '../../../../lib/checks/language/modality';
import { type ToyAgent, ToyFleet } from '../toy_fleet';
import { ending, type Shown, ToyScene } from './toy_scene';

const metrics = (scene: ToyScene): string[] =>
  scene.fleet.metrics.map(({ label, value, unit = '' }) => `${label}=${value}${unit}`);

describe('how many hosts there are', () => {
  const there = (present: string[], missing: string[], limit: string, modal = 'should'): Promise<string> => {
    const scene = Object.assign(new ToyScene({}), {
      countHosts: async () => ({ present, missing, who: 'class web' }),
    }) as CountingScene & ToyScene;
    return ending(expectPresence({ modal }, limit, 'hosts with class web', scene));
  };

  it('is a number of those that answer', async () => {
    expect(await there(['a', 'b'], [], 'at least 2')).to.equal('well');
    expect(await there(['a', 'b'], [], 'at least 3')).to.equal(
      'CRITICAL the fleet: number of hosts with class web expected at least 3, got 2 (a and b)',
    );
    expect(await there([], [], 'exactly 0')).to.equal('well');
    expect(await there(['a'], [], 'exactly 0')).to.match(/expected none, got 1 \(a\)$/);
  });

  it('is not known where those that are missed could change it', async () => {
    expect(await there(['a', 'b'], ['c'], 'at least 3')).to.equal('UNKNOWN no answer from c to discovery');
    expect(await there(['a', 'b'], ['c'], 'at least 4')).to.match(/^CRITICAL/);
    expect(await there(['a', 'b'], ['c'], 'at least 2')).to.equal('well');
    expect(await there(['a', 'b'], ['c', 'd'], 'exactly 3')).to.match(/^UNKNOWN/);
    expect(await there([], ['c'], 'exactly 0')).to.match(/^UNKNOWN/);
    expect(await there(['a'], ['c'], 'at least 2', 'happens to')).to.match(/^UNKNOWN/);
  });

  it('can be a condition, and a wish', async () => {
    expect(await there(['a'], [], 'at least 2', 'happens to')).to.match(
      /^not applicable: condition not met: the fleet/,
    );
    expect(await there(['a'], [], 'at least 1, ideally at least 2')).to.match(
      /^WARNING .* ideally at least 2, got 1/,
    );
  });
});

describe('one number out of many', () => {
  const load = { subject: 'load', label: 'load' };
  async function total(shown: Shown, name: TotalName, limit: string): Promise<[string, string[]]> {
    const scene = new ToyScene(shown);
    const sentence = expectTotal(
      {},
      name,
      'every host with class a',
      scene.ask<number>(),
      load,
      limit,
      scene,
    );
    return [await ending(sentence), metrics(scene)];
  }
  const SHOWN = { web1: 1, web2: 5, web3: 6 };

  it('is the sum, the mean, the highest or the lowest, and performance data', async () => {
    expect(await total(SHOWN, 'total', 'exactly 12')).to.deep.equal(['well', ['load_total=12']]);
    expect(await total(SHOWN, 'mean', 'exactly 4')).to.deep.equal(['well', ['load_mean=4']]);
    expect(await total(SHOWN, 'highest', 'below 6')).to.deep.equal([
      'CRITICAL web1, web2 and web3: highest load expected below 6, got 6 (web3)',
      ['load_highest=6'],
    ]);
    expect((await total(SHOWN, 'lowest', 'above 1'))[0]).to.match(
      /lowest load expected above 1, got 1 \(web1\)$/,
    );
    expect((await total(SHOWN, 'mean', 'below 5, ideally below 4'))[0]).to.match(/^WARNING/);
  });

  it('is of the hosts that are there at each look', async () => {
    const scene = new ToyScene({});
    const { sleep } = scene.run;
    scene.run.sleep = async ms => {
      await sleep(ms);
      scene.shown = { web1: 1, web2: 5 };
    };
    const choose = scene.chooseHosts.bind(scene);
    scene.chooseHosts = async who => {
      const chosen = await choose(who);
      if (chosen.nodes.length === 0) throw new NobodyDiscovered('with class a');
      return chosen;
    };
    const sentence = { timing: 'within 30 seconds ' };
    const asked = expectTotal(
      sentence,
      'total',
      'every host with class a',
      scene.ask<number>(),
      load,
      '6',
      scene,
    );
    expect(await ending(asked)).to.equal('well');
  });

  it('is not known while anybody is silent', async () => {
    expect(await total({ ...SHOWN, web2: undefined }, 'highest', 'below 9')).to.deep.equal([
      'UNKNOWN no answer from web2 to toy ask',
      [],
    ]);
  });
});

describe('numbers that are told', () => {
  const load = { subject: 'load', label: 'load' };

  it('are of each host, unknown where it is silent, which is remarked', async () => {
    const scene = new ToyScene({ web1: 1, web2: undefined });
    await reportOfHosts('every host with class a', scene.ask<number>(), load, scene);
    expect(metrics(scene)).to.deep.equal(['load_web1=1', 'load_web2=NaN']);
    expect(scene.fleet.remarks).to.deep.equal(['load of web2 is not known: no answer from web2 to toy ask']);
  });

  it('are a doubt when nobody tells any', async () => {
    const scene = new ToyScene({ web1: undefined });
    expect(await ending(reportOfHosts('the host web1', scene.ask<number>(), load, scene))).to.match(
      /^UNKNOWN/,
    );
  });

  it('are the extremes and the mean of more than twenty hosts', async () => {
    const scene = new ToyScene(Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`web${i}`, i])));
    await reportOfHosts('every host with class a', scene.ask<number>(), load, scene);
    expect(metrics(scene)).to.deep.equal(['load_min=0', 'load_max=20', 'load_mean=10']);
  });
});

describe('limits in performance data', () => {
  const limits = (limit: string, modal = 'should') => limitsOf(parseComparison(limit), parseModality(modal));
  const below = (start: number) => ({ start, end: Number.POSITIVE_INFINITY, inside: true });

  it('are critical, or a warning, or both', () => {
    expect(limits('below 9')).to.deep.equal({ crit: below(9) });
    expect(limits('below 9', 'should ideally')).to.deep.equal({ warn: below(9) });
    expect(limits('below 9, ideally below 5')).to.deep.equal({ warn: below(5), crit: below(9) });
    expect(limits('below 9', 'should not')).to.deep.equal({});
    expect(limits('below 9', 'happens to')).to.deep.equal({});
  });

  it('go beside the number of each host', () => {
    const scene = new ToyScene({});
    const tell = measureHosts('load', parseComparison('below 9, ideally below 5'), scene.run);
    tell(
      { known: [{ host: 'web1', value: 3 }], unknown: [], doubt: undefined },
      parseClaim('every host should'),
    );
    expect(scene.fleet.metrics).to.deep.equal([
      { label: 'load_web1', value: 3, unit: '', warn: below(5), crit: below(9) },
    ]);
  });
});

describe('the stopwatch', () => {
  it('tells how long it has been running, as often as it is asked', async () => {
    const scene = new ToyScene({});
    const watch = new Stopwatch();
    expect(await ending(watch.expect('should', 'below 5 seconds', scene.run))).to.match(
      /^UNKNOWN when the time began/,
    );
    watch.start(scene.run);
    scene.fleet.ms += 4000;
    expect(await ending(watch.expect('should', 'below 5 seconds', scene.run))).to.equal('well');
    scene.fleet.ms += 2500;
    expect(await ending(watch.expect('should', 'below 5 seconds', scene.run))).to.equal(
      'CRITICAL the scenario: elapsed time expected below 5 seconds, got 6.5 s',
    );
    expect(await ending(watch.expect('should', 'below 5 MB', scene.run))).to.match(
      /^UNKNOWN .*measured in seconds/,
    );
    expect(metrics(scene)).to.deep.equal(['elapsed=4s', 'elapsed=6.5s']);
  });
});

describe('a table of facts', () => {
  const facts = (values: Record<string, string | null> | undefined): ToyAgent => {
    return () => (values ? { data: { values: { ...values } } } : { data: {} });
  };
  function table(rows: string[][], values: Record<string, string | null> | undefined): Promise<string> {
    const fleet = new ToyFleet({ web1: { agents: { rpcutil: facts(values) } } });
    const scene = { run: fleet.context, chooseHosts: async () => ({ nodes: ['web1'], late: () => [] }) };
    return ending(expectFacts('every host should', [['fact', 'value'], ...rows], scene));
  }
  const ROWS = [
    ['cores', 'at least 4'],
    ['country', '/^d/'],
    ['kernel', '6.1'],
  ];

  it('holds when all of its rows do', async () => {
    expect(await table(ROWS, { cores: '4', country: 'de', kernel: '6.1' })).to.equal('well');
  });

  it('names the rows that do not, and facts that are not there', async () => {
    expect(await table(ROWS, { cores: '2', country: 'de', kernel: null })).to.equal(
      'CRITICAL web1: facts expected cores at least 4, country /^d/, kernel 6.1, got cores 2, kernel no such fact',
    );
    expect(await table([['cores', 'at least 4']], { cores: 'many' })).to.match(
      /^CRITICAL .* got cores many$/,
    );
  });

  it('is not known where the answer holds no facts', async () => {
    expect(await table(ROWS, undefined)).to.match(
      /^UNKNOWN web1 cannot answer rpcutil get_facts: the answer does not hold/,
    );
  });

  it('must have its two columns, and at least one row', async () => {
    expect(await table([], {})).to.match(/^UNKNOWN the table of facts must have the columns fact and value/);
    expect(await table([['', 'x']], {})).to.match(/^UNKNOWN "" is no name of a fact/);
  });
});
