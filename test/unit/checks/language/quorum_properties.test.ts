// What must be true of judging a quorum, whatever the numbers.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { judgeQuorum, parseQuorum, type Quorum, type Tally } from '../../../../lib/checks/language/quorum';

const counts = fc.nat({ max: 40 });
const tallies: fc.Arbitrary<Tally> = fc.record({ holding: counts, offending: counts, unknown: counts });
const words = fc.constantFrom('at least', 'at most', 'exactly', 'all but', 'more than', 'fewer than');
const quorums: fc.Arbitrary<Quorum> = fc
  .oneof(
    fc.constantFrom('every', 'no', 'any'),
    fc.tuple(words, fc.integer({ min: 1, max: 45 })).map(([word, n]) => `${word} ${n}`),
    fc
      .tuple(words, fc.integer({ min: 1, max: 9999 }))
      .map(([word, n]) => `${word} ${(n / 100).toFixed(2)} %`),
  )
  .map(parseQuorum);

const settle = ({ holding, offending, unknown }: Tally, well: number): Tally => ({
  holding: holding + well,
  offending: offending + unknown - well,
  unknown: 0,
});

describe('a quorum', () => {
  it('never changes a sure verdict when more becomes known', () => {
    fc.assert(
      fc.property(quorums, tallies, (quorum, tally) => {
        const verdict = judgeQuorum(quorum, tally);
        if (verdict === 'open' || tally.unknown === 0) return;
        const { holding, offending, unknown } = tally;
        const next = [
          { holding: holding + 1, offending, unknown: unknown - 1 },
          { holding, offending: offending + 1, unknown: unknown - 1 },
        ];
        for (const one of next) expect(judgeQuorum(quorum, one)).to.equal(verdict);
      }),
      { numRuns: 2000 },
    );
  });

  it('is open only when those of which nothing is known can turn it either way, or there is nobody', () => {
    fc.assert(
      fc.property(quorums, tallies, (quorum, tally) => {
        const all = Array.from({ length: tally.unknown + 1 }, (_, well) =>
          judgeQuorum(quorum, settle(tally, well)),
        );
        const nobody = tally.holding + tally.offending + tally.unknown === 0;
        const open = nobody || new Set(all).size > 1;
        expect(judgeQuorum(quorum, tally)).to.equal(open ? 'open' : all[0]);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never open when everybody has answered', () => {
    fc.assert(
      fc.property(quorums, counts, fc.integer({ min: 1, max: 40 }), (quorum, holding, offending) => {
        expect(judgeQuorum(quorum, { holding, offending, unknown: 0 })).not.to.equal('open');
      }),
    );
  });

  it('counts percent in whole numbers', () => {
    for (let total = 1; total <= 1000; total++) {
      for (const percent of [7, 14, 28, 29, 57, 58]) {
        if ((total * percent) % 100 !== 0) continue;
        const holding = (total * percent) / 100;
        const tally = { holding, offending: total - holding, unknown: 0 };
        expect(judgeQuorum(parseQuorum(`exactly ${percent} %`), tally), `${percent} % of ${total}`).to.equal(
          'holds',
        );
        expect(judgeQuorum(parseQuorum(`at least ${percent} %`), tally)).to.equal('holds');
        expect(judgeQuorum(parseQuorum(`at most ${percent} %`), tally)).to.equal('holds');
        expect(judgeQuorum(parseQuorum(`more than ${percent} %`), tally)).to.equal('fails');
        expect(judgeQuorum(parseQuorum(`fewer than ${percent} %`), tally)).to.equal('fails');
      }
    }
  });

  it('is the opposite of its opposite', () => {
    fc.assert(
      fc.property(tallies, fc.integer({ min: 1, max: 45 }), (tally, n) => {
        if (tally.holding + tally.offending === 0) return;
        const known = { ...tally, unknown: 0 };
        const opposite = { holds: 'fails', fails: 'holds', open: 'open' } as const;
        expect(judgeQuorum(parseQuorum(`at most ${n}`), known)).to.equal(
          opposite[judgeQuorum(parseQuorum(`more than ${n}`), known)],
        );
      }),
    );
  });
});
