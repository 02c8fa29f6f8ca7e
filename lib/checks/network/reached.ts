// What becomes of a fault of the network. Of a sentence about reaching something it is the answer; of a sentence about
// what stands in an answer nothing is known. See docs/checks/network.md.
import { type Failed, type FaultKind, isFailed } from '../../net/fault';
import { type ModalText, parseModality } from '../language/modality';
import { NothingLearned } from './errors';

// Of the thing itself these say nothing: our name server, or this machine, is in the way.
const OURS: readonly FaultKind[] = ['resolver', 'local'];
// Nobody there. That there is no such name may as well be a mistake in the sentence.
const ABSENCE: readonly FaultKind[] = ['refused', 'unreachable', 'timeout', 'closed'];

/** What was answered. Throws NothingLearned for a fault. */
export function answered<T extends object>(answer: T | Failed, thing: string): T {
  if (!isFailed(answer)) return answer as T;
  throw new NothingLearned(thing, answer.fault.text);
}

/**
 * For sentences about reaching something: the fault itself, where it is an answer. `absence`: whether `should not` is
 * well when nobody is there, as of a port that should not be open. Throws NothingLearned for the others.
 */
export function reached<T extends object>(
  answer: T | Failed,
  thing: string,
  modal: ModalText | undefined,
  absence: 'counts' | 'says nothing',
): T | Failed {
  if (!isFailed(answer)) return answer;
  const { kind, text } = answer.fault;
  const { kind: sentence, negated } = parseModality(modal);
  const demanded = sentence === 'demand' && !negated;
  const good = demanded ? !OURS.includes(kind) : absence === 'counts' && ABSENCE.includes(kind);
  if (good) return answer;
  throw new NothingLearned(thing, text);
}
