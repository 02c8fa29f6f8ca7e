// Transactions: held back, performed, forgotten, bounded.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { FrameRefused } from '../../../lib/broker/errors';
import { Transactions } from '../../../lib/broker/transactions';

function makeTransactions(): {
  transactions: Transactions;
  done: string[];
  note: (text: string) => () => void;
} {
  const done: string[] = [];
  const transactions = new Transactions({ maxTransactions: 2, maxTransactionBytes: 1000 });
  return { transactions, done, note: text => () => done.push(text) };
}

describe('transactions', () => {
  it('hold back until COMMIT, in order, and forget at ABORT', () => {
    const { transactions, done, note } = makeTransactions();
    transactions.begin('a');
    transactions.begin('b');
    transactions.perform('a', 1, note('a1'));
    transactions.perform('b', 1, note('b1'));
    transactions.perform('a', 1, note('a2'));
    transactions.perform(undefined, 1, note('outside'));
    expect(done).to.deep.equal(['outside']);
    transactions.commit('a');
    transactions.abort('b');
    expect(done).to.deep.equal(['outside', 'a1', 'a2']);
    expect(() => transactions.commit('b')).to.throw(FrameRefused, 'Invalid transaction id: b');
  });

  it('do the rest when one thing fails, and tell', () => {
    const { transactions, done, note } = makeTransactions();
    transactions.begin('a');
    transactions.perform('a', 1, () => {
      throw new FrameRefused('full');
    });
    transactions.perform('a', 1, note('second'));
    expect(() => transactions.commit('a')).to.throw('full');
    expect(done).to.deep.equal(['second']);
  });

  it('are bounded in number and bytes, and free both at the end', () => {
    const { transactions, note } = makeTransactions();
    for (let round = 0; round < 3; round++) {
      transactions.begin('a');
      transactions.begin('b');
      expect(() => transactions.begin('c')).to.throw(FrameRefused, 'More than 2 transactions');
      transactions.perform('a', 600, note('x'));
      expect(() => transactions.perform('b', 600, note('y'))).to.throw(FrameRefused, 'more than 1000 bytes');
      transactions.abort('a');
      transactions.commit('b');
    }
  });

  it('that hold nothing but acknowledgements are bounded too', () => {
    const { transactions, note } = makeTransactions();
    transactions.begin('a');
    expect(() => {
      for (let at = 0; at < 100; at++) transactions.perform('a', 0, note('x'));
    }).to.throw(FrameRefused);
  });
});
