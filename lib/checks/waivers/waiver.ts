// An exception with a reason and an end: what need not be as it should, for how long, and who says so.

export interface Waiver {
  readonly kind: 'waiver' | 'maintenance';
  /** Name or file of the feature; `*` stands for anything, also below. */
  readonly feature?: string;
  readonly scenario?: string;
  /** With its `@`. */
  readonly tag?: string;
  /** Names; empty: it is about scenarios, not about hosts. */
  readonly hosts: readonly string[];
  readonly reason: string;
  readonly by?: string;
  /** Epoch milliseconds; a waiver holds from ever on. */
  readonly from?: number;
  readonly until: number;
  /** `until` as it was written. */
  readonly untilText: string;
  /** Also of what cannot be told. */
  readonly unknown: boolean;
  /** Of the file. */
  readonly line: number | undefined;
}

/** Where a sentence stands. */
export interface Place {
  readonly feature: string;
  readonly file: string;
  readonly scenario: string;
  readonly tags: readonly string[];
}

/** `waived until 2026-12-01 by ann: new disks come`, `in maintenance until 22:00: kernel update`. */
export function describeWaiver({ kind, untilText, by, reason }: Waiver): string {
  const what = kind === 'waiver' ? 'waived' : 'in maintenance';
  return `${what} until ${untilText}${by ? ` by ${by}` : ''}: ${reason}`;
}

export function isInForce({ from, until }: Waiver, now: number): boolean {
  return now <= until && (from === undefined || now >= from);
}

/** All that it names must fit. */
export function fits({ feature, scenario, tag }: Waiver, place: Place): boolean {
  const byFeature =
    feature === undefined || isLike(feature, place.feature) || isLike(`*/${feature}`, `/${place.file}`);
  return (
    byFeature &&
    (scenario === undefined || isLike(scenario, place.scenario)) &&
    (tag === undefined || place.tags.includes(tag))
  );
}

/** What has spaces is no host: a sentence may tell of several at once, and `web*` is not about `web1 and db1`. */
export const isAbout = ({ hosts }: Waiver, host: string): boolean =>
  !/\s/.test(host) && hosts.some(name => isLike(name, host));

// Without a regex: names come from people, and may hold anything.
function isLike(pattern: string, text: string): boolean {
  const [first = '', ...rest] = plain(pattern).split('*');
  const whole = plain(text);
  if (rest.length === 0) return whole === first;
  if (!whole.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = whole.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  const last = rest[rest.length - 1]!;
  return whole.length - last.length >= at && whole.endsWith(last);
}

const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();
