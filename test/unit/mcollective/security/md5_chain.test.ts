// Chained MD5 against the one of node:crypto.
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { md5Chain } from '../../../../lib/mcollective/security/md5_chain';

function slowly(digest: Buffer, times: number): Buffer {
  let result = digest;
  for (let i = 0; i < times; i++) result = createHash('md5').update(result).digest();
  return result;
}

describe('md5Chain', () => {
  it('is MD5, that many times', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.integer({ min: 0, max: 5 }),
        (bytes, times) => {
          const digest = Buffer.from(bytes);
          expect(md5Chain(digest, times).toString('hex')).to.equal(slowly(digest, times).toString('hex'));
        },
      ),
      { numRuns: 300, seed: 1321 },
    );
  });

  it('leaves what it was given as it was', () => {
    const digest = Buffer.alloc(16, 7);
    md5Chain(digest, 1);
    expect(digest.equals(Buffer.alloc(16, 7))).to.equal(true);
  });

  it('2047 times', () => {
    const digest = createHash('md5').update('K').digest();
    expect(md5Chain(digest, 2047).toString('hex')).to.equal(slowly(digest, 2047).toString('hex'));
  });
});
