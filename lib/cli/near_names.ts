// Names of nodes that may have been meant by one that nobody answers to: of other case, without the domain or with
// another, a part of several names, or mistyped.
import { EMPTY_FILTER, type Filter } from '../mcollective/filter';
import type { DiscoverOptions, Fleet } from '../rpc/fleet';
import { isRegex } from '../rpc/names';
import { didYouMean } from '../util/did_you_mean';
import type { CommandIo } from './command';
import { unlessInterrupted } from './interruption';
import { foldNames } from './output/folded_names';
import { printableLine } from './printable';

/** The nodes that a filter names one by one. */
export const plainNames = ({ identity }: Pick<Filter, 'identity'>): string[] =>
  identity.filter(name => !isRegex(name));

const first = (name: string): string => name.toLowerCase().split('.')[0]!;

/** Of `names` those that are near to `word`, in the nearest way there is; sorted. */
export function nearNames(word: string, names: readonly string[]): string[] {
  const lower = word.toLowerCase();
  const ways: ((name: string) => boolean)[] = [
    name => name.toLowerCase() === lower,
    name => first(name) === first(word),
    name => name.toLowerCase().startsWith(lower),
    name => name.toLowerCase().includes(lower),
  ];
  for (const way of ways) {
    const near = names.filter(way);
    if (near.length > 0) return near.sort();
  }
  const meant = didYouMean(first(word), names.map(first));
  return names.filter(name => first(name) === meant).sort();
}

// A list of hundreds that are all silent is another trouble than a mistyped name.
const MOST_NAMES = 5;
const MOST_SHOWN = 5;

/** Asks who is there at all, and tells on stderr what could have been meant by names that nobody answered to. */
export async function tellNearNames(
  words: readonly string[],
  fleet: Pick<Fleet, 'discover'>,
  waits: DiscoverOptions,
  io: Pick<CommandIo, 'environment' | 'display'>,
): Promise<void> {
  if (words.length === 0 || words.length > MOST_NAMES) return;
  // What led here is told in any case.
  const found = await unlessInterrupted(io, signal =>
    fleet.discover(EMPTY_FILTER, { ...waits, signal }),
  ).catch(() => undefined);
  for (const word of words) {
    const text = found && aboutName(word, found.nodes);
    if (text !== undefined) io.display.notice(`fleetspec: ${printableLine(text)}`);
  }
}

function aboutName(word: string, nodes: readonly string[]): string | undefined {
  if (nodes.includes(word)) return `${word} is there, but has not answered this request`;
  const near = foldNames(nearNames(word, nodes));
  if (near.length === 0) return undefined;
  const more = near.length > MOST_SHOWN ? ', …' : '';
  return `nobody answers to the name ${word}; did you mean ${near.slice(0, MOST_SHOWN).join(', ')}${more}?`;
}
