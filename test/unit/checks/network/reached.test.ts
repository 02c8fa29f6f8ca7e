// What a fault of the network is to a sentence: the table of docs/checks/network.md.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { NothingLearned } from '../../../../lib/checks/network/errors';
import { answered, reached } from '../../../../lib/checks/network/reached';
import type { FaultKind } from '../../../../lib/net/fault';

const NOBODY: readonly FaultKind[] = ['refused', 'unreachable', 'timeout', 'closed'];
const NOT_UNDERSTOOD: readonly FaultKind[] = ['tls', 'protocol'];
const OURS: readonly FaultKind[] = ['resolver', 'local'];
const EVERY = [...NOBODY, ...NOT_UNDERSTOOD, ...OURS, 'name'] as const;

const failed = (kind: FaultKind) => ({ fault: { kind, text: `why ${kind}` } });

describe('a fault of the network', () => {
  const kindsThatCount = (modal: string, absence: 'counts' | 'says nothing'): readonly FaultKind[] =>
    EVERY.filter(kind => {
      try {
        expect(reached(failed(kind), 'it', modal, absence)).to.deep.equal(failed(kind));
        return true;
      } catch (error) {
        expect(error)
          .to.be.instanceOf(NothingLearned)
          .with.property('message', `it could not be looked at: why ${kind}`);
        return false;
      }
    });

  for (const absence of ['counts', 'says nothing'] as const) {
    for (const modal of ['should', 'should ideally']) {
      it(`is a failure of what ${modal} be reached (absence ${absence}), unless it is ours`, () => {
        expect(kindsThatCount(modal, absence)).to.have.members([...NOBODY, ...NOT_UNDERSTOOD, 'name']);
      });
    }
  }

  for (const modal of ['should not', 'should ideally not', 'happens to', 'happens not to']) {
    it(`is an answer to what ${modal} be there when nobody is, and to nothing else`, () => {
      expect(kindsThatCount(modal, 'counts')).to.have.members(NOBODY);
      expect(kindsThatCount(modal, 'says nothing')).to.deep.equal([]);
    });
  }

  it('leaves open what stands in an answer', () => {
    for (const kind of EVERY) expect(() => answered(failed(kind), 'it')).to.throw(NothingLearned);
  });

  it('is none where there is an answer', () => {
    expect(reached({ status: 200 }, 'it', undefined, 'says nothing')).to.deep.equal({ status: 200 });
    expect(answered({ status: 200 }, 'it')).to.deep.equal({ status: 200 });
  });
});
