// Iterating over what is still arriving.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Arrivals } from '../../../lib/rpc/arrivals';
import { settle } from './fake_clock';

async function collect<T>(arrivals: AsyncIterable<T>, seen: T[] = []): Promise<T[]> {
  for await (const item of arrivals) seen.push(item);
  return seen;
}

describe('arrivals', () => {
  it('shows every iterator all items, before and after it started', async () => {
    const arrivals = new Arrivals<number>();
    arrivals.push(1);
    const early = collect(arrivals);
    await settle();
    arrivals.push(2);
    arrivals.push(3);
    const late = collect(arrivals);
    arrivals.end();
    expect(await early).to.deep.equal([1, 2, 3]);
    expect(await late).to.deep.equal([1, 2, 3]);
  });

  it('hands items over before the end', async () => {
    const arrivals = new Arrivals<number>();
    const seen: number[] = [];
    const done = collect(arrivals, seen);
    arrivals.push(1);
    await settle();
    expect(seen).to.deep.equal([1]);
    arrivals.end();
    await done;
  });

  it('throws its fault after the items that came before', async () => {
    const arrivals = new Arrivals<number>();
    arrivals.push(1);
    arrivals.fail(new Error('gone'));
    const seen: number[] = [];
    const fault = await collect(arrivals, seen).catch(error => error);
    expect(seen).to.deep.equal([1]);
    expect(fault.message).to.equal('gone');
  });

  it('may be left early', async () => {
    const arrivals = new Arrivals<number>();
    arrivals.push(1);
    arrivals.push(2);
    for await (const item of arrivals) {
      expect(item).to.equal(1);
      break;
    }
    arrivals.end();
    expect(await collect(arrivals)).to.deep.equal([1, 2]);
  });
});
