// What must hold for every value and for every byte string: round trip, and no other error than MarshalError.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { MarshalError } from '../../../lib/marshal/errors';
import { toPlain } from '../../../lib/marshal/plain';
import { load } from '../../../lib/marshal/reader';
import type { RubyValue } from '../../../lib/marshal/values';
import { dump } from '../../../lib/marshal/writer';
import { notationOf } from '../../conformance/marshal/notation';
import { rubyValue } from './ruby_value_arbitrary';

// The same cases in every run; another seed tries others.
fc.configureGlobal({ seed: 20120101 });

/** The value, or undefined when it was refused properly. */
function loadOrRefuse(bytes: Buffer): RubyValue | undefined {
  try {
    return load(bytes);
  } catch (error) {
    if (error instanceof MarshalError) return undefined;
    throw error;
  }
}

describe('Marshal round trip', () => {
  it('gives every value back', () => {
    fc.assert(
      fc.property(rubyValue, value => {
        expect(notationOf(load(dump(value)))).to.deep.equal(notationOf(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives every float back', () => {
    fc.assert(
      fc.property(fc.double({ noInteger: true }), value => {
        expect(load(dump(value))).to.deep.equal(value);
      }),
      { numRuns: 5000 },
    );
  });

  it('writes what it read again in the same way', () => {
    fc.assert(
      fc.property(rubyValue, value => {
        const bytes = dump(value);
        expect(dump(load(bytes)).equals(bytes)).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a document that ends early, at every byte', () => {
    fc.assert(
      fc.property(rubyValue, value => {
        const bytes = dump(value);
        for (let end = 0; end < bytes.length; end++) {
          expect(() => load(bytes.subarray(0, end)), `cut at ${end}`).to.throw(MarshalError);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('refuses or reads damaged bytes, and what it reads can be shown and written', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(rubyValue, damage, (value, changes) => {
        const bytes = dump(value);
        for (const [position, byte] of changes) bytes[position % bytes.length] = byte;
        const read = loadOrRefuse(bytes);
        if (read === undefined) return;
        toPlain(read);
        dump(read);
      }),
      { numRuns: 4000 },
    );
  });

  it('refuses or reads random bytes of the accepted types', () => {
    const types = [...Buffer.from('I":;@[{}ilf/uTF0'), 0, 1, 5, 6, 7, 8, 10, 0x45, 0xff, 0xfa];
    const noise = fc.array(fc.constantFrom(...types), { maxLength: 60 });
    fc.assert(
      fc.property(noise, bytes => void loadOrRefuse(Buffer.from([4, 8, ...bytes]))),
      { numRuns: 10_000 },
    );
  });
});
