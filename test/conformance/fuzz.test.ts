// The short version of `npm run fuzz`: the same inputs every time, a few thousand for each codec. Nothing is timed.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { CODECS } from '../fuzz/codecs';
import type { FuzzCodec } from '../fuzz/fuzz_codec';
import { MAX_INPUT, mutate } from '../fuzz/mutate';
import { Random } from '../fuzz/random';
import { LIMIT_GROWTH, runCodec } from '../fuzz/run_codec';

// Keys are slow, and so are whole files.
const INPUTS: Readonly<Record<string, number>> = { ssl: 600, aes: 300, 'ddl-ruby': 500, 'ddl-json': 1000 };
const STANDARD = 2500;
const SEEDS = Array.from({ length: 20 }, (_, i) => i);

const codec = (feed: FuzzCodec['feed']): FuzzCodec => ({
  name: 'planted',
  corpus: [Buffer.from('good input of some length')],
  dictionary: ['word'],
  feed,
});

describe('mutated inputs', () => {
  for (const { name, corpus, ...rest } of CODECS) {
    const count = INPUTS[name] ?? STANDARD;
    it(`${name}: ${count} are taken or refused, and nothing else`, () => {
      const report = runCodec({ name, corpus, ...rest }, { seed: 20_240_501, count });
      expect(report.findings.map(({ index, detail }) => `${index}: ${detail}`)).to.deep.equal([]);
      expect(report.inputs).to.equal(count);
      // Otherwise only the front door was tried.
      expect(report.accepted).to.be.above(0);
    });

    it(`${name}: good ones are taken`, () => {
      // Chance decides whether a message is signed anew, and by whom.
      const isTaken = (input: Buffer, from: number): boolean =>
        SEEDS.some(seed => rest.feed(input, new Random(seed), from));
      expect(corpus.filter((input, from) => !isTaken(input, from)).map(String)).to.deep.equal([]);
    });
  }
});

describe('the fuzzer', () => {
  it('makes the same inputs for the same seed, others for another', () => {
    const inputsOf = (seed: number): string[] => {
      const inputs: string[] = [];
      runCodec(
        codec(input => inputs.push(input.toString('hex')) > 0),
        { seed, count: 200 },
      );
      return inputs;
    };
    expect(inputsOf(1)).to.deep.equal(inputsOf(1));
    expect(inputsOf(1)).to.not.deep.equal(inputsOf(2));
    expect(new Set(inputsOf(1)).size).to.be.above(100);
  });

  it('makes inputs of bounded size, whatever they are made of', () => {
    const random = new Random(5);
    const corpus = [Buffer.alloc(MAX_INPUT, 'ab1'), Buffer.alloc(0), Buffer.from('7')];
    for (let i = 0; i < 3000; i++) {
      const input = mutate(random.pick(corpus), random, { corpus, dictionary: [Buffer.from('x')] });
      expect(input.length).to.be.at.most(MAX_INPUT);
    }
  });

  it('tells which input crashed the codec, and repeats it', () => {
    const broken = codec(input => {
      if (input.includes('word')) throw new TypeError('oh');
      return true;
    });
    const { findings } = runCodec(broken, { seed: 3, count: 500 });
    expect(findings.length).to.be.within(1, 20);
    const [{ index, kind, detail, input }] = findings as [(typeof findings)[0]];
    expect(kind).to.equal('crash');
    expect(detail).to.contain('TypeError: oh');
    expect(input.includes('word')).to.equal(true);
    const again = runCodec(broken, { seed: 3, count: 1, from: index });
    expect(again.findings[0]!.input.equals(input)).to.equal(true);
  });

  it('tells what always takes long, not what was once interrupted', () => {
    let clock = 0;
    let interrupted = false;
    const slow = codec(input => {
      if (!interrupted) {
        interrupted = true;
        clock += 500;
      }
      clock += input.includes('word') ? 60 : 1;
      return true;
    });
    const { findings, slowestMs } = runCodec(slow, { seed: 3, count: 300, now: () => clock });
    expect(new Set(findings.map(({ kind }) => kind))).to.deep.equal(new Set(['slow']));
    expect(findings.every(({ input }) => input.includes('word'))).to.equal(true);
    expect(slowestMs).to.equal(60);
  });

  it('tells of memory that is kept, once the caches are warm', () => {
    const heaps = [0, 50e6, 50e6, 50e6 + LIMIT_GROWTH + 1];
    const leaking = runCodec(
      codec(() => true),
      { seed: 1, count: 40, blocks: 4, heap: () => heaps.shift()! },
    );
    expect(leaking.findings.map(({ kind }) => kind)).to.deep.equal(['memory']);
    const steady = runCodec(
      codec(() => true),
      { seed: 1, count: 40, blocks: 4, heap: () => 7 },
    );
    expect(steady).to.include({ growth: 0, accepted: 40 });
    expect(steady.findings).to.deep.equal([]);
  });
});
