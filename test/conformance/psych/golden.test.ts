// The YAML codec against text written by real Ruby and against what real Ruby reads (scripts/golden/psych_vectors.rb).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { load } from '../../../lib/psych/reader';
import { dump } from '../../../lib/psych/writer';
import { type Notation, notationOf } from '../marshal/notation';

function golden<Vector>(name: string): Vector[] {
  return JSON.parse(readFileSync(join(__dirname, 'golden', `${name}.json`), 'utf8'));
}

const written = golden<{ name: string; yaml: string; value: Notation }>('written');
const plain = golden<{ text: string; value: Notation }>('plain');

/** Psych raises for days and times, and fails for numbers without digits; we say what else they are. */
const RAISES = new Set(['raises', 'fails']);

describe('YAML golden vectors', () => {
  it('are all there', () => {
    expect(written.length).to.be.at.least(1100);
    expect(plain.length).to.be.at.least(150);
  });

  describe('what Ruby writes is read, written and read again', () => {
    for (const { name, yaml, value } of written) {
      it(name, () => {
        const ours = load(Buffer.from(yaml, 'utf8'));
        expect(notationOf(ours)).to.deep.equal(withoutZones(value));
        if (!name.includes('Time')) {
          expect(notationOf(load(dump(ours)))).to.deep.equal(withoutZones(value));
        }
      });
    }
  });

  describe('what an unquoted scalar is', () => {
    for (const { text, value } of plain) {
      it(text, () => {
        const [ours] = load(Buffer.from(`- ${text}\n`, 'utf8')) as [Parameters<typeof notationOf>[0]];
        if (Array.isArray(value) && RAISES.has(String(value[0]))) {
          expect(notationOf(ours)).to.satisfy((kind: Notation[]) => kind[0] === 'time' || kind[0] === 'str');
        } else expect(notationOf(ours)).to.deep.equal(value);
      });
    }
  });
});

// The name of a zone is not written.
function withoutZones(value: Notation): Notation {
  if (!Array.isArray(value)) return value;
  const [kind, seconds, nanoseconds, offset, , utc] = value;
  if (kind === 'time') return [kind, seconds!, nanoseconds!, offset!, utc ? 'UTC' : null, utc!];
  return value.map(withoutZones);
}
