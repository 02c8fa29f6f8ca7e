// Ruby that we write: whatever the texts, it reads back to the same.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import type { AgentDdl, InputDdl } from '../../../../lib/ddl/ddl';
import { readRubyDdl } from '../../../../lib/ddl/ruby/read_ruby_ddl';
import { writeRubyDdl } from '../../../../lib/ddl/ruby/write_ruby_ddl';
import { RubyFloat, type RubyValue } from '../../../../lib/marshal/values';

const NASTY = ["'", '"', '\\', '#{', '#', '#@x', '\n', '\t', '\0', ' ', 'é', '\u{1f600}', '/', 'a', '}', 'd'];
const text = fc.array(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 8 }).map(parts => parts.join(''));

const value: fc.Arbitrary<RubyValue> = fc.letrec<{ value: RubyValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.integer().map(number => new RubyFloat(number)),
    fc.constantFrom(0.5, -1.25, 1e-7),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 3 }).map(pairs => new Map(pairs)),
  ),
})).value;

function agentOf(input: InputDdl, description: string): AgentDdl {
  const metadata = { name: 'x', description, author: 'a', license: 'l', version: '1', url: 'u', timeout: 5 };
  const action = {
    name: 'a',
    description,
    display: 'ok' as const,
    inputs: { i: input },
    outputs: {},
    aggregates: [],
  };
  return { plugin: 'agent', metadata, usage: description, actions: { a: action } };
}

describe('writeRubyDdl', () => {
  it('keeps any text and any value', () => {
    fc.assert(
      fc.property(text, value, (description, standard) => {
        const input: InputDdl = {
          prompt: description,
          description,
          type: 'integer',
          optional: true,
          default: standard,
        };
        const ddl = agentOf(input, description);
        expect(readRubyDdl(writeRubyDdl(ddl), 'x.ddl', 'agent')).to.deep.equal(ddl);
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  it('keeps any regex', () => {
    const source = fc
      .array(fc.constantFrom('a', '\\/', '/', '\\\\', '\\d', '[/]', '#', '#{', '\\#{', '"', "'", ' '), {
        minLength: 1,
        maxLength: 6,
      })
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(source, fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined }), (regex, options) => {
        const validation = options === undefined ? { regex } : { regex, options };
        const input: InputDdl = { prompt: 'p', description: 'd', type: 'string', optional: true, validation };
        const [read] = Object.values(
          (readRubyDdl(writeRubyDdl(agentOf(input, 'd')), 'x.ddl', 'agent') as AgentDdl).actions,
        );
        const again = read!.inputs.i!.validation as { regex: string; options?: number };
        expect(again.options).to.equal(options);
        // A backslash before a slash or a # makes no difference to the regex.
        const plain = (pattern: string): string =>
          pattern.replace(/\\([\s\S])/g, (all, escaped: string) => ('/#'.includes(escaped) ? escaped : all));
        expect(plain(again.regex)).to.equal(plain(regex));
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});
