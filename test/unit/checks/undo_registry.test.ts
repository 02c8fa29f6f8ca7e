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

  it('tells when there is something to undo for the first time', () => {
    let told = 0;
    const registry = new UndoRegistry(() => told++);
    registry.add(change('one', ['a'], []));
    registry.add(change('two', ['a'], []));
    expect(told).to.equal(1);
  });
});
