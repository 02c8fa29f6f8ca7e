// Whether hosts show the same, whatever it is: the odd ones out against the many, or all against another group.
import { NothingToCompare } from '../errors';
import { foldHosts } from '../host_list';
import { type Claim, type ClaimText, isDenial, parseClaim } from '../language/claim';
import type { HostPhrase } from '../language/host_phrase';
import { decide, type Saying } from './decide';
import { eventually } from './eventually';
import type { Scene } from './expect_of_hosts';
import { type AskHosts, mapReadings, type Reading, type Readings } from './readings';

/** What hosts are compared by. */
export interface Likeness<T> {
  /** `version of nginx`. */
  readonly subject: string;
  /** What a host showed, in words; equal words are the same. */
  show(value: T): string;
}

/**
 * The hosts of the claim show the same; negated, each shows something else. Throws what expectOfHosts does, and
 * NothingToCompare for a single host. The sentence names the odd ones out, and what the many show.
 */
export async function expectSame<T>(
  text: ClaimText,
  ask: AskHosts<T>,
  likeness: Likeness<T>,
  scene: Scene,
): Promise<void> {
  const claim = parseClaim(text);
  await eventually(claim.timing, scene.run, async () => {
    const hosts = await scene.chooseHosts(claim.who);
    const readings = await ask(hosts, scene.run);
    requireSeveral(readings, likeness.subject);
    decide(sameClaim(claim), readings, sayingOf(claim, readings, likeness), scene);
  });
}

/**
 * The hosts of the claim show what those of `other` show, which must be one thing. Throws what expectOfHosts does;
 * CheckFailed, too, when the others differ among themselves.
 */
export async function expectSameAs<T>(
  text: ClaimText,
  other: HostPhrase,
  ask: AskHosts<T>,
  likeness: Likeness<T>,
  scene: Scene,
): Promise<void> {
  const claim = parseClaim(text);
  await eventually(claim.timing, scene.run, async () => {
    const [hosts, models] = [await scene.chooseHosts(claim.who), await scene.chooseHosts(other)];
    const [model] = models.nodes;
    // A host is always as it is.
    if (models.nodes.length === 1 && hosts.nodes.every(node => node === model))
      throw new NothingToCompare(hosts.nodes, likeness.subject);
    const [readings, shown] = await Promise.all([ask(hosts, scene.run), ask(models, scene.run)]);
    const many = requireOneModel(claim, shown, likeness, scene);
    const wanted = likeness.show(many.value);
    const saying: Saying<T> = {
      subject: likeness.subject,
      expected: `${wanted} as on ${foldHosts(shown.known.map(({ host }) => host))}`,
      holds: value => likeness.show(value) === wanted,
      show: likeness.show,
    };
    decide(claim, readings, saying, scene);
  });
}

/**
 * What hosts show as texts, for comparing. `textOf` answers undefined for a host that has nothing to show: that nobody
 * has it is no agreement, and no difference either.
 */
export function orAbsent<T>(
  ask: AskHosts<T>,
  textOf: (value: T) => string | undefined,
  absent: string,
  claim: ClaimText,
): AskHosts<string> {
  const without = isDenial(claim) ? () => absent : (host: string) => `${absent} (${host})`;
  return async (hosts, context) =>
    mapReadings(await ask(hosts, context), (value, host) => textOf(value) ?? without(host));
}

function requireOneModel<T>(
  claim: Claim,
  model: Readings<T>,
  likeness: Likeness<T>,
  scene: Scene,
): Reading<T> {
  const every = { kind: 'every', count: 0, percent: false, text: 'every' } as const;
  const modality = { ...claim.modality, negated: false };
  const among: Claim = { ...claim, quorum: every, modality };
  decide(among, model, sayingOf(among, model, likeness), scene);
  const [first] = model.known;
  // All of them are excused: nobody says what it should be.
  if (!first) throw model.doubt ?? new NothingToCompare([], likeness.subject);
  return first;
}

function requireSeveral<T>({ known, unknown, doubt }: Readings<T>, subject: string): void {
  if (known.length + unknown.length > 1) return;
  throw doubt ?? new NothingToCompare([...known.map(({ host }) => host), ...unknown], subject);
}

const negatedBy = ({ quorum, modality }: Claim): boolean => modality.negated !== (quorum.kind === 'no');

// "Should not be the same" is of each whether it is like none of the others; no double negation is left to `decide`.
function sameClaim(claim: Claim): Claim {
  return negatedBy(claim)
    ? { ...claim, modality: { ...claim.modality, negated: claim.quorum.kind === 'no' } }
    : claim;
}

function sayingOf<T>(claim: Claim, { known, unknown }: Readings<T>, likeness: Likeness<T>): Saying<T> {
  const { subject, show } = likeness;
  const counts = countsOf(known, show);
  const total = known.length + unknown.length;
  if (negatedBy(claim)) {
    return {
      subject,
      expected: 'different on every host',
      holds: value => counts.get(show(value)) === 1,
      show,
    };
  }
  const [most, next] = [...counts].sort(([, a], [, b]) => b - a);
  const many = most?.[0];
  // Of "at least 3 should", any three will do. Where two are as many, nobody is the odd one.
  if (!/^(every|no)$/.test(claim.quorum.kind))
    return { subject, expected: 'the same', holds: value => show(value) === many, show };
  if (most?.[1] === next?.[1])
    return { subject, expected: `the same on all ${total} hosts`, holds: () => false, show };
  const expected = `${many} as on ${most?.[1]} of ${total} hosts`;
  return { subject, expected, holds: value => show(value) === many, show };
}

function countsOf<T>(known: readonly Reading<T>[], show: (value: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { value } of known) counts.set(show(value), (counts.get(show(value)) ?? 0) + 1);
  return counts;
}
