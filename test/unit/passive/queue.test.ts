// The queue on disk: order, bounds, damage, two processes at once, and disks that fail.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { makeEntryName, readEntryName } from '../../../lib/passive/queue/entry_name';
import { PassiveQueue } from '../../../lib/passive/queue/passive_queue';
import { type QueueFiles, realQueueFiles } from '../../../lib/passive/queue/queue_files';
import { SendToken } from '../../../lib/passive/queue/send_token';
import { systemClock } from '../../../lib/util/clock';
import { FakeClock } from '../rpc/fake_clock';
import { faultOf } from './fake_server';
import { about, MemoryFiles, RESULT, systemError } from './samples';

const ROOMY = { results: 1000, bytes: 1_000_000 };

function memoryQueue(limits = ROOMY) {
  const files = new MemoryFiles();
  const clock = new FakeClock();
  return { files, clock, queue: new PassiveQueue('/q/nagios', limits, files, clock) };
}

async function services(queue: PassiveQueue): Promise<(string | undefined)[]> {
  const read = await Promise.all((await queue.waiting()).map(name => queue.read(name)));
  return read.map(result => (typeof result === 'string' ? result : result.service));
}

describe('the queue', () => {
  it('keeps results as they are, in the order in which they came', async () => {
    const { queue, clock } = memoryQueue();
    for (const name of ['c', 'a', 'b']) {
      await queue.add(about(name));
      if (name === 'a') await clock.advance(5);
    }
    expect(await services(queue)).to.deep.equal(['c', 'a', 'b']);
    expect(await queue.read((await queue.waiting())[0]!)).to.deep.equal(about('c'));
    const host = { ...RESULT, service: undefined };
    const { entry } = await queue.add(host);
    expect(await queue.read(entry)).to.deep.equal(host);
  });

  it('forgets what was delivered', async () => {
    const { queue } = memoryQueue();
    const { entry } = await queue.add(RESULT);
    expect(await queue.has(entry)).to.equal(true);
    await queue.remove(entry);
    await queue.remove(entry);
    expect(await queue.has(entry)).to.equal(false);
    expect(await queue.read(entry)).to.equal('gone');
  });

  it('drops the oldest beyond its number, and counts them', async () => {
    const { queue } = memoryQueue({ results: 3, bytes: 1_000_000 });
    const dropped: number[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) dropped.push((await queue.add(about(name))).dropped);
    expect(dropped).to.deep.equal([0, 0, 0, 1, 1]);
    expect(await services(queue)).to.deep.equal(['c', 'd', 'e']);
    expect((await queue.dropped())?.count).to.equal(2);
    await queue.forgetDropped();
    expect(await queue.dropped()).to.equal(undefined);
  });

  it('drops the oldest beyond its bytes, and never the newest', async () => {
    const size = JSON.stringify({ version: 1, result: about('a') }).length;
    const { queue } = memoryQueue({ results: 1000, bytes: size * 2 });
    for (const name of ['a', 'b', 'c']) await queue.add(about(name));
    expect(await services(queue)).to.deep.equal(['b', 'c']);
    const { dropped } = await queue.add({ ...about('large'), output: ['x'.repeat(size * 3)] });
    expect(dropped).to.equal(2);
    expect(await services(queue)).to.deep.equal(['large']);
  });

  it('sets aside what is damaged, and goes on', async () => {
    const { queue, files, clock } = memoryQueue();
    const { entry: good } = await queue.add(RESULT);
    const texts = [
      '',
      '{',
      'null',
      '{"version":2}',
      '{"version":1,"result":{"host":"x"}}',
      '{"version":1,"result":7}',
    ];
    for (const text of texts) files.files.set(`/q/nagios/${makeEntryName(clock.now(), 1)}`, text);
    const bad = { ...RESULT, status: 'FINE' };
    files.files.set(
      `/q/nagios/${makeEntryName(clock.now(), 1)}`,
      JSON.stringify({ version: 1, result: bad }),
    );
    const read = await services(queue);
    expect(read.filter(one => one === 'damaged')).to.have.length(7);
    expect(await queue.waiting()).to.deep.equal([good]);
    expect(await files.list('/q/nagios/damaged')).to.have.length(7);
  });

  it('keeps at most 1000 of them', async () => {
    const { queue, files } = memoryQueue();
    for (let i = 0; i < 1005; i++) files.files.set(`/q/nagios/refused/${makeEntryName(i, 1)}`, '');
    const { entry } = await queue.add(RESULT);
    await queue.refuse(entry);
    const kept = (await files.list('/q/nagios/refused')).sort();
    expect(kept).to.have.length(1000);
    expect(kept).to.include(entry);
    expect(await queue.isRefused(entry)).to.equal(true);
  });

  it('takes nothing for a result that is none of its own', async () => {
    const { queue, files } = memoryQueue();
    for (const name of [
      '.new-x',
      'notes.txt',
      'lock',
      '1.json',
      '001795320000123-000000-9f86d081-512.json.bak',
    ])
      files.files.set(`/q/nagios/${name}`, 'x');
    expect(await queue.waiting()).to.deep.equal([]);
  });

  it('removes old drafts of writers that were killed, not those of writers at work', async () => {
    const { queue, files, clock } = memoryQueue();
    const [old, young] = [makeEntryName(clock.now() - 4_000_000, 1), makeEntryName(clock.now(), 1)];
    for (const name of [old, young]) files.files.set(`/q/nagios/.new-${name}`, '');
    await queue.tidy();
    expect(await files.list('/q/nagios')).to.deep.equal([`.new-${young}`]);
  });

  it('says that the disk is full', async () => {
    const { queue, files } = memoryQueue();
    files.before = (operation, path) => {
      if (operation === 'create') throw systemError('ENOSPC', path);
    };
    const fault = await faultOf(queue.add(RESULT));
    expect(fault.code).to.equal('E_PASSIVE_QUEUE');
    expect(fault.message).to.contain('/q/nagios').and.to.contain('no space left on device');
  });

  it('does not take its own trouble for damage', async () => {
    const { queue, files } = memoryQueue();
    const { entry } = await queue.add(RESULT);
    files.before = (operation, path) => {
      if (operation === 'read') throw systemError('EMFILE', path);
    };
    expect((await faultOf(queue.read(entry))).code).to.equal('E_PASSIVE_QUEUE');
    files.before = () => {};
    expect(await queue.read(entry)).to.deep.equal(RESULT);
  });
});

describe('names of entries', () => {
  it('sort by time and tell their size', () => {
    const names = [
      makeEntryName(9, 1),
      makeEntryName(10, 22),
      makeEntryName(10, 333),
      makeEntryName(1e12, 4),
    ];
    expect([...names].sort()).to.deep.equal(names);
    expect(readEntryName(names[1]!)).to.deep.equal({ time: 10, bytes: 22 });
    expect(readEntryName('../../etc/passwd')).to.equal(undefined);
  });
});

describe('the right to send', () => {
  const token = (files: QueueFiles, clock: FakeClock) => new SendToken('/q/lock', files, clock);

  it('has one owner, and another when it is given back', async () => {
    const [files, clock] = [new MemoryFiles(), new FakeClock()];
    const giveBack = await token(files, clock).take(1000);
    expect(giveBack).to.be.a('function');
    expect(await token(files, clock).take(1000)).to.equal(undefined);
    await giveBack!();
    expect(await token(files, clock).take(1000)).to.be.a('function');
    expect(files.files.size).to.equal(1);
  });

  it('of a process that was killed is free when its time is over', async () => {
    const [files, clock] = [new MemoryFiles(), new FakeClock()];
    await token(files, clock).take(1000);
    await clock.advance(1000);
    expect(await token(files, clock).take(1000)).to.equal(undefined);
    await clock.advance(1);
    const late = await token(files, clock).take(1000);
    expect(late).to.be.a('function');
    expect(files.files.size).to.equal(1);
  });

  it('is not taken away from the next owner by one that comes too late', async () => {
    const [files, clock] = [new MemoryFiles(), new FakeClock()];
    const first = await token(files, clock).take(1000);
    await clock.advance(2000);
    expect(await token(files, clock).take(1000)).to.be.a('function');
    await first!();
    expect(await token(files, clock).take(1000)).to.equal(undefined);
  });

  it('never has two owners, however many ask at the same moment', async () => {
    // Files whose operations are done in any order.
    let seed = 1;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed % 7;
    };
    for (let round = 0; round < 300; round++) {
      const files = new MemoryFiles();
      const slow = new Proxy(files, {
        get:
          (target, name) =>
          async (...args: unknown[]) => {
            for (let turns = random(); turns > 0; turns--) await null;
            return (target as unknown as Record<string, (...all: unknown[]) => unknown>)[name as string]!(
              ...args,
            );
          },
      });
      const clock = new FakeClock();
      const taken = await Promise.all(Array.from({ length: 5 }, () => token(slow, clock).take(1000)));
      expect(taken.filter(Boolean).length, `round ${round}`).to.be.at.most(1);
      await Promise.all(taken.map(giveBack => giveBack?.()));
      expect(await token(files, clock).take(1000), `round ${round}`).to.be.a('function');
    }
  });
});

describe('on a real disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-queue-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const realQueue = () => new PassiveQueue(join(folder, 'a/b/nagios'), ROOMY, realQueueFiles, systemClock);

  it('all is for this user alone', async () => {
    const queue = realQueue();
    const { entry } = await queue.add(RESULT);
    expect(statSync(join(queue.folder, entry)).mode & 0o777).to.equal(0o600);
    for (const path of [queue.folder, join(folder, 'a')])
      expect(statSync(path).mode & 0o777, path).to.equal(0o700);
    expect(await queue.read(entry)).to.deep.equal(RESULT);
    const giveBack = await queue.takeToken(1000);
    expect(await realQueue().takeToken(1000)).to.equal(undefined);
    await giveBack!();
    await queue.remove(entry);
    expect(readdirSync(queue.folder)).to.deep.equal(['lock']);
  });

  it('a folder that everybody may write to is not used', async () => {
    const queue = realQueue();
    mkdirSync(queue.folder, { recursive: true });
    chmodSync(queue.folder, 0o777);
    expect((await faultOf(queue.add(RESULT))).message).to.contain(
      'everybody on this machine may write there',
    );
  });

  it('links and folders in place of entries are damage', async () => {
    const queue = realQueue();
    await queue.add(RESULT);
    const [link, inner, large] = [makeEntryName(1, 1), makeEntryName(2, 1), makeEntryName(3, 1)];
    symlinkSync('/etc/passwd', join(queue.folder, link));
    mkdirSync(join(queue.folder, inner));
    writeFileSync(join(queue.folder, large), 'x'.repeat(1024 * 1024 + 1));
    for (const name of [link, inner, large]) expect(await queue.read(name), name).to.equal('damaged');
    expect(await queue.waiting()).to.have.length(1);
    expect(readdirSync(join(queue.folder, 'damaged')).sort()).to.deep.equal([link, inner, large].sort());
  });

  it('a place where no folder can be made is told, and at once', async () => {
    const queue = new PassiveQueue('/proc/fleetspec/queue/nagios', ROOMY, realQueueFiles, systemClock);
    const fault = await faultOf(queue.add(RESULT));
    expect(fault.code).to.equal('E_PASSIVE_QUEUE');
    expect(fault.message).to.include('ENOENT');
  });

  it('a file in place of the folder is told', async () => {
    writeFileSync(join(folder, 'a'), '');
    expect((await faultOf(realQueue().add(RESULT))).code).to.equal('E_PASSIVE_QUEUE');
    expect((await faultOf(realQueue().waiting())).code).to.equal('E_PASSIVE_QUEUE');
  });
});
