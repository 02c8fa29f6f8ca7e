// Whatever the text: it is read, or refused as unreadable, in bounded time. Nothing else is ever thrown.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { DdlUnreadable } from '../../../../lib/ddl/errors';
import { readJsonDdl } from '../../../../lib/ddl/json/read_json_ddl';
import { readRubyDdl } from '../../../../lib/ddl/ruby/read_ruby_ddl';

const FILES = join(__dirname, '../../../conformance/ddl/files/mcollective/agent');
const TEXTS = readdirSync(FILES).map(name => readFileSync(join(FILES, name), 'utf8'));
const METADATA =
  "metadata :name => 'x', :description => 'd', :author => 'a', :license => 'l', :version => '1', :url => 'u', :timeout => 5\n";

function outcome(read: () => unknown): 'read' | 'refused' {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof DdlUnreadable) return 'refused';
    throw error;
  }
}

const readText = (text: string): 'read' | 'refused' => outcome(() => readRubyDdl(text, 'x.ddl'));
const refusal = (code: string): string => {
  try {
    readRubyDdl(METADATA + code, 'x.ddl');
  } catch (error) {
    if (error instanceof DdlUnreadable) return error.problem;
    throw error;
  }
  return 'read';
};

const SNIPPETS = [
  '"',
  "'",
  '#{',
  '}',
  'do',
  'end',
  '|',
  '<<-X\n',
  '/',
  '%w(',
  '(',
  '[',
  '{',
  '\\',
  '.each',
  ' if ',
  '\n',
  '=>',
  ':',
  '?',
  ' - ',
  '=begin\n',
  '\0',
  'é',
  '\u{1f600}',
  '**',
  '.times { |i| ',
];

interface Change {
  readonly text: number;
  readonly at: number;
  readonly length: number;
  readonly insert: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  text: fc.nat(TEXTS.length - 1),
  at: fc.nat(10_000),
  length: fc.nat(20),
  insert: fc.oneof(fc.constantFrom(...SNIPPETS), fc.string({ maxLength: 5 })),
});

function changed({ text, at, length, insert }: Change): string {
  const whole = TEXTS[text]!;
  const place = at % whole.length;
  return whole.slice(0, place) + insert + whole.slice(place + length);
}

describe('hostile DDL files', () => {
  it('changed files are read or refused', () => {
    const counts = { read: 0, refused: 0 };
    fc.assert(
      fc.property(change, it => {
        counts[readText(changed(it))]++;
      }),
      { numRuns: 1500, seed: 7 },
    );
    expect(counts.read).to.be.greaterThan(100);
    expect(counts.refused).to.be.greaterThan(100);
  });

  it('any text is read or refused', () => {
    const words = fc.array(
      fc.oneof(fc.constantFrom(...SNIPPETS), fc.constantFrom('x', '1', ' ', 'action', ':a', '=')),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(words, parts => {
        readText(METADATA + parts.join(''));
      }),
      { numRuns: 1500, seed: 7 },
    );
  });

  it('files that end anywhere are read or refused', () => {
    for (const text of TEXTS) {
      for (let at = 0; at < text.length; at += 37) readText(text.slice(0, at));
    }
  });

  const many = (text: string, count: number): string => text.repeat(count);
  const costly: readonly [what: string, code: string, problem: RegExp][] = [
    ['nested lists', many('[', 100_000), /nested too deeply/],
    ['nested hashes', `x = ${many('{1=>', 5000)}`, /nested too deeply/],
    ['nested groups', many('(', 100_000), /nested too deeply/],
    ['nested blocks', many('1.times {', 10_000), /nested too deeply/],
    ['nested conditions', many('if true\n', 10_000), /nested too deeply/],
    ['nested interpolation', many('"#{', 5000), /nested too deeply|no end/],
    ['many negations', `x = ${many('!', 100_000)}1`, /nested too deeply/],
    ['many signs', `x = ${many('-', 100_000)}1`, /nested too deeply/],
    ['long sums', `x = 1${many(' + 1', 50_000)}`, /nested too deeply|too many steps/],
    ['long chains', `x = "a"${many('.upcase', 50_000)}`, /chain of calls is too long/],
    ['many modifiers', `usage "x"${many(' if true', 50_000)}`, /nested too deeply/],
    ['many conditions', `if false\n${many('elsif false\n', 50_000)}end`, /nested too deeply/],
    ['loops in loops', many('100.times { ', 8) + many('}', 8), /too many steps/],
    ['a loop over much', '999_999_999.times { }', /too many steps/],
    ['doubled texts', `x = "aaaaaaaaaa"\n${many('x = x + x\n', 60)}`, /too large/],
    ['doubled interpolation', `x = "aaaaaaaaaa"\n${many('x = "#{x}#{x}"\n', 60)}`, /too large/],
    ['doubled lists', `x = [1]\n${many('x = x + x\n', 60)}`, /too long/],
    [
      'lists of one list',
      `x = [1]\n${many('x = [x, x]\n', 60)}x == [x]`,
      /too many steps|nested too deeply|read/,
    ],
    ['compared lists', `x = [1]\ny = [1]\n${many('x = [x, x]\ny = [y, y]\n', 60)}x == y`, /too many steps/],
    [
      'a default of many lists',
      `x = [1]\n${many('x = [x, x]\n', 60)}action("a", :description => "d") { output :o, :description => "d", :display_as => "d", :default => x }`,
      /too many values/,
    ],
    ['deep lists', `x = []\n50_000.times { x = [x] }\nx == [x]`, /nested too deeply|too many steps/],
    [
      'deep defaults',
      'x = []\n50_000.times { x = [x] }\naction("a", :description => "d") { output :o, :description => "d", :display_as => "d", :default => x }',
      /nested too deeply|too many/,
    ],
    ['backtracking', `"${many('a', 200)}b".sub(/(a|aa)*c/, "")`, /too many steps|nested/],
    ['a growing replacement', `"${many('a', 900)}".gsub("a", "${many('b', 9000)}")`, /too long/],
    [
      'joined lists',
      `x = "${many('a', 9000)}"\n([x] ${many('+ [x] ', 250)}).join(x)`,
      /too long|too large|nested/,
    ],
    ['many symbols', `${many('x = "a"\n', 10)}5000.times { |i| "s#{i}".to_sym }`, /read/],
    ['a wide format', `"${many('%999d', 2500)}" % [1]`, /too long|more places/],
    ['a file that is too large', `#${many('x', 1_100_000)}`, /larger than 1 MiB/],
  ];
  for (const [what, code, problem] of costly) {
    it(`${what} are refused`, () => {
      expect(refusal(code)).to.match(problem);
    });
  }

  it('changed JSON is read or refused', () => {
    const text = JSON.stringify({
      metadata: {
        name: 'x',
        description: 'd',
        author: 'a',
        license: 'l',
        version: '1',
        url: 'u',
        timeout: 5,
      },
      actions: [
        {
          action: 'a',
          description: 'd',
          display: 'ok',
          input: {
            i: {
              prompt: 'p',
              description: 'd',
              type: 'string',
              optional: true,
              validation: '.',
              maxlength: 3,
            },
          },
          output: { o: { description: 'd', display_as: 'O', default: [1.5, null, { a: true }] } },
          aggregate: [{ function: 'sum', args: ['o', { format: '%d' }] }],
        },
      ],
    });
    const edit = fc.record({
      at: fc.nat(text.length),
      length: fc.nat(8),
      insert: fc.string({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(edit, ({ at, length, insert }) => {
        outcome(() => readJsonDdl(text.slice(0, at) + insert + text.slice(at + length), 'x.json'));
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect(outcome(() => readJsonDdl('['.repeat(100_000), 'x.json'))).to.equal('refused');
  });
});
