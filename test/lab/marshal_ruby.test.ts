// The Marshal writer against real Ruby: random values of ours, read by Ruby, described, and written back.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { load } from '../../lib/marshal/reader';
import { RubyFloat, type RubyValue } from '../../lib/marshal/values';
import { dump } from '../../lib/marshal/writer';
import { notationOf } from '../conformance/marshal/notation';
import { rubyValue } from '../unit/marshal/ruby_value_arbitrary';

const DESCRIBE = join(__dirname, '..', '..', 'scripts', 'golden', 'marshal_vectors.rb');
const SEED = 20120101;
const hasRuby = spawnSync('ruby', ['-e', '']).status === 0;

interface Described {
  /** Ruby's view of the value in the notation of the golden vectors. */
  readonly value: unknown;
  /** Hex of Ruby's own dump of it. */
  readonly again: string;
}

function askRuby(values: readonly RubyValue[]): Described[] {
  const input = values.map(value => dump(value).toString('hex')).join('\n');
  const run = spawnSync('ruby', [DESCRIBE, '--describe'], {
    input,
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
  });
  expect(run.status, String(run.stderr)).to.equal(0);
  return String(run.stdout)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

function expectAgreement(values: readonly RubyValue[]): void {
  const described = askRuby(values);
  expect(described).to.have.length(values.length);
  for (const [i, value] of values.entries()) {
    const ruby = described[i] as Described;
    const ours = notationOf(value);
    expect(ruby.value, `value ${i}`).to.deep.equal(ours);
    expect(notationOf(load(Buffer.from(ruby.again, 'hex'))), `value ${i}, written by Ruby`).to.deep.equal(
      ours,
    );
  }
}

describe('Marshal against Ruby', { skip: hasRuby ? false : 'ruby is not installed' }, () => {
  it('random values mean the same on both sides', () => {
    expectAgreement(fc.sample(rubyValue, { numRuns: 2000, seed: SEED }));
  });

  it('floats are the same text', () => {
    const floats = fc.sample(fc.double(), { numRuns: 5000, seed: SEED }).map(value => new RubyFloat(value));
    const described = askRuby(floats);
    for (const [i, float] of floats.entries()) {
      expect(described[i]?.again, String(float.value)).to.equal(dump(float).toString('hex'));
    }
  });

  it('large values', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `key ${i}`);
    expectAgreement([
      'x'.repeat(70_000),
      'é'.repeat(40_000),
      Buffer.alloc(70_000, 7),
      2n ** 4000n - 1n,
      names,
      new Map(names.map((name, i) => [name, i])),
    ]);
  });
});
