// Data functions in compound filters: what is asked, and how answers compare.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RubyFloat, type RubyHash, RubyRegexp, type RubyValue } from '../../../lib/marshal/values';
import { parseCompound } from '../../../lib/mcollective/compound';
import { type DataAnswer, dataQueriesOf } from '../../../lib/mcollective/compound_data';
import { makeFilter } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';

const OUTPUTS: Record<string, RubyValue> = {
  ...{ text: 'baa1', digits: '12', yes: true, no: false, size: 10, nothing: null },
  ...{ big: 123456789012345678901234567890n, ratio: new RubyFloat(2), half: 0.5 },
};

/** Whether the filter matches a node with these outputs, and what it said if it was refused. */
function judge(stack: RubyValue, answer: DataAnswer = { outputs: OUTPUTS }): boolean | string {
  let said = '';
  const node = { identity: 'web1', agents: [], classes: ['apache'], facts: {}, data: () => answer };
  const result = matches(makeFilter({ compound: [stack] }), node, sentence => {
    said = sentence;
  });
  return said === '' ? result : said;
}

const ask = (test: string): boolean | string => judge(parseCompound(`x('q').${test}`));

function term(fields: Record<string, RubyValue>): RubyHash {
  const all = { name: 'x', params: 'q', value: 'text', operator: '==', r_compare: 'baa1', ...fields };
  return new Map<RubyValue, RubyValue>([['fstatement', new Map<RubyValue, RubyValue>(Object.entries(all))]]);
}

const not: RubyHash = new Map<RubyValue, RubyValue>([['not', 'not']]);

describe('tests of data', () => {
  const TRUE = [
    ...['text=baa1', 'text!=baa', 'text=/^baa/', 'text=/a1/', 'text!=/^x/', 'digits=12', 'digits!=012'],
    ...['yes=true', 'no=false', 'yes!=false', 'no!=true'],
    ...[
      'size=10',
      'size=012',
      'size=0xa',
      'size=10.0',
      'size!=11',
      'size>9.5',
      'size>=10',
      'size<=10',
      'size<1e2',
    ],
    ...[
      'big>123456789012345678901234567889',
      'big!=123456789012345678901234567891',
      'ratio=2',
      'half<1',
      'half=.5',
    ],
  ];
  for (const test of TRUE)
    it(`${test} holds`, () => {
      expect(ask(test)).to.equal(true);
    });

  const FALSE = [
    ...[
      'text=baa',
      'text=/^aa/',
      'text!=/baa/',
      'digits=012',
      'yes=false',
      'no!=false',
      'size=11',
      'size!=10',
    ],
    // No order among text or booleans.
    ...['digits<13', 'digits>=12', 'text>a', 'yes>=true', 'no<true'],
    // A regex neither matches nor differs from what is no text.
    ...['size=/1/', 'size!=/x/', 'yes=/true/', 'yes!=/x/'],
    // Nil, and outputs that are none.
    ...['nothing=x', 'nothing!=x', 'nothing<5', 'absent!=x', 'constructor!=x', 'toString=/./'],
  ];
  for (const test of FALSE)
    it(`${test} does not hold`, () => {
      expect(ask(test)).to.equal(false);
    });

  const REFUSED = ['size=ten', 'size>08x', 'yes=1', 'no!=yes', 'text=/(?=x)/'];
  for (const test of REFUSED) {
    it(`${test} refuses the filter, negated or not`, () => {
      expect(ask(test)).to.include('refused');
      expect(judge([not, ...parseCompound(`x('q').${test}`)])).to.include('refused');
    });
  }

  it('a false test can be negated', () => {
    expect(judge(parseCompound("not x('q').size=11"))).to.equal(true);
    expect(judge(parseCompound("apache and not x('q').absent=1"))).to.equal(true);
  });

  it('a backtick in the query makes the test false', () => {
    expect(judge([term({ params: '`id`', operator: '!=', r_compare: 'x' })])).to.equal(false);
    expect(judge([term({ params: 'id', operator: '!=', r_compare: 'x' })])).to.equal(true);
  });

  it('no answer refuses the filter, even behind not and or', () => {
    const problem = { problem: "Can't find DDL for data plugin 'x_data'" };
    expect(judge(parseCompound("not x('q').size=1"), problem)).to.include("'x_data'");
    expect(judge(parseCompound("apache or x('q').size=1"), problem)).to.include("'x_data'");
    expect(judge(parseCompound("apache or x('`').size=1"), problem)).to.include("'x_data'");
  });

  it('takes values other clients send', () => {
    expect(judge([term({ value: 'size', r_compare: 10 })])).to.equal(true);
    expect(judge([term({ value: 'size', r_compare: new RubyFloat(10) })])).to.equal(true);
    expect(judge([term({ value: 'yes', r_compare: true })])).to.equal(true);
    expect(judge([term({ value: 'digits', r_compare: 12 })])).to.equal(true);
    expect(judge([term({ operator: '=' })])).to.equal(true);
    expect(judge([term({ operator: '=~', r_compare: '^baa' })])).to.equal(true);
    expect(judge([term({ operator: '=~', r_compare: new RubyRegexp('^BAA', 1) })])).to.equal(true);
    expect(judge([term({ r_compare: Buffer.from('baa1'), name: Buffer.from('x') })])).to.equal(true);
  });

  const MALFORMED: Record<string, Record<string, RubyValue>> = {
    'no name': { name: null },
    'a query that is no text': { params: 5 },
    'no output': { value: null },
    'an unknown operator': { operator: 'system' },
    'no operator': { operator: null },
    'a regex that is none': { operator: '=~', r_compare: 5 },
    'text against nil': { r_compare: null },
    'text against a Regexp without a regex operator': { r_compare: new RubyRegexp('x', 0) },
    'a boolean against a number': { value: 'yes', r_compare: 1 },
    'a number against an Array': { value: 'size', r_compare: [] },
    'too many fields': Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 1])),
  };
  for (const [name, fields] of Object.entries(MALFORMED)) {
    it(`${name} refuses the filter`, () => {
      expect(judge([not, term(fields)])).to.include('refused');
    });
  }

  it('all regexes count against one budget of the request', () => {
    const outputs = { text: 'a'.repeat(750) };
    const slow = term({ operator: '=~', r_compare: new RubyRegexp('(a?){100}(a?){100}b', 0) });
    const or: RubyHash = new Map<RubyValue, RubyValue>([['or', 'or']]);
    expect(judge([slow], { outputs })).to.equal(false);
    expect(judge([slow, or, slow, or, slow], { outputs })).to.include('took too long');
  });
});

describe('dataQueriesOf', () => {
  it('finds every function in order, whatever stands around it', () => {
    const stacks = [parseCompound("a=1 and not (x('q').size=1 or y().z=2)"), parseCompound("x('r').size=1")];
    expect(dataQueriesOf(stacks).map(({ plugin, query }) => [plugin, query])).to.deep.equal([
      ['x', 'q'],
      ['y', null],
      ['x', 'r'],
    ]);
  });

  it('passes over what is malformed', () => {
    expect(dataQueriesOf(['x', [5], [new Map([['fstatement', 5]])], [term({ params: 5 })]])).to.deep.equal(
      [],
    );
  });
});
