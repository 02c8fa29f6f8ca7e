// Aggregates of MCollective's plugins, and what all of them do with odd values; the others are compared with Ruby.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { rubyFormat } from '../../../lib/ddl/aggregates/ruby_format';
import type { AggregateDdl } from '../../../lib/ddl/ddl';
import { type ReplySummary, summarise } from '../../../lib/ddl/summarise';
import type { Plain } from '../../../lib/marshal/plain';

const outputs = { x: { description: '', displayAs: 'The X' }, a: { description: '', displayAs: 'An A' } };

function summed(name: string, values: readonly Plain[], more: Partial<AggregateDdl> = {}): ReplySummary {
  const aggregates = [{ name, output: 'x', args: {}, ...more }];
  return summarise(
    { aggregates, outputs },
    values.map(x => ({ data: { x } })),
    String,
  )[0]!;
}

const lines = (name: string, values: readonly Plain[], more: Partial<AggregateDdl> = {}) =>
  summed(name, values, more).lines;

describe('boolean_summary', () => {
  const words = { args: { true: 'enabled', false: 'disabled' } };
  it('puts words for true and false', () => {
    expect(lines('boolean_summary', [true, false, true, null], words)).to.deep.equal([
      'enabled = 2',
      'disabled = 1',
    ]);
    expect(lines('boolean_summary', [true, 'odd', false, false])).to.deep.equal([
      'false = 2',
      '  odd = 1',
      ' true = 1',
    ]);
  });
});

describe('nagios_states', () => {
  it('counts every state, nil and oddities as UNKNOWN, equal counts by severity', () => {
    expect(lines('nagios_states', [0, 2, 0, null, 7, 'x', 0, -1])).to.deep.equal([
      '   UNKNOWN : 4',
      '        OK : 3',
      '  CRITICAL : 1',
      '   WARNING : 0',
    ]);
    expect(lines('nagios_states', []).map(line => line.trim())).to.deep.equal([
      'OK : 0',
      'WARNING : 0',
      'CRITICAL : 0',
      'UNKNOWN : 0',
    ]);
  });
});

describe('process_summary', () => {
  it('adds up hosts, processes and their sizes', () => {
    const one = { pid: 1, rss: 512, vsize: 1024 * 1024 * 137 };
    expect(lines('process_summary', [[one, one], [], null, [{ pid: 2 }, 'odd']])).to.deep.equal([
      '       Matched hosts: 2',
      '   Matched processes: 4',
      '       Resident Size: 1 MB',
      '        Virtual Size: 274 MB',
    ]);
  });
});

describe('nettest_mma', () => {
  it('tells least, most and mean', () => {
    expect(lines('nettest_mma', [2, 1, null, 4.5])).to.deep.equal([
      'Min: 1.000ms  Max: 4.500ms  Average: 2.500ms',
    ]);
    expect(lines('nettest_mma', [null])).to.deep.equal([]);
  });
});

describe('summaries', () => {
  it('keep values of different types apart, equal counts in order of value', () => {
    expect(lines('summary', ['1', 1, 'b', 'a', 10, '9', true, 'b'])).to.deep.equal([
      '   b = 2',
      '   1 = 1',
      '   1 = 1',
      '   9 = 1',
      '  10 = 1',
      '   a = 1',
      'true = 1',
    ]);
  });

  it('take averages of integers with their decimals, and pass over nodes that say nothing', () => {
    expect(lines('average', [1, 2, null])).to.deep.equal(['Average of x: 1.500000']);
    expect(lines('sum', [1, null, 2n])).to.deep.equal(['Sum of x: 3.000000']);
  });

  it('say why there is none', () => {
    expect(summed('average', [1, 'x']).problem).to.equal('exception raised while processing result data');
    expect(summed('nosuch', []).problem).to.equal('there is no aggregate function nosuch');
    expect(summed('constructor', []).problem).to.contain('no aggregate function');
    expect(summed('summary', [], { output: 'z' })).to.deep.equal({
      title: 'z',
      lines: [],
      problem: "unspecified output 'z' for the action",
    });
    expect(summed('summary', ['a'], { format: '%s %s %s' }).problem).to.contain('wants more values');
  });

  it('come in order of outputs, those that failed last', () => {
    const aggregates = ['x', 'zz', 'a'].map(output => ({ name: 'summary', output, args: {} }));
    const titles = summarise({ aggregates, outputs }, [{ data: { a: 1 } }], String).map(({ title }) => title);
    expect(titles).to.deep.equal(['An A', 'The X', 'zz']);
  });

  it('are bounded by what a format may ask for', () => {
    expect(() => rubyFormat('%1000000000s', ['x'], String)).to.throw('over 200');
    expect(() => rubyFormat('%.1000000000f', [1], String)).to.throw('over 50');
    expect(lines('summary', ['x'.repeat(5000)])[0]).to.have.length(5004);
  });

  it('stand what nodes make up', () => {
    const deep = Array.from({ length: 3 }).reduce<Plain>(value => ({ a: [value], b: 10n ** 30n }), null);
    for (const name of ['summary', 'boolean_summary', 'nagios_states', 'process_summary']) {
      expect(lines(name, [deep, [[1], [null]], new Date(0), Buffer.from([0xff])])).to.be.an('array');
    }
  });
});
