// What is undone, in which order, and what is said about it.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type Change, UndoRegistry } from '../../../lib/checks/undo_registry';

function change(
  key: string,
  hosts: string[],
  log: string[],
  works: (host: string) => boolean = () => true,
): Change {
  return {
    key,
    undone: `reverted ${key}`,
    hosts,
    undo: async nodes => {
      log.push(`${key} ${nodes.join(' ')}`);
      return nodes.filter(works);
    },
  };
}

describe('undoing', () => {
  it('goes backwards and happens once', async () => {
    const log: string[] = [];
    const registry = new UndoRegistry();
    registry.add(change('one', ['b', 'a'], log));
    registry.add(change('two', ['c'], log));
    await registry.undo({});
    await registry.undo({});
    expect(log).to.deep.equal(['two c', 'one a b']);
    expect(registry.empty).to.equal(true);
  });

  it('leaves out what was settled', async () => {
    const log: string[] = [];
    const registry = new UndoRegistry();
    registry.add(change('one', ['a', 'b'], log));
    registry.settle('one', ['a']);
    await registry.undo({});
    expect(log).to.deep.equal(['one b']);
  });

  it('keeps to a scope when asked to', async () => {
    const log: string[] = [];
    const registry = new UndoRegistry();
    registry.scope = 'a.feature';
    registry.add(change('one', ['a'], log));
    registry.scope = 'b.feature';
    registry.add(change('one', ['b'], log));
    await registry.undo({}, 'b.feature');
    expect(log).to.deep.equal(['one b']);
    expect(registry.empty).to.equal(false);
  });

  it('says what is left, also when undoing throws', async () => {
    const registry = new UndoRegistry();
    registry.add(change('one', ['a', 'b'], [], host => host === 'a'));
    registry.add({ ...change('two', ['c'], []), undo: () => Promise.reject(new Error('broker lost')) });
    expect(await registry.undo({})).to.deep.equal([
      { text: 'not undone: two may still hold on c', left: ['c'] },
      { text: 'not undone: one may still hold on b; undone: reverted one on a', left: ['b'] },
    ]);
  });

  it('keeps on disk what a call can undo, from before it is made until it is undone or meant', async () => {
    const kept: string[][] = [];
    const keep = (changes: readonly { key: string; hosts: readonly string[] }[]): void => {
      kept.push(changes.map(({ key, hosts }) => `${key} ${hosts.join(' ')}`));
    };
    const call = { agent: 'iptables', action: 'unblock', args: {} };
    const send = async (_call: unknown, hosts: readonly string[]) => hosts.filter(host => host !== 'c');
    const registry = new UndoRegistry({ keeper: { keep }, send });
    const last = (): string[] => kept.at(-1)!;
    registry.add({ ...change('one', ['a', 'b'], []), undo: call });
    expect(last()).to.deep.equal(['one a b']);
    registry.settle('one', ['a']);
    expect(last()).to.deep.equal(['one b']);
    registry.add({ ...change('two', ['c', 'd'], []), undo: call });
    await registry.undo({});
    expect(last()).to.deep.equal(['two c']);
    registry.add({ ...change('three', ['e'], []), undo: call });
    registry.leaveAsIs();
    expect(last()).to.deep.equal(['two c']);
  });

  it('notes nothing that cannot be kept', () => {
    const keep = (): void => {
      throw new Error('the disk is full');
    };
    const registry = new UndoRegistry({ keeper: { keep } });
    expect(() => registry.add(change('one', ['a'], []))).to.throw('the disk is full');
    expect(registry.empty).to.equal(true);
  });

  it('tells when there is something to undo for the first time', () => {
    let told = 0;
    const registry = new UndoRegistry({ onFirst: () => told++ });
    registry.add(change('one', ['a'], []));
    registry.settle('one', ['a']);
    registry.add(change('two', ['a'], []));
    expect(told).to.equal(1);
  });
  it('asks before each change how long it may take, and tells what it has not come to yet', async () => {
    const registry = new UndoRegistry();
    const limits: (number | undefined)[] = [];
    let go!: () => void;
    const gone = new Promise<void>(resolve => {
      go = resolve;
    });
    for (const key of ['one', 'two', 'three']) {
      const undo = async (hosts: readonly string[], { timeoutMs }: { timeoutMs?: number }) => {
        limits.push(timeoutMs);
        if (key === 'two') await gone;
        return hosts;
      };
      registry.add({ key, undone: `reverted ${key}`, hosts: ['a'], undo });
    }
    const undoing = registry.undo(ahead => ({ timeoutMs: 600 / ahead }));
    await new Promise(resolve => setImmediate(resolve));
    expect(registry.empty).to.equal(true);
    expect(registry.underway.map(({ text, left }) => [text, left])).to.deep.equal([
      ['not undone: two may still hold on a', ['a']],
      ['not undone: one may still hold on a', ['a']],
    ]);
    go();
    await undoing;
    expect(limits).to.deep.equal([200, 300, 600]);
    expect(registry.underway).to.deep.equal([]);
  });
});
