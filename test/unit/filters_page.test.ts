// docs/filters.md: every example with a verdict is evaluated on the host the page describes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { KNOWN_DATA } from '../../lib/ddl/data';
import type { RubyValue } from '../../lib/marshal/values';
import { parseCompound } from '../../lib/mcollective/compound';
import { type Filter, makeFilter, parseFact, parseWith } from '../../lib/mcollective/filter';
import { matches } from '../../lib/mcollective/filter_match';
import type { FilterSubject } from '../../lib/mcollective/filter_terms';
import { filterFromWire, filterToWire } from '../../lib/mcollective/filter_wire';
import { splitCommandLine } from '../../lib/probes/command_words';
import { HostOfTests } from './node/agents/host_of_tests';
import { FakeRoot } from './node/fakes';

const page = readFileSync(join(__dirname, '../../docs/filters.md'), 'utf8');
const [, facts = ''] = /```yaml\n(country[\s\S]*?)```/.exec(page)!;
const ROW = /^\| `(-.*)` \| (yes|no) \|(?: (yes|no) \|)?/gm;
const rows = [...page.matchAll(ROW)].map(([, text = '', verdict, strict]) => ({ text, verdict, strict }));

type Kind = (text: string) => Partial<Filter>;
const KINDS: Readonly<Record<string, Kind>> = {
  '-I': text => ({ identity: [text] }),
  '-C': text => ({ cf_class: [text] }),
  '-A': text => ({ agent: [text] }),
  '-F': text => ({ fact: [parseFact(text)] }),
  '-W': parseWith,
  '-S': text => ({ compound: [parseCompound(text)] }),
};
/** mco sends fact tests of -S as they are typed. */
const MCO: Readonly<Record<string, Kind>> = {
  ...KINDS,
  '-S': text => ({ compound: [[new Map<RubyValue, RubyValue>([['statement', text]])]] }),
};

function read(text: string, kinds: typeof KINDS): Filter {
  const split = splitCommandLine(text);
  if ('refused' in split) return expect.fail(`${text}: ${split.refused}`);
  let filter = makeFilter();
  for (let i = 0; i < split.words.length; i += 2) {
    const part = kinds[split.words[i]!]!(split.words[i + 1]!);
    const joined = Object.entries(part).map(([key, entries]) => [
      key,
      [...(filter[key as 'fact'] as readonly unknown[]), ...(entries as readonly unknown[])],
    ]);
    filter = { ...filter, ...Object.fromEntries(joined) };
  }
  return filter;
}

describe('docs/filters.md', () => {
  const root = new FakeRoot();
  let subject: FilterSubject;

  before(async () => {
    root.put('/etc/fleetspec/facts.yaml', facts);
    const { node } = new HostOfTests(root);
    subject = {
      identity: 'web1.example.net',
      agents: ['rpcutil', 'puppet'],
      classes: ['role::web', 'common'],
      facts: await node.facts(),
    };
  });
  after(() => root.remove());

  it('has examples', () => {
    expect(rows.length).to.be.greaterThan(50);
    expect(rows.filter(({ strict }) => strict)).to.have.length(10);
  });

  const meant = (filter: Filter, strict = false): string =>
    matches(filter, { ...subject, strict }) ? 'yes' : 'no';

  for (const { text, verdict, strict } of rows) {
    it(`${text}: ${verdict}${strict ? `, strict ${strict}` : ''}`, () => {
      if (strict) {
        expect(meant(read(text, MCO))).to.equal(verdict);
        expect(meant(read(text, MCO), true)).to.equal(strict);
      } else expect(meant(filterFromWire(filterToWire(read(text, KINDS))))).to.equal(verdict);
    });
  }

  it('names every data function with every output', () => {
    for (const [name, { outputs, metadata }] of Object.entries(KNOWN_DATA)) {
      const row = page.split('\n').find(line => line.startsWith(`| \`${name}(`));
      expect(row, name).to.be.a('string');
      for (const output of Object.keys(outputs).filter(key => !/^[mca]time_/.test(key)))
        expect(row!.split(/[ ,|]+/), name).to.include(output);
      expect([1, 3, 5]).to.include(metadata.timeout);
    }
  });
});
