// So many requests run, so many wait, in count and in bytes; what ended makes room again.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RequestQueue } from '../../../lib/node/request_queue';

describe('RequestQueue', () => {
  /** Tasks that end when the test says so. */
  function tasks() {
    const open: (() => void)[] = [];
    const ended: number[] = [];
    const make = (id: number) => async (): Promise<void> => {
      await new Promise<void>(resolve => open.push(resolve));
      ended.push(id);
    };
    const endNext = async (): Promise<void> => {
      open.shift()!();
      await new Promise(setImmediate);
    };
    return { make, ended, endNext };
  }

  it('counts the bytes of what waits, and forgets them when its turn comes', async () => {
    const queue = new RequestQueue({ running: 1, waiting: 10, waitingBytes: 100 });
    const { make, ended, endNext } = tasks();
    expect(queue.offer(make(1), 1000)).to.equal(true);
    expect(queue.offer(make(2), 100)).to.equal(true);
    expect(queue.offer(make(3), 1)).to.equal(false);
    await endNext();
    expect(queue.offer(make(4), 100)).to.equal(true);
    const idle = queue.idle();
    await endNext();
    await endNext();
    await idle;
    expect(ended).to.deep.equal([1, 2, 4]);
  });

  it('is idle at once when nothing was asked', async () => {
    await new RequestQueue().idle();
  });
});
