// Performance data: the grammar of the guidelines, kept whatever labels and values come.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { formatPerfdata } from '../../../lib/nagios/perfdata';

const one = (item: Parameters<typeof formatPerfdata>[0] extends Iterable<infer T> ? T : never) =>
  formatPerfdata([item]);

describe('performance data', () => {
  it('drops what is empty at the end, and keeps the places of what is not', () => {
    expect(one({ label: 'load', value: 5.31 })).to.equal('load=5.31');
    expect(one({ label: 'load', value: 5.31, crit: 2 })).to.equal('load=5.31;;2');
    expect(one({ label: 'n', value: 3, min: 0 })).to.equal('n=3;;;0');
    expect(one({ label: 'n', value: 3, warn: 5, crit: 10, min: 0, max: 20 })).to.equal('n=3;5;10;0;20');
  });

  it('has the unit after the value and separates by one space', () => {
    const items = [
      { label: 'time', value: 0.41, unit: 's' },
      { label: 'size', value: 100, unit: 'B' },
    ] as const;
    expect(formatPerfdata(items)).to.equal('time=0.41s size=100B');
  });

  it('writes U for what could not be determined', () => {
    expect(one({ label: 'load', value: undefined, unit: 's', crit: 2 })).to.equal('load=U;;2');
    expect(one({ label: 'load', value: Number.NaN })).to.equal('load=U');
  });

  it('never uses scientific notation', () => {
    expect(one({ label: 'n', value: 1e21 })).to.equal('n=1000000000000000000000');
    expect(one({ label: 'n', value: 1e-7 })).to.equal('n=0');
    expect(one({ label: 'n', value: -1e-9 })).to.equal('n=0');
    expect(one({ label: 'n', value: 100 })).to.equal('n=100');
  });

  it('quotes labels with spaces, doubles quotes, and replaces what has no escape', () => {
    expect(one({ label: 'free space', value: 1 })).to.equal("'free space'=1");
    expect(one({ label: "bob's", value: 1 })).to.equal("'bob''s'=1");
    expect(one({ label: 'a=b|c\nd', value: 1 })).to.equal('a_b_c_d=1');
  });

  it('has no word in labels that would be rewritten or taken for a prefix', () => {
    expect(one({ label: 'role::web', value: 1 })).to.equal('role_web=1');
    expect(one({ label: 'OK steps', value: 1 })).to.equal("'ok steps'=1");
    expect(one({ label: 'q.OK_size', value: 1 })).to.equal('q.ok_size=1');
    expect(one({ label: 'BROKER', value: 1 })).to.equal('BROKER=1');
  });

  it('can always be read back', () => {
    const item = fc.record({ label: fc.string({ minLength: 1, unit: 'grapheme' }), value: fc.double() });
    fc.assert(
      fc.property(fc.array(item), items => {
        const text = formatPerfdata(items);
        const read = text.match(/(?:'(?:[^']|'')*'|[^\s'=]+)=(?:U|-?\d+(?:\.\d+)?)(?= |$)/g) ?? [];
        expect(read.join(' ')).to.equal(text);
        expect(read).to.have.lengthOf(items.length);
        expect(text).not.to.match(/[|\n\r]/);
      }),
    );
  });
});
