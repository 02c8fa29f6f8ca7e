// The waiting line of a queue.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MessageList } from '../../../lib/broker/message_list';
import { makeMessage } from './fixture';

function listOf(...bodies: string[]): MessageList {
  const list = new MessageList();
  for (const body of bodies) list.append(makeMessage('/queue/q', {}, body));
  return list;
}

const bodiesOf = (list: MessageList): string[] => [...list].map(({ message }) => message.body.toString());

describe('waiting messages', () => {
  it('keep their order when some leave, from either end or the middle', () => {
    for (const leaving of ['a', 'b', 'c', 'd']) {
      const list = listOf('a', 'b', 'c', 'd');
      for (const each of list) if (each.message.body.toString() === leaving) list.remove(each);
      expect(bodiesOf(list)).to.deep.equal(['a', 'b', 'c', 'd'].filter(body => body !== leaving));
      list.append(makeMessage('/queue/q', {}, 'e'));
      expect(bodiesOf(list).at(-1)).to.equal('e');
    }
  });

  it('can all leave during one iteration', () => {
    const list = listOf('a', 'b', 'c');
    for (const each of list) list.remove(each);
    expect(bodiesOf(list)).to.deep.equal([]);
    expect(list.first).to.equal(undefined);
    list.append(makeMessage('/queue/q', {}, 'd'));
    expect(bodiesOf(list)).to.deep.equal(['d']);
  });

  it('that came back stand before the others, behind earlier ones that came back', () => {
    const list = listOf('new');
    for (const body of ['back 1', 'back 2']) list.giveBack(makeMessage('/queue/q', {}, body));
    expect(bodiesOf(list)).to.deep.equal(['back 1', 'back 2', 'new']);
    list.remove([...list][1]!);
    list.giveBack(makeMessage('/queue/q', {}, 'back 3'));
    expect(bodiesOf(list)).to.deep.equal(['back 1', 'back 3', 'new']);
    expect([...list].map(each => each.redelivered)).to.deep.equal([true, true, false]);
  });
});
