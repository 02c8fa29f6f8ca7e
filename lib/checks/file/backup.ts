// Whether the newest file of a directory of hosts is young and large enough: backups.

import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { type AskHosts, mapReadings, type Readings } from '../assertion/readings';
import { NodesRefused } from '../errors';
import { type Claim, type ClaimText, needsEachValue } from '../language/claim';
import { type Comparison, type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showBytes } from '../show_bytes';
import { showSeconds } from '../show_seconds';
import type { Present } from './file_status';
import { askNewestFile, type NewestFile } from './newest_file';

export interface Backups {
  readonly folder: string;
  /** Of the names; a name, or a regex in slashes. */
  readonly pattern?: string | undefined;
}

/** Of a directory without such a file it is not true. Throws as expectOfHosts does, and BadSentence. */
export async function expectNewestAge(
  claim: ClaimText,
  backups: Backups,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'seconds', 'the age of a file');
  const measure = measureHosts('newest_age', comparison, scene.run, 'seconds');
  await expectNewest(
    claim,
    backups,
    { comparison, of: ({ age }) => age, show: showSeconds, what: 'age', measure },
    scene,
  );
}

/** The same for its size. */
export async function expectNewestSize(
  claim: ClaimText,
  backups: Backups,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'bytes', 'the size of a file');
  const measure = measureHosts('newest_size', comparison, scene.run, 'bytes');
  await expectNewest(
    claim,
    backups,
    { comparison, of: ({ size }) => size, show: showBytes, what: 'size', measure },
    scene,
  );
}

interface Aspect {
  readonly comparison: Comparison;
  readonly what: string;
  of(file: NewestFile): number;
  show(value: number): string;
  measure(readings: Readings<number>, claim: Claim): void;
}

async function expectNewest(
  claim: ClaimText,
  { folder, pattern }: Backups,
  { comparison, of, show, what, measure }: Aspect,
  scene: Scene,
): Promise<void> {
  const newest = askNewestFile(folder, pattern);
  const ask = needsEachValue(claim) ? onlyWhereThere(newest, folder) : newest;
  await expectOfHosts(
    claim,
    ask,
    {
      subject: `${what} of the newest file in ${folder}`,
      expected: comparison.text,
      holds: ({ here }) => here !== undefined && comparison.holds(of(here)),
      show: ({ here }) => (here === undefined ? 'no such file' : `${show(of(here))} (${here.name})`),
      measure: (readings, made) =>
        measure(
          mapReadings(readings, ({ here }) => here && of(here)),
          made,
        ),
    },
    scene,
  );
}

// That no host should have a backup older than a day is not well of a host without any.
function onlyWhereThere(ask: AskHosts<Present<NewestFile>>, folder: string): AskHosts<Present<NewestFile>> {
  return async (hosts, context) => {
    const { known, unknown, doubt } = await ask(hosts, context);
    const absent = known.filter(({ value }) => value.here === undefined).map(({ host }) => host);
    if (absent.length === 0) return { known, unknown, doubt };
    return {
      known: known.filter(({ value }) => value.here !== undefined),
      unknown: [...unknown, ...absent].sort(),
      doubt: doubt ?? new NodesRefused(absent, 'filemgr status', `there is no such file in ${folder}`),
    };
  };
}
