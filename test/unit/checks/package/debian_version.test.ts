// Order of Debian versions, as `dpkg --compare-versions` has it.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { compareDebianVersions } from '../../../../lib/checks/package/debian_version';

// Each was given to dpkg 1.21.
const ROWS: readonly (readonly [string, string, 'lt' | 'eq' | 'gt'])[] = [
  ['1.0', '1.0-0', 'eq'],
  ['1.0~rc1', '1.0', 'lt'],
  ['1:0.9', '1.0', 'gt'],
  ['1.22-3', '1.22-10', 'lt'],
  ['1.2.3', '1.2.3a', 'lt'],
  ['1.2+b1', '1.2', 'gt'],
  ['1.0-1', '1.0-1~bpo1', 'gt'],
  ['2.0.9', '2.0.10', 'lt'],
  ['0:1.0', '1.0', 'eq'],
  ['1.0a', '1.0+', 'lt'],
  ['1.0~~', '1.0~', 'lt'],
  ['1.0~~a', '1.0~~', 'gt'],
  ['007', '7', 'eq'],
  ['a', '1', 'gt'],
  ['1.a', '1.1', 'gt'],
  ['3.0.11-1~deb12u2', '3.0.11-1', 'lt'],
  ['1-1-1', '1-1', 'gt'],
  ['1.18446744073709551616', '1.18446744073709551615', 'gt'],
  ['1.0+dfsg-1', '1.0-1', 'gt'],
  ['1.', '1', 'gt'],
];

const SIGN = { lt: -1, eq: 0, gt: 1 };

describe('the order of Debian versions', () => {
  for (const [a, b, order] of ROWS) {
    it(`${a} ${order} ${b}`, () => {
      expect(Math.sign(compareDebianVersions(a, b))).to.equal(SIGN[order]);
      expect(Math.sign(compareDebianVersions(b, a)) + SIGN[order]).to.equal(0);
    });
  }
});
