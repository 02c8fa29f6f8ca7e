// Values as Ruby prints them, on one line or broken.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { rubyPp } from '../../../lib/cli/ruby_pp';

describe('rubyPp', () => {
  it('prints scalars as Ruby does', () => {
    expect(rubyPp(null, 80)).to.equal('nil');
    expect(rubyPp(true, 80)).to.equal('true');
    expect(rubyPp(1.5, 80)).to.equal('1.5');
    expect(rubyPp(2n ** 64n, 80)).to.equal('18446744073709551616');
    expect(rubyPp(new Date(1_700_000_000_000), 80)).to.equal('2023-11-14 22:13:20 UTC');
    expect(rubyPp(Buffer.from([0, 255]), 80)).to.equal('"\\x00\\xFF"');
    expect(rubyPp(Buffer.from('text\n'), 80)).to.equal('"text\\n"');
  });

  it('prints arrays and hashes on one line when they fit', () => {
    expect(rubyPp(['a', 1, null], 80)).to.equal('["a", 1, nil]');
    expect(rubyPp({ k: { deep: [] }, 'with "quotes"': {} }, 80)).to.equal(
      '{"k"=>{"deep"=>[]}, "with \\"quotes\\""=>{}}',
    );
  });

  it('breaks what does not fit, an element a line', () => {
    expect(rubyPp(['aaaa', 'bbbb', ['cccc', 'dddd']], 12)).to.equal(
      '["aaaa",\n "bbbb",\n ["cccc",\n  "dddd"]]',
    );
    expect(rubyPp({ key: ['aaaa', 'bbbb'], n: 1 }, 12)).to.equal(
      '{"key"=>\n  ["aaaa",\n   "bbbb"],\n "n"=>1}',
    );
  });
});
