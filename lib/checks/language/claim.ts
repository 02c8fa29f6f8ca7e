// The beginning of a sentence about hosts, up to its verb: when, how many of them, which, and how serious it is.
// `within 30 seconds at least 2 hosts with class role::web should` …
import { BadSentence } from '../errors';
import { HOSTS_PATTERN, type HostPhrase, ONE_HOST_PATTERN, parseHostPhrase } from './host_phrase';
import { MODAL_PATTERN, type Modality, parseModality } from './modality';
import { parseQuorum, QUORUM_PATTERN, type Quorum } from './quorum';
import { parseTiming, TIMING_PATTERN, type Timing } from './timing';

export interface Claim {
  readonly timing: Timing;
  readonly quorum: Quorum;
  readonly who: HostPhrase;
  readonly modality: Modality;
}

/** Text of `{claim}`; parsed when the step runs, so that what is wrong with it is said there. */
export type ClaimText = string;

const MANY = `(?:${QUORUM_PATTERN.source}) (?:of )?(?:the )?(?:${HOSTS_PATTERN.source})`;

/** No groups that capture. */
export const CLAIM_PATTERN = new RegExp(
  `${TIMING_PATTERN.source}(?:${MANY}|${ONE_HOST_PATTERN.source}) (?:${MODAL_PATTERN.source})`,
);

const PARTS = new RegExp(
  `^(${TIMING_PATTERN.source})(?:(${QUORUM_PATTERN.source}) (?:of )?(?:the )?(${HOSTS_PATTERN.source})|(${ONE_HOST_PATTERN.source})) (${MODAL_PATTERN.source})$`,
);

/** Throws BadSentence. */
export function parseClaim(text: ClaimText): Claim {
  const [, timing = '', quorum, many, one, modal] = PARTS.exec(text) ?? [];
  if (modal === undefined)
    throw new BadSentence(
      `"${text}" says nothing of hosts`,
      'write it like: every host with class role::web should',
    );
  return {
    timing: parseTiming(timing),
    quorum: parseQuorum(quorum ?? 'every'),
    who: parseHostPhrase(many ?? one!),
    modality: parseModality(modal),
  };
}

/**
 * Whether the sentence is well where its predicate is not true: `no host should have a round-trip time above 1 second`.
 * Where there is nothing to compare, neither is known then.
 */
export function isDenial(text: ClaimText): boolean {
  const { quorum, modality } = parseClaim(text);
  return modality.negated !== (quorum.kind === 'no' || quorum.kind === 'at most');
}

/** Whether hosts where there is nothing to compare could make it well: a denial, or one that counts both sides. */
export function needsEachValue(text: ClaimText): boolean {
  return isDenial(text) || parseClaim(text).quorum.kind === 'exactly';
}
