// The YAML codec against real Ruby: random values of ours, read by Ruby's safe_load, written back by Psych, read by us.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { RubyFloat, type RubyValue, sym } from '../../lib/marshal/values';
import { load } from '../../lib/psych/reader';
import { dump } from '../../lib/psych/writer';
import { type Notation, notationOf } from '../conformance/marshal/notation';
import { rubyValue } from '../unit/marshal/ruby_value_arbitrary';
import { asYaml } from '../unit/psych/as_yaml';

const READ = join(__dirname, '..', '..', 'scripts', 'golden', 'psych_vectors.rb');
const SEED = 20120102;
const hasRuby = spawnSync('ruby', ['-e', '']).status === 0;

interface Answer {
  /** Ruby's view of the value in the notation of the golden vectors. */
  readonly value?: unknown;
  /** Ruby's own YAML of it, base64. */
  readonly again?: string;
  readonly raises?: string;
}

function askRuby(values: readonly RubyValue[]): Answer[] {
  const input = values.map(value => dump(value).toString('base64')).join('\n');
  const run = spawnSync('ruby', [READ, '--read'], { input, maxBuffer: 256 * 1024 * 1024, timeout: 60_000 });
  expect(run.status, String(run.stderr)).to.equal(0);
  return String(run.stdout)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

function expectAgreement(values: readonly RubyValue[]): void {
  const answers = askRuby(values);
  expect(answers).to.have.length(values.length);
  for (const [i, value] of values.entries()) {
    const { raises, value: ruby, again = '' } = answers[i]!;
    expect(raises, dump(value).toString()).to.equal(undefined);
    const ours = notationOf(asYaml(value));
    expect(ruby, `value ${i}`).to.deep.equal(ours);
    const read = notationOf(load(Buffer.from(again, 'base64')));
    expect(read, `value ${i}, written by Ruby`).to.deep.equal(asPsychWrites(ours));
  }
}

// Binary Strings in ASCII are written as text; Symbols of several lines are written so that Ruby, too, reads a String.
function asPsychWrites(value: Notation): Notation {
  if (!Array.isArray(value)) return value;
  const [kind, content] = value;
  if (kind === 'bin' && /^([0-7].)*$/.test(String(content))) {
    return ['str', Buffer.from(String(content), 'hex').toString('latin1')];
  }
  if (kind === 'sym' && /[\n\u2028\u2029]/.test(String(content))) return ['str', `:${content}`];
  return value.map(asPsychWrites);
}

describe('YAML against Ruby', { skip: hasRuby ? false : 'ruby is not installed' }, () => {
  it('random values mean the same on both sides', () => {
    expectAgreement(fc.sample(rubyValue, { numRuns: 2000, seed: SEED }));
  });

  it('random texts as values, keys and symbols', () => {
    const texts = fc.sample(
      fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 })),
      { numRuns: 1000, seed: SEED },
    );
    expectAgreement(
      texts.map(text => new Map<RubyValue, RubyValue>([[text, [text, sym(text.slice(0, 40))]]])),
    );
  });

  it('floats', () => {
    const floats = fc.sample(fc.double(), { numRuns: 2000, seed: SEED });
    expectAgreement(floats.map(value => (Number.isInteger(value) ? new RubyFloat(value) : value)));
  });

  it('large values', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `key ${i}`);
    expectAgreement([
      'x'.repeat(70_000),
      'é '.repeat(40_000),
      'line\n'.repeat(20_000),
      Buffer.alloc(70_000, 200),
      2n ** 4000n - 1n,
      names,
      new Map(names.map((name, i) => [name, i])),
    ]);
  });
});
