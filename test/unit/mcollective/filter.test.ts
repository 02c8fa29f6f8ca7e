// Filters as users type them (the table of MCollective's own answers is in test/conformance/mcollective).
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { FilterSyntax } from '../../../lib/mcollective/errors';
import { EMPTY_FILTER, isEmpty, makeFilter, parseFact, parseWith } from '../../../lib/mcollective/filter';

describe('parseFact', () => {
  it('lets a value hold operators: the first one counts', () => {
    expect(parseFact('url=http://x?a>b')).to.deep.equal({
      fact: 'url',
      value: 'http://x?a>b',
      operator: '==',
    });
    expect(parseFact('a=/b>c/')).to.deep.equal({ fact: 'a', value: '/b>c/', operator: '=~' });
  });

  it('ignores blanks around the whole', () => {
    expect(parseFact('  a = b ')).to.deep.equal({ fact: 'a', value: 'b', operator: '==' });
  });

  for (const text of ['', ' ', 'foo', 'a=', '=b', 'a b=c', '<5', 'a~b', 'a=\n']) {
    it(`refuses ${JSON.stringify(text)} with an example`, () => {
      expect(() => parseFact(text))
        .to.throw(FilterSyntax)
        .with.property('remedy', 'write for example country=uk');
    });
  }
});

describe('parseWith', () => {
  it('takes facts and classes side by side', () => {
    expect(
      parseWith('environment=development  customer=acme mysql::master /^role/ memory>=1024'),
    ).to.deep.equal({
      fact: [
        { fact: 'environment', value: 'development', operator: '==' },
        { fact: 'customer', value: 'acme', operator: '==' },
        { fact: 'memory', value: '1024', operator: '>=' },
      ],
      cf_class: ['mysql::master', '/^role/'],
    });
  });

  it('takes nothing from nothing', () => {
    expect(parseWith('  ')).to.deep.equal({ fact: [], cf_class: [] });
  });
});

describe('makeFilter and isEmpty', () => {
  it('fill in what is not given', () => {
    expect(makeFilter()).to.deep.equal(EMPTY_FILTER);
    expect(makeFilter({ agent: ['x'] })).to.deep.equal({ ...EMPTY_FILTER, agent: ['x'] });
  });

  it('a filter with any entry is not empty', () => {
    expect(isEmpty(EMPTY_FILTER)).to.equal(true);
    for (const key of ['fact', 'cf_class', 'agent', 'identity', 'compound'] as const) {
      expect(isEmpty({ ...EMPTY_FILTER, [key]: ['x'] }), key).to.equal(false);
    }
  });
});
