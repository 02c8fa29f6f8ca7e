// Order of rpm's versions, by the cases that rpm tests itself with.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { compareRpmVersions } from '../../../../lib/checks/package/rpm_version';

const ROWS: readonly (readonly [string, string, -1 | 0 | 1])[] = [
  ['1.0', '1.0', 0],
  ['1.0', '2.0', -1],
  ['2.0.1', '2.0.1a', -1],
  ['5.5p1', '5.5p2', -1],
  ['5.5p1', '5.5p10', -1],
  ['10xyz', '10.1xyz', -1],
  ['xyz10', 'xyz10.1', -1],
  ['xyz.4', '8', -1],
  ['5.5p2', '5.6p1', -1],
  ['6.0', '6.0.rc1', -1],
  ['10b2', '10a1', 1],
  ['1.0aa', '1.0a', 1],
  ['10.0001', '10.1', 0],
  ['4.999.9', '5.0', -1],
  ['20101121', '20101122', -1],
  ['2_0', '2.0', 0],
  ['1.0~rc1', '1.0', -1],
  ['1.0~rc1', '1.0~rc2', -1],
  ['1.0~rc1~git123', '1.0~rc1', -1],
  ['1.0^', '1.0', 1],
  ['1.0^git1', '1.01', -1],
  ['1.0^20160101', '1.0.1', -1],
  ['1.0~rc1^git1', '1.0~rc1', 1],
  ['1.0^git1~pre', '1.0^git1', -1],
  ['1:0.9', '2.0', 1],
  ['2.0.9-7.el6', '2.0.9-10.el6', -1],
  ['2.0.9', '2.0.9-10.el6', 0],
];

describe("the order of rpm's versions", () => {
  for (const [a, b, order] of ROWS) {
    it(`${a} against ${b}`, () => {
      expect(Math.sign(compareRpmVersions(a, b))).to.equal(order);
      expect(Math.sign(compareRpmVersions(b, a)) + order).to.equal(0);
    });
  }
});
