// Bytes and lengths of time as sentences show them.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { showBytes } from '../../../lib/checks/show_bytes';
import { showSeconds } from '../../../lib/checks/show_seconds';

const BYTES: readonly (readonly [number, string])[] = [
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [5 * 1024 ** 3, '5 GiB'],
  [3000 * 1024 ** 4, '3000 TiB'],
];

const SECONDS: readonly (readonly [number, string])[] = [
  [0, '0 ms'],
  [0.0125, '12.5 ms'],
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [61, '1 minute 1 second'],
  [7260, '2 hours 1 minute'],
  [90_000, '1 day 1 hour'],
];

describe('units in sentences', () => {
  for (const [bytes, text] of BYTES)
    it(`${bytes} bytes: ${text}`, () => {
      expect(showBytes(bytes)).to.equal(text);
    });
  for (const [seconds, text] of SECONDS)
    it(`${seconds} seconds: ${text}`, () => {
      expect(showSeconds(seconds)).to.equal(text);
    });
});
