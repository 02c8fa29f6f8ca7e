// Limits on how many of a number of things: counts and percentages.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RangeSyntax } from '../../../lib/nagios/errors';
import { alerts } from '../../../lib/nagios/range';
import { describeShare, parseShare, shareOf } from '../../../lib/nagios/share';

describe('a share', () => {
  for (const [text, total, alerting, fine] of [
    ['5', 100, [5, 6, 100], [0, 4]],
    ['5%', 100, [5, 6, 100], [0, 4]],
    ['5%', 140, [7, 8], [6]],
    ['10%', 47, [5], [4]],
    ['3.3%', 1000, [33, 34], [32]],
    ['100%', 3, [3], [2]],
    ['~:5', 100, [6], [0, 5]],
    ['~:5%', 200, [11], [0, 10]],
    ['10:', 100, [9], [10, 11]],
    ['90%:', 50, [44], [45, 50]],
    ['@10%:20%', 50, [5, 10], [4, 11]],
    ['10%:20%', 50, [4, 11], [5, 10]],
    ['~:', 10, [], [0, 10]],
    [' 5% ', 100, [5], [4]],
  ] as const) {
    it(`${text} of ${total}`, () => {
      const range = shareOf(parseShare(text), total);
      for (const count of alerting) expect(alerts(range, count), `${count}`).to.equal(true);
      for (const count of fine) expect(alerts(range, count), `${count}`).to.equal(false);
    });
  }

  for (const text of [
    '',
    '%',
    '5%%',
    '5 %',
    '%5',
    'ten%',
    '5%:10',
    '10:20%',
    '20%:10%',
    '-5%',
    '5%5',
    '90:%',
  ]) {
    it(`${JSON.stringify(text)} is none`, () => {
      expect(() => parseShare(text)).to.throw(RangeSyntax);
    });
  }

  for (const text of ['0', '0%', '0.0', '@0:']) {
    it(`${text} would alert always`, () => {
      expect(() => parseShare(text)).to.throw(RangeSyntax, 'it would alert always');
    });
  }

  it('says what is good', () => {
    const said = (text: string): string => describeShare(parseShare(text));
    expect(said('5')).to.equal('below 5');
    expect(said('5%')).to.equal('below 5 %');
    expect(said('~:5%')).to.equal('at most 5 %');
    expect(said('90%:')).to.equal('at least 90 %');
    expect(said('@10%:20%')).to.equal('not between 10 and 20 %');
  });
});
