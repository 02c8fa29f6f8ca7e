// The Marshal codec against bytes made by real Ruby (scripts/golden/marshal_vectors.rb).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MarshalError } from '../../../lib/marshal/errors';
import { load } from '../../../lib/marshal/reader';
import { dump } from '../../../lib/marshal/writer';
import { type Notation, notationOf } from './notation';

type Vector =
  | { name: string; hex: string; value: Notation; exact: boolean; refused?: undefined }
  | { name: string; hex: string; refused: string };

const vectors: Vector[] = JSON.parse(readFileSync(join(__dirname, 'golden', 'vectors.json'), 'utf8'));

function refusalOf(bytes: Buffer): string {
  try {
    load(bytes);
  } catch (error) {
    if (error instanceof MarshalError) return error.reason;
    throw error;
  }
  return 'nothing';
}

describe('Marshal golden vectors', () => {
  it('are all there', () => {
    expect(vectors.length).to.be.at.least(200);
    expect(vectors.filter(vector => 'exact' in vector && vector.exact).length).to.be.at.least(140);
  });

  for (const vector of vectors) {
    const bytes = Buffer.from(vector.hex, 'hex');
    if (vector.refused !== undefined) {
      it(`refuses: ${vector.name}`, () => {
        expect(refusalOf(bytes)).to.equal(vector.refused);
      });
      continue;
    }
    it(`${vector.exact ? 'reads and writes' : 'reads'}: ${vector.name}`, () => {
      const value = load(bytes);
      expect(notationOf(value)).to.deep.equal(vector.value);
      const written = dump(value);
      if (vector.exact) expect(written.toString('hex')).to.equal(vector.hex);
      else expect(notationOf(load(written))).to.deep.equal(vector.value);
    });
  }
});
