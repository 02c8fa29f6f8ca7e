// Delivery: what is sent, what waits, what is refused, and that nothing is lost or sent twice.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { NagiosFileTarget } from '../../../lib/config/passive_config';
import { Courier } from '../../../lib/passive/courier';
import { ReceiverRefused, ReceiverUnavailable, ResultRefused } from '../../../lib/passive/errors';
import { objectName, type PassiveResult } from '../../../lib/passive/passive_result';
import type { Receiver } from '../../../lib/passive/receiver';
import { FakeClock } from '../rpc/fake_clock';
import { faultOf } from './fake_server';
import { about, MemoryFiles, RESULT, systemError } from './samples';

const TARGET: NagiosFileTarget = {
  name: 'nagios',
  kind: 'spool',
  path: '/spool',
  host: undefined,
  service: undefined,
};
const FOLDER = '/q/nagios';

/** A receiver that notes what it gets. */
class FakeReceiver implements Receiver {
  readonly name = 'nagios';
  readonly got: string[] = [];
  attempts = 0;
  /** Throws what a real one would. */
  trouble: (results: readonly PassiveResult[]) => Promise<void> | void = () => {};

  constructor(readonly batch = 1) {}

  async send(results: readonly PassiveResult[]): Promise<void> {
    this.attempts += 1;
    await this.trouble(results);
    this.got.push(...results.map(result => String(result.service)));
  }
}

const down = () => new ReceiverUnavailable('nagios', '/spool', 'nobody reads it');

class Scene {
  readonly files = new MemoryFiles();
  readonly clock = new FakeClock();
  constructor(
    readonly receiver = new FakeReceiver(),
    private readonly limits = { queueResults: 100, queueBytes: 1_000_000 },
  ) {}

  /** Another process. */
  courier(receiver: Receiver = this.receiver): Courier {
    const { files, clock } = this;
    const options = { environment: { env: {}, uid: 0 }, files, clock, receiver: async () => receiver };
    return new Courier(TARGET, { queueDir: '/q', ...this.limits }, options);
  }

  /** Time passes until it is done. */
  async done<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    while (!over) await this.clock.advance(10);
    return work;
  }

  submit(...names: string[]) {
    return this.done(this.courier().submit(names.map(about), 10_000));
  }

  waiting(): number {
    return [...this.files.files.keys()].filter(path => /^\/q\/nagios\/\d.*\.json$/.test(path)).length;
  }
}

describe('a receiver that works', () => {
  it('gets every result, and nothing stays behind', async () => {
    const scene = new Scene();
    expect(await scene.submit('a', 'b')).to.deep.equal({
      ...{ delivered: 2, queued: 0, reason: undefined, refused: [], notices: [] },
    });
    expect(scene.receiver.got).to.deep.equal(['a', 'b']);
    expect(scene.waiting()).to.equal(0);
    expect([...scene.files.files.keys()]).to.deep.equal([`${FOLDER}/lock/free`]);
  });

  it('gets as many at once as it takes', async () => {
    const scene = new Scene(new FakeReceiver(2));
    await scene.submit('a', 'b', 'c', 'd', 'e');
    expect(scene.receiver.attempts).to.equal(3);
    expect(scene.receiver.got).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
  });

  it('is on disk before anything is sent', async () => {
    const scene = new Scene();
    let onDisk = 0;
    scene.receiver.trouble = () => {
      onDisk = scene.waiting();
    };
    await scene.submit('a', 'b');
    // b is being sent, a has been confirmed.
    expect(onDisk).to.equal(1);
  });

  it('takes names it can carry only, before anything is done', async () => {
    const scene = new Scene();
    const sending = () => scene.courier().submit([about('a;b')], 1000);
    expect(sending).to.throw('the service name "a;b"');
    expect(scene.files.files.size).to.equal(0);
  });
});

describe('a receiver that is down', () => {
  it('is tried again, with pauses that grow, until time is up; the results wait', async () => {
    const scene = new Scene();
    const at: number[] = [];
    scene.receiver.trouble = () => {
      at.push(scene.clock.monotonic());
      throw down();
    };
    const delivery = await scene.submit('a');
    expect(delivery).to.deep.include({ delivered: 0, queued: 1, refused: [], notices: [] });
    expect(delivery.reason).to.contain('nobody reads it');
    const pauses = at.slice(1).map((time, i) => time - at[i]!);
    expect(pauses.map(ms => Math.round(ms / 50) * 50)).to.deep.equal([250, 500, 1000, 2000, 4000]);
    expect(scene.waiting()).to.equal(1);
  });

  it('gets what waits first when it is back', async () => {
    const scene = new Scene();
    scene.receiver.trouble = () => {
      throw down();
    };
    await scene.submit('a');
    await scene.submit('b');
    scene.receiver.trouble = () => {};
    expect(await scene.submit('c')).to.deep.include({ delivered: 1, queued: 0 });
    expect(scene.receiver.got).to.deep.equal(['a', 'b', 'c']);
  });

  it('that comes back in time gets it at once', async () => {
    const scene = new Scene();
    scene.receiver.trouble = () => {
      if (scene.clock.monotonic() < 2000) throw down();
    };
    expect(await scene.submit('a')).to.deep.include({ delivered: 1, queued: 0, reason: undefined });
    expect(scene.clock.monotonic()).to.be.within(2000, 5000);
  });

  it('is flushed later; what waits still is told', async () => {
    const scene = new Scene();
    scene.receiver.trouble = () => {
      throw down();
    };
    await scene.submit('a', 'b');
    const failed = await scene.done(scene.courier().flush(1000));
    expect(failed).to.deep.include({ delivered: 0, queued: 2 });
    expect(failed.reason).to.contain('nobody reads it');
    scene.receiver.trouble = () => {};
    expect(await scene.done(scene.courier().flush(1000))).to.deep.include({ delivered: 2, queued: 0 });
    expect(await scene.done(scene.courier().flush(1000))).to.deep.include({ delivered: 0, queued: 0 });
    expect(scene.receiver.got).to.deep.equal(['a', 'b']);
  });

  it('and fails in the middle gets the rest later, in order', async () => {
    const scene = new Scene();
    scene.receiver.trouble = ([result]) => {
      if (result!.service === 'b' && scene.clock.monotonic() < 100) throw down();
    };
    await scene.submit('a', 'b', 'c');
    expect(scene.receiver.got).to.deep.equal(['a', 'b', 'c']);
  });

  it('for reasons that time does not heal is tried once', async () => {
    const scene = new Scene();
    scene.receiver.trouble = () => {
      throw new ReceiverRefused('nagios', '/spool', 'it says "BAD TOKEN"', 'correct the token');
    };
    const delivery = await scene.submit('a');
    expect(delivery).to.deep.include({ delivered: 0, queued: 1 });
    expect(delivery.reason).to.contain('BAD TOKEN');
    expect(scene.receiver.attempts).to.equal(1);
    expect(scene.clock.monotonic()).to.be.below(200);
  });

  it('for ever fills the queue; the oldest go, and that is told', async () => {
    const scene = new Scene(new FakeReceiver(), { queueResults: 3, queueBytes: 1_000_000 });
    scene.receiver.trouble = () => {
      throw down();
    };
    for (const name of ['a', 'b', 'c']) await scene.submit(name);
    const { notices, queued } = await scene.submit('d', 'e');
    expect(queued).to.equal(2);
    expect(notices).to.deep.equal(['the queue of nagios is full: 2 older results were dropped']);
    scene.receiver.trouble = () => {};
    const flushed = await scene.done(scene.courier().flush(1000));
    expect(flushed.notices).to.deep.equal(['2 results were dropped because the queue of nagios was full']);
    expect(scene.receiver.got).to.deep.equal(['c', 'd', 'e']);
    expect((await scene.done(scene.courier().flush(1000))).notices).to.deep.equal([]);
  });
});

describe('a result the receiver does not take', () => {
  const refuse =
    (...names: string[]) =>
    (results: readonly PassiveResult[]) => {
      const bad = results.find(result => names.includes(String(result.service)));
      if (bad) throw new ResultRefused('icinga', objectName(bad), 'Icinga has no such object', 'create it');
    };

  it('is told by its names and kept aside; others go', async () => {
    const scene = new Scene(new FakeReceiver(10));
    scene.receiver.trouble = refuse('b');
    const delivery = await scene.submit('a', 'b', 'c');
    expect(delivery).to.deep.include({ delivered: 2, queued: 0 });
    expect(delivery.refused).to.deep.equal([
      `icinga does not take the result of web1/b: Icinga has no such object; it is kept in ${FOLDER}/refused, create it`,
    ]);
    expect(scene.receiver.got).to.deep.equal(['a', 'c']);
    expect(await scene.files.list(`${FOLDER}/refused`)).to.have.length(1);
  });

  it('of somebody else is no fault of ours', async () => {
    const scene = new Scene();
    scene.receiver.trouble = () => {
      throw down();
    };
    await scene.submit('b');
    scene.receiver.trouble = refuse('b');
    const delivery = await scene.submit('c');
    expect(delivery).to.deep.include({ delivered: 1, queued: 0, refused: [] });
    expect(delivery.notices.join()).to.contain('web1/b');
  });
});

describe('damage in the queue', () => {
  it('is set aside and told, and the rest goes', async () => {
    const scene = new Scene();
    scene.files.files.set(`${FOLDER}/000000000000001-000000-00000000-9.json`, '{"version"');
    const { delivered, notices } = await scene.submit('a');
    expect(delivered).to.equal(1);
    expect(notices).to.deep.equal([
      `a damaged result was set aside: ${FOLDER}/damaged/000000000000001-000000-00000000-9.json`,
    ]);
  });
});

describe('a queue that cannot be used', () => {
  const full = (scene: Scene, from = 0) => {
    let created = 0;
    scene.files.before = (operation, path) => {
      if (operation === 'create' && path.includes('.new-') && created++ >= from)
        throw systemError('ENOSPC', path);
    };
  };

  it('does not keep a result from being delivered', async () => {
    const scene = new Scene();
    full(scene);
    const { delivered, queued, notices } = await scene.submit('a', 'b');
    expect([delivered, queued]).to.deep.equal([2, 0]);
    expect(notices).to.have.length(1);
    expect(notices[0]).to.contain('no space left on device');
    expect(scene.receiver.got).to.deep.equal(['a', 'b']);
  });

  it('from the second result on delivers both, in order', async () => {
    const scene = new Scene();
    full(scene, 1);
    expect(await scene.submit('a', 'b')).to.deep.include({ delivered: 2, queued: 0 });
    expect(scene.receiver.got).to.deep.equal(['a', 'b']);
  });

  it('is retried around, while the receiver comes back in time', async () => {
    const scene = new Scene();
    full(scene);
    scene.receiver.trouble = () => {
      if (scene.clock.monotonic() < 3000) throw down();
    };
    expect(await scene.submit('a')).to.deep.include({ delivered: 1, queued: 0 });
  });

  it('and a receiver that is down lose a result, which is said with both reasons', async () => {
    const scene = new Scene();
    full(scene);
    scene.receiver.trouble = () => {
      throw down();
    };
    const fault = await faultOf(scene.submit('a'));
    expect(fault.code).to.equal('E_RESULT_LOST');
    expect(fault.message)
      .to.contain('lost: web1/a')
      .and.to.contain('nobody reads it')
      .and.to.contain('no space left');
  });

  it('while sending keeps the results for later', async () => {
    const scene = new Scene();
    scene.files.before = (operation, path) => {
      if (operation === 'rename' && path.includes('/lock/')) throw systemError('EACCES', path);
    };
    const fault = await faultOf(scene.submit('a'));
    expect(fault.code).to.equal('E_PASSIVE_QUEUE');
    expect(scene.waiting()).to.equal(1);
  });
});

describe('several processes', () => {
  it('send everything once, each in the order of the whole', async () => {
    const scene = new Scene(new FakeReceiver(3));
    scene.receiver.trouble = async () => {
      await new Promise<void>(resolve => scene.clock.after(30, resolve));
    };
    const names = Array.from({ length: 20 }, (_, i) => `s${String(i).padStart(2, '0')}`);
    const all = await scene.done(
      Promise.all(names.map(name => scene.courier().submit([about(name)], 10_000))),
    );
    expect(all.map(({ delivered }) => delivered)).to.deep.equal(names.map(() => 1));
    expect([...scene.receiver.got].sort()).to.deep.equal(names);
  });

  it('wait no longer than they have time for one that hangs, and leave their results', async () => {
    const scene = new Scene();
    const stuck = new FakeReceiver();
    stuck.trouble = () => new Promise(() => {});
    void scene.courier(stuck).submit([about('a')], 60_000);
    await scene.clock.advance(100);
    const delivery = await scene.done(scene.courier().submit([about('b')], 1000));
    expect(delivery).to.deep.include({ delivered: 0, queued: 1, reason: 'another process is sending' });
    expect(scene.receiver.got).to.deep.equal([]);
    expect(scene.waiting()).to.equal(2);
  });

  it('take over from one that was killed', async () => {
    const scene = new Scene();
    const killed = new FakeReceiver();
    killed.trouble = () => new Promise(() => {});
    void scene.courier(killed).submit([about('a')], 1000);
    await scene.clock.advance(7000);
    expect(await scene.submit('b')).to.deep.include({ delivered: 1, queued: 0 });
    expect(scene.receiver.got).to.deep.equal(['a', 'b']);
  });

  it('hear of it when another set their result aside', async () => {
    const scene = new Scene();
    const other = new FakeReceiver();
    other.trouble = async () => {
      await new Promise<void>(resolve => scene.clock.after(50, resolve));
      throw new ResultRefused('icinga', 'web1/a', 'Icinga has no such object', 'create it');
    };
    const first = scene.courier(other).submit([about('x')], 10_000);
    await scene.clock.advance(20);
    const second = await scene.done(scene.courier(other).submit([about('a')], 10_000));
    await scene.done(first);
    expect(second.refused).to.have.length(1);
    expect(second).to.deep.include({ delivered: 0, queued: 0 });
  });
});

describe('an end before the time', () => {
  it('leaves what is not confirmed', async () => {
    const scene = new Scene();
    const controller = new AbortController();
    scene.receiver.trouble = () => {
      controller.abort();
      throw down();
    };
    const delivery = await scene.done(scene.courier().submit([RESULT], 60_000, controller.signal));
    expect(delivery).to.deep.include({ delivered: 0, queued: 1 });
    expect(scene.clock.monotonic()).to.be.below(500);
    expect(scene.clock.pending).to.equal(0);
  });
});
