// Identity entries for the wire: the same nodes as typed, and none that fits two entries.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { makeFilter } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';
import { filterFromWire, filterToWire } from '../../../lib/mcollective/filter_wire';
import { withoutOverlap } from '../../../lib/mcollective/identity_entries';

describe('withoutOverlap', () => {
  const CASES: [readonly string[], readonly string[]][] = [
    [[], []],
    [
      ['web1', 'db1', 'web1'],
      ['web1', 'db1'],
    ],
    [['web1', '/^web/'], ['/^web/']],
    [
      ['db1', '/^web/'],
      ['db1', '/^web/'],
    ],
    [['/^web/', '/1$/'], ['/(?:^web)|(?:1$)/']],
    [
      ['/^web/', 'web1', '/^d|b2/', 'x', '/^web/'],
      ['x', '/(?:^web)|(?:^d|b2)/'],
    ],
    // Nothing is changed that cannot be read here.
    [
      ['web1', '/(/', '/web/'],
      ['web1', '/(/', '/web/'],
    ],
    [
      ['/a)/', '/(b/'],
      ['/a)/', '/(b/'],
    ],
    [
      ['web1', '/^(?!web)/'],
      ['web1', '/^(?!web)/'],
    ],
  ];
  for (const [typed, sent] of CASES) {
    it(JSON.stringify(typed), () => {
      expect(withoutOverlap(typed)).to.deep.equal(sent);
    });
  }

  it('chooses the same nodes on both kinds of daemon', () => {
    const identity = ['web1', '/^web/', '/1$/', 'db2', 'db2'];
    const sent = filterFromWire(filterToWire(makeFilter({ identity })));
    const chosen = (strict: boolean): string[] =>
      ['web1', 'web2', 'db1', 'db2', 'db3'].filter(name =>
        matches(sent, { identity: name, agents: [], classes: [], facts: {}, strict }),
      );
    expect(chosen(false)).to.deep.equal(['web1', 'web2', 'db1', 'db2']);
    expect(chosen(true)).to.deep.equal(chosen(false));
  });
});
