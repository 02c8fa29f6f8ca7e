// Format strings and summaries: the same text as Ruby and the real MCollective make.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { lineOfValue } from '../../../lib/cli/result_block';
import { rubyFormat } from '../../../lib/ddl/aggregates/ruby_format';
import { summarise } from '../../../lib/ddl/summarise';
import { type Plain, toPlain } from '../../../lib/marshal/plain';
import { ddlVectors, rubyValue } from './vectors';

interface FormatVector {
  readonly format: string;
  readonly value: string;
  /** Null when Ruby raises. */
  readonly text: string | null;
}

// Ruby's, which DDLs have no use for.
const UNSUPPORTED = ['%*d', '%<a>s', '%1$s', '%{a}', '%q'];

describe('Ruby format strings', () => {
  const byFormat = new Map<string, FormatVector[]>();
  for (const vector of ddlVectors<FormatVector>('formats')) {
    byFormat.set(vector.format, [...(byFormat.get(vector.format) ?? []), vector]);
  }
  for (const [format, vectors] of byFormat) {
    it(format, () => {
      for (const { value, text } of vectors) {
        const plain = toPlain(rubyValue(value));
        const make = (): string => rubyFormat(format, [plain], lineOfValue);
        const where = `${format} of ${String(plain)}`;
        if (text === null || UNSUPPORTED.includes(format)) expect(make, where).to.throw();
        else if (isWholeFloat(plain, format)) continue;
        else expect(make(), where).to.equal(text);
      }
    });
  }
});

// In replies 1.0 is 1, as it is in JSON.
const isWholeFloat = (value: Plain, format: string): boolean =>
  format.includes('s') && typeof value === 'number' && Number.isInteger(value);

interface AggregateVector {
  readonly name: string;
  readonly function: string;
  readonly format: string | null;
  readonly values: string;
  readonly lines: readonly string[];
  readonly failures: readonly string[];
}

// Ruby divides integers to integers and adds up text; and cannot add nil.
const DIFFERENT = ['integers', 'nils'];

describe('aggregates', () => {
  for (const vector of ddlVectors<AggregateVector>('aggregates')) {
    const { name, function: called, format, lines, failures } = vector;
    it(`${called}${format ? ` as ${format}` : ''} of ${name}`, () => {
      const values = (toPlain(rubyValue(vector.values)) as Plain[]).map(x => ({ data: { x } }));
      const aggregate = { name: called, output: 'x', args: {}, ...(format && { format }) };
      const outputs = { x: { description: '', displayAs: 'X' } };
      const [made] = summarise({ aggregates: [aggregate], outputs }, values, lineOfValue);
      if (called !== 'summary' && DIFFERENT.includes(name)) return;
      // Without replies there is no average, which is no failure.
      if (failures.length > 0 && name === 'none') expect(made!.lines).to.deep.equal([]);
      else if (failures.length > 0) expect(made!.problem).to.not.equal(undefined);
      else expect([...made!.lines].sort()).to.deep.equal([...lines].sort());
      expect(counts(made!.lines)).to.deep.equal(counts(lines));
    });
  }
});

// Of equal counts Ruby's order is not certain; the counts are in order.
const counts = (lines: readonly string[]): string[] => lines.map(line => /\d+\D*$/.exec(line)?.[0] ?? '');
