// The newest file of a directory, as of backups: the names come first, then the state of those that may be it.
//
// MCollective's agent `filemgr` lists names without times. Backups have their time in the name, so the last ones by
// name are looked at; should the newest be another, it only seems older than it is.
import { flagIn } from '../assertion/flag_in';
import { numberIn } from '../assertion/number_in';
import { type AskHosts, askAgent, type Reading, type Readings } from '../assertion/readings';
import type { CheckContext } from '../check_context';
import { parseTextMatch } from '../language/text_match';
import type { CannotTell } from '../verdicts';
import { ageOf, askFile, FILE_AGENT, type Present, sizeOf, typeOf } from './file_status';

/** Of one host. */
export interface NewestFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds. */
  readonly age: number;
  /** Epoch seconds by the clock of the host. */
  readonly modified: number;
}

/** So many of a host are looked at. */
const CANDIDATES = 5;
/** So many names at a time. */
const AT_ONCE = 20;

/** Undefined for a host where no file matches. `pattern`: a name, or a regex in slashes. Throws BadSentence. */
export function askNewestFile(folder: string, pattern: string | undefined): AskHosts<Present<NewestFile>> {
  const matches = pattern === undefined ? () => true : parseTextMatch(pattern).holds;
  const askNames = askListing(folder);
  return async (hosts, context) => {
    const listings = await askNames(hosts, context);
    const wanted = listings.known.map(({ host, value }) => ({
      host,
      value: candidates(value.here ?? [], matches),
    }));
    const found = await lookAt(folder, wanted, context);
    const known = wanted.flatMap(({ host, value }) => newestOf(host, value, found));
    const sure = new Set(known.map(({ host }) => host));
    const unknown = [...listings.unknown, ...wanted.map(({ host }) => host)]
      .filter(host => !sure.has(host))
      .sort();
    return { known, unknown, doubt: listings.doubt ?? found.doubt };
  };
}

function askListing(folder: string): AskHosts<Present<readonly string[]>> {
  return askAgent<Present<readonly string[]>>({
    agent: FILE_AGENT,
    action: 'status',
    args: { file: folder, dirlist: true },
    isAnswer: ({ statuscode, data }) => statuscode === 1 && flagIn(data.present) === false,
    read: ({ data }) => {
      const present = flagIn(data.present);
      if (present !== true) return present === false ? { here: undefined } : undefined;
      const names = data.dir_listing;
      return Array.isArray(names) && names.every(name => typeof name === 'string')
        ? { here: names }
        : undefined;
    },
    vague: `the answer does not list the files in ${folder}`,
  });
}

function candidates(names: readonly string[], matches: (name: string) => boolean): readonly string[] {
  const files = names.filter(name => !name.startsWith('.') && !name.includes('/') && matches(name));
  return files.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).slice(-CANDIDATES);
}

interface Found {
  /** By name, then host. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, Present<NewestFile | 'other'>>>;
  readonly doubt: CannotTell | undefined;
}

// One question for each name; hosts that have the same names share it.
async function lookAt(
  folder: string,
  wanted: readonly Reading<readonly string[]>[],
  context: CheckContext,
): Promise<Found> {
  const holders = new Map<string, string[]>();
  for (const { host, value } of wanted)
    for (const name of value) holders.set(name, [...(holders.get(name) ?? []), host]);
  const waiting = [...holders];
  const files = new Map<string, ReadonlyMap<string, Present<NewestFile | 'other'>>>();
  let doubt: CannotTell | undefined;
  while (waiting.length > 0) {
    const turn = waiting.splice(0, AT_ONCE).map(async ([name, nodes]) => {
      const readings = await askOne(`${folder.replace(/\/$/, '')}/${name}`, name, nodes, context);
      files.set(name, new Map(readings.known.map(({ host, value }) => [host, value])));
      doubt ??= readings.doubt;
    });
    await Promise.all(turn);
  }
  return { files, doubt };
}

function askOne(path: string, name: string, nodes: readonly string[], context: CheckContext) {
  const ask = askFile<NewestFile | 'other'>(
    path,
    reply => {
      const type = typeOf(reply);
      if (type !== undefined && type !== 'file') return 'other';
      const [size, age, modified] = [
        sizeOf(reply),
        ageOf(reply, context),
        numberIn(reply.data.mtime_seconds),
      ];
      const isKnown = type !== undefined && size !== undefined && age !== undefined && modified !== undefined;
      return isKnown ? { name, size, age, modified } : undefined;
    },
    `tell the size of ${path} and when it was modified`,
  );
  return ask({ nodes, late: () => [] }, context) as Promise<Readings<Present<NewestFile | 'other'>>>;
}

// Nothing for a host of which a candidate is not known.
function newestOf(host: string, names: readonly string[], { files }: Found): Reading<Present<NewestFile>>[] {
  const seen = names.map(name => files.get(name)?.get(host));
  if (seen.includes(undefined)) return [];
  const here = seen.flatMap(one => (one?.here === undefined || one.here === 'other' ? [] : [one.here]));
  // Of two of the same second, the later by name.
  const [newest] = here.reverse().sort((a, b) => b.modified - a.modified);
  return [{ host, value: { here: newest } }];
}
