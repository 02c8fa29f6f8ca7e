import { describe, it } from 'node:test';
import { expect } from 'chai';
import { foldNames } from '../../../lib/cli/output/folded_names';
import { nameLines } from '../../../lib/cli/output/name_lines';

describe('foldNames', () => {
  it('folds runs of numbers, and keeps the rest', () => {
    expect(foldNames(['web3.x', 'web1.x', 'web2.x', 'web7.x', 'db.x', 'web1.y'])).to.deep.equal([
      'db.x',
      'web1.y',
      'web[1-3,7].x',
    ]);
  });

  it('keeps leading zeros, and does not mix widths', () => {
    expect(foldNames(['n01', 'n02', 'n10', 'n1', 'n2'])).to.deep.equal(['n[01-02,10]', 'n[1-2]']);
  });

  it('names every host once, for any names', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `node${i + 1}.dc${i % 3}.example.net`);
    const folded = foldNames(names);
    expect(folded).to.have.length(3);
    expect(folded[0]!.length).to.be.above(100);
    expect(foldNames(['a', 'a', ''])).to.deep.equal(['', 'a']);
  });

  it('folds the number that leaves the fewest words', () => {
    const addresses = Array.from({ length: 200 }, (_, i) => `ip-10-0-${i >> 7}-${i & 127}`);
    expect(foldNames(addresses)).to.deep.equal(['ip-10-0-0-[0-127]', 'ip-10-0-1-[0-71]']);
    expect(foldNames(['r1n1', 'r1n2', 'r2n1', 'r2n2'])).to.deep.equal(['r[1-2]n1', 'r[1-2]n2']);
  });

  it('leaves alone what is no name, and numbers too long to count', () => {
    const odd = ['a[1-3]1', 'a[1-3]2', 'x,1', 'x,2', '', '1\n', '2\n'];
    expect(foldNames(odd)).to.deep.equal([...odd].sort());
    const long = ['n1234567890123456', 'n1234567890123457'];
    expect(foldNames(long)).to.deep.equal(long);
    expect(foldNames(['n123456789012345', 'n123456789012346'])).to.deep.equal([
      'n[123456789012345-123456789012346]',
    ]);
  });

  it('loses nobody', () => {
    const names = Array.from({ length: 500 }, (_, i) => `n${(i * 7919) % 1000}x-${i % 7}`);
    const unfolded = foldNames(names).flatMap(word => {
      const [, before, list, after] = /^(.*)\[(.*)\](.*)$/.exec(word) ?? [];
      if (list === undefined) return [word];
      return list.split(',').flatMap(range => {
        const [from = 0, to = from] = range.split('-').map(Number);
        return Array.from({ length: to - from + 1 }, (_, i) => `${before}${from + i}${after}`);
      });
    });
    expect(unfolded.sort()).to.deep.equal([...new Set(names)].sort());
  });
});

describe('nameLines', () => {
  it('breaks at commas within the columns, and ends where it is told to', () => {
    const names = Array.from({ length: 100 }, (_, i) => `n${i * 2}`);
    const lines = nameLines(names, { indent: 3, columns: 40 });
    expect(Math.max(...lines.map(line => line.length))).to.be.at.most(40);
    expect(lines.map(line => line.trim()).join('')).to.equal(
      `n[${names.map(name => name.slice(1)).join(',')}]`,
    );
    expect(nameLines(names, { indent: 3, columns: 40, most: 2 })).to.deep.equal([
      ...lines.slice(0, 2),
      '   … 100 hosts in all; -v names them',
    ]);
    expect(nameLines(['a', 'b1', 'b3'], { indent: 0, columns: 80 })).to.deep.equal(['a, b[1,3]']);
  });
});
