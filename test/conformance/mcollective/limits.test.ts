// Limits and batches choose the nodes the real MCollective chooses (scripts/golden/limit_vectors.rb).
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { partsOf } from '../../../lib/rpc/batches';
import { chooseNodes, parseNodeCount } from '../../../lib/rpc/node_limit';
import { MersenneTwister } from '../../../lib/util/mersenne_twister';
import { golden } from './golden_file';

interface Vectors {
  readonly nodes: readonly string[];
  readonly limits: readonly { size: number; limit: string; first: number }[];
  readonly seeded: readonly { seed: string; size: number; limit: string; picked: readonly string[] }[];
  readonly draws: readonly { seed: string; draws: readonly number[] }[];
  readonly batches: readonly { size: number; batch: string; groups: readonly number[] }[];
}

const { nodes, limits, seeded, draws, batches } = golden<Vectors>('limits');
const DRAWN = [2, 10, 1000, 624, 65_536, 4_000_000_000, 3, 1, 5];

describe('limits as MCollective has them', () => {
  it('has vectors', () => {
    expect([limits, seeded, draws, batches].map(list => list.length)).to.deep.equal([49, 56, 14, 56]);
  });

  it('ask as many nodes, those found first', () => {
    for (const { size, limit, first } of limits) {
      const all = nodes.slice(0, size);
      const chosen = chooseNodes(all, { limit: parseNodeCount(limit, 'a limit') });
      expect(chosen, `${limit} of ${size}`).to.deep.equal(all.slice(0, first));
    }
  });

  it('draw the same numbers of the same seed', () => {
    for (const { seed, draws: wanted } of draws) {
      const twister = new MersenneTwister(BigInt(seed));
      const drawn = DRAWN.flatMap(n => Array.from({ length: 90 }, () => twister.below(n)));
      expect(drawn, seed).to.deep.equal(wanted);
    }
  });

  it('choose the same nodes of the same seed, whoever answered first', () => {
    for (const { seed, size, limit, picked } of seeded) {
      const options = {
        limit: parseNodeCount(limit, 'a limit'),
        limitMethod: 'random',
        limitSeed: BigInt(seed),
      } as const;
      const all = nodes.slice(0, size);
      expect(chooseNodes(all, options), `${seed}: ${limit} of ${size}`).to.deep.equal(picked);
      if (all.length > picked.length)
        expect(chooseNodes([...all].reverse(), options), seed).to.deep.equal(picked);
    }
  });

  it('make batches of the same sizes', () => {
    for (const { size, batch, groups } of batches) {
      const parts = partsOf(nodes.slice(0, size), { size: parseNodeCount(batch, 'a batch') });
      expect(
        parts.map(part => part.length),
        `${batch} of ${size}`,
      ).to.deep.equal(groups);
      expect(parts.flat()).to.deep.equal(nodes.slice(0, size));
    }
  });
});
