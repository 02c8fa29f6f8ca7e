// The runner of data queries: names, limits, what plugins may answer; and looking up for filters.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { KNOWN_DATA } from '../../../../lib/ddl/data';
import { type DataParts, dataDdl, outputs, query as queryRule } from '../../../../lib/ddl/data/data_parts';
import type { RubyValue } from '../../../../lib/marshal/values';
import { parseCompound } from '../../../../lib/mcollective/compound';
import { EMPTY_FILTER, type Filter } from '../../../../lib/mcollective/filter';
import { DATA_PLUGINS } from '../../../../lib/node/data';
import type { DataOutputs, DataPlugin } from '../../../../lib/node/data/data_plugin';
import { lookUpData } from '../../../../lib/node/data/look_up_data';
import { dataPluginName, queryData } from '../../../../lib/node/data/query_data';
import { DataQueryFailed } from '../../../../lib/node/errors';
import { isMeant } from '../../../../lib/node/is_meant';
import { ProbeFailed } from '../../../../lib/probes/errors';
import { settle } from '../../rpc/fake_clock';
import { HostOfTests } from '../agents/host_of_tests';
import { FakeRoot } from '../fakes';

let root: FakeRoot;
let host: HostOfTests;
beforeEach(() => {
  root = new FakeRoot();
  root.put('/etc/fleetspec/facts.yaml', 'country: uk\n');
  host = new HostOfTests(root);
});
afterEach(() => root.remove());

const signal = new AbortController().signal;

function plugin(query: DataPlugin['query'], parts: Partial<DataParts> = {}): Record<string, DataPlugin> {
  const ddl = dataDdl('toy', {
    description: 'for tests',
    query: queryRule('anything', 10, '.'),
    outputs: outputs({ first: ['', ''], second: ['', ''] }),
    ...parts,
  });
  return { toy: { ddl, query } };
}

const ask = (plugins: Record<string, DataPlugin>, query: string | null = 'q', stop = signal) =>
  queryData('toy', query, host.node, { signal: stop, plugins });

async function problem(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'none',
    (error: Error) => error.message,
  );
}

describe('data plugins', () => {
  it('are registered by their own name', () => {
    for (const [name, { ddl }] of Object.entries(DATA_PLUGINS)) {
      expect(ddl.metadata.name).to.equal(name);
      expect(ddl.metadata.timeout).to.be.within(1, 5);
      expect(Object.keys(ddl.outputs)).to.not.deep.equal([]);
      if (ddl.query) expect(ddl.query.maxlength).to.be.greaterThan(0);
    }
  });

  it('are those whose DDLs clients know', () => {
    const ddls = Object.entries(DATA_PLUGINS).map(([name, { ddl }]) => [name, ddl]);
    expect(ddls).to.deep.equal(Object.entries(KNOWN_DATA));
  });

  it('are found whatever the spelling', () => {
    expect(['fstat', 'FSTAT', 'fstat_data', 'Fstat_Data'].map(dataPluginName)).to.deep.equal(
      Array(4).fill('fstat_data'),
    );
  });
});

describe('queryData', () => {
  it('gives declared outputs first, nil those without value', async () => {
    const answer = await ask(plugin(() => ({ more: 1, second: 'x' })));
    expect(Object.entries(answer)).to.deep.equal([
      ['first', null],
      ['second', 'x'],
      ['more', 1],
    ]);
  });

  it('knows plugins that take no query, and such that need none', async () => {
    const asked: string[] = [];
    const listening: DataPlugin['query'] = value => {
      asked.push(value);
      return { first: 1 };
    };
    const { toy } = plugin(listening) as { toy: DataPlugin };
    const { query, ...none } = toy.ddl;
    const optional = { ...toy, ddl: { ...none, query: { ...query!, optional: true } } };
    expect(await problem(ask({ toy: { ...toy, ddl: none } }, null))).to.equal('none');
    expect(await problem(ask({ toy: { ...toy, ddl: none } }, 'x'))).to.equal(
      'No data plugin argument was declared in the toy DDL but an input was supplied',
    );
    expect(await problem(ask({ toy: optional }, null))).to.equal('none');
    expect(await problem(ask({ toy: optional }, 'x'))).to.equal('none');
    expect(await problem(ask({ toy: optional }, '\n'))).to.include('should match');
    expect(asked).to.deep.equal(['', '', 'x']);
  });

  it('tells faults of the host, and leaves those of the program to the daemon', async () => {
    const fault = (error: Error): Promise<unknown> =>
      ask(plugin(() => Promise.reject(error))).catch((caught: Error) => caught);
    expect(await fault(new ProbeFailed('x', 'it is gone')))
      .to.be.instanceOf(DataQueryFailed)
      .with.property('message', 'cannot read x: it is gone');
    expect(await fault(new TypeError('x'))).to.be.instanceOf(TypeError);
  });

  it('does not ask with a query that breaks the rule', async () => {
    let asked = 0;
    const counting = plugin(() => ({ first: ++asked }));
    expect(await problem(ask(counting, null))).to.equal(
      'Cannot validate input query: value should be a string',
    );
    expect(await problem(ask(counting, '\n'))).to.include('should match (?-mix:.)');
    expect(await problem(ask(counting, 'x'.repeat(11)))).to.include('longer than 10');
    expect(asked).to.equal(0);
  });

  for (const [what, timeout] of [
    ['one second', undefined],
    ['its own limit', 3],
  ] as const) {
    it(`waits ${what} and tells the plugin to stop`, async () => {
      let stopped = false;
      const hanging = plugin(
        (_query, _node, stop) =>
          new Promise(() => {
            stop.addEventListener('abort', () => {
              stopped = true;
            });
          }),
        timeout ? { timeout } : {},
      );
      const answer = problem(ask(hanging));
      await host.clock.advance((timeout ?? 1) * 1000 - 1);
      expect(stopped).to.equal(false);
      await host.clock.advance(1);
      expect(await answer).to.equal("Data plugin toy_data timed out on query 'q'");
      expect(stopped).to.equal(true);
    });
  }

  const NOT_ALLOWED: [RubyValue | undefined, string][] = [
    [null, 'NilClass'],
    [undefined, 'NilClass'],
    [[1], 'Array'],
    [new Map(), 'Hash'],
  ];
  for (const [value, name] of NOT_ALLOWED) {
    it(`refuses ${name} as an output`, async () => {
      expect(await problem(ask(plugin(() => ({ first: value }) as unknown as DataOutputs)))).to.equal(
        `Can only store String, Integer, Float or Boolean data but got ${name} for key first`,
      );
    });
  }

  it('passes on what a plugin throws, at once or later', async () => {
    const throwing = plugin(() => {
      throw new Error('at once');
    });
    expect(await problem(ask(throwing))).to.equal('at once');
    expect(await problem(ask(plugin(() => Promise.reject(new Error('later')))))).to.equal('later');
  });
});

describe('lookUpData', () => {
  it('asks each query once, and none after a problem', async () => {
    const asked: string[] = [];
    const plugins = plugin(query => {
      asked.push(query);
      if (query === 'bad') throw new Error('no');
      return { first: query };
    });
    const query = (text: string | null) => ({ plugin: 'toy', query: text });
    const lookup = await lookUpData(
      [query('a'), query('b'), query('a'), query('bad'), query('c')],
      host.node,
      {
        signal,
        plugins,
      },
    );
    expect(asked).to.deep.equal(['a', 'b', 'bad']);
    expect(lookup(query('a'))).to.deep.equal({ outputs: { first: 'a', second: null } });
    expect(lookup(query('bad'))).to.deep.equal({ problem: 'no' });
    expect(lookup(query('c'))).to.have.property('problem');
  });

  it('asks at most twenty', async () => {
    let asked = 0;
    const plugins = plugin(() => ({ first: ++asked }));
    const queries = Array.from({ length: 30 }, (_, n) => ({ plugin: 'toy', query: `${n}` }));
    const lookup = await lookUpData(queries, host.node, { signal, plugins });
    expect(asked).to.equal(20);
    expect(lookup(queries[20]!)).to.deep.equal({ problem: 'it has more than 20 different data functions' });
  });
});

describe('isMeant', () => {
  const compound = (text: string): Filter => ({ ...EMPTY_FILTER, compound: [parseCompound(text)] });

  async function judge(filter: Filter): Promise<[boolean, string[]]> {
    const said: string[] = [];
    return [await isMeant(filter, host.node, signal, sentence => said.push(sentence)), said];
  }

  it('chooses as MCollective when the configuration says so', async () => {
    const mixed = compound('ratio>9.5');
    root.put('/etc/fleetspec/facts.yaml', 'ratio: 10\n');
    expect(await judge(mixed)).to.deep.equal([true, []]);
    const strict = new HostOfTests(root, { node: { strictFilters: true } }).node;
    const odd: Filter = { ...EMPTY_FILTER, oddlyEmpty: true };
    expect(await isMeant(mixed, strict, signal, () => {})).to.equal(false);
    expect(await isMeant(odd, strict, signal, () => {})).to.equal(false);
    expect(await isMeant(EMPTY_FILTER, strict, signal, () => {})).to.equal(true);
  });

  it('looks data up for filters', async () => {
    root.put('/etc/motd', 'hello\n');
    expect(await judge(compound("country=uk and fstat('/etc/motd').md5=/^b1946/"))).to.deep.equal([true, []]);
    expect(await judge(compound("fstat('/etc/motd').size>6"))).to.deep.equal([false, []]);
    expect(await judge(compound("not fstat('/nosuch').present=1"))).to.deep.equal([true, []]);
    expect(await judge(compound("fact('country').value=uk and agent('host').timeout=10"))).to.deep.equal([
      true,
      [],
    ]);
  });

  it('says once why a filter has no answer', async () => {
    for (const [text, why] of [
      ["not nosuch('x').y=1", "Can't find DDL for data plugin 'nosuch_data'"],
      ['not nosuch().y=1', 'No plugin nosuch_data defined'],
      ["country=uk or agent('a b').timeout=1", 'should match'],
      ["not agent('nosuch').timeout=1", 'No agent called nosuch found'],
      ["not system('x').y=1", "Can't find DDL for data plugin 'system_data'"],
    ] as const) {
      const [meant, said] = await judge(compound(text));
      expect(meant, text).to.equal(false);
      expect(said, text).to.have.length(1);
      expect(said[0], text).to.include(why);
    }
  });

  it('asks for no data where the rest of the filter does not hold', async () => {
    const before = host.clock.started;
    const filter = { ...compound("fact('country').value=uk"), identity: ['other'] };
    expect(await judge(filter)).to.deep.equal([false, []]);
    expect(host.clock.started).to.equal(before);
    expect(await judge({ ...filter, identity: ['node1.example.net'] })).to.deep.equal([true, []]);
    expect(host.clock.started).to.equal(before + 1);
  });

  it('ends when the daemon stops', async () => {
    const stop = new AbortController();
    stop.abort();
    const meant = isMeant(compound("not fstat('/x').present=1"), host.node, stop.signal, () => {});
    await settle();
    expect(await meant).to.equal(false);
  });
});
