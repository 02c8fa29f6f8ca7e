// How full the file systems of hosts are, asked of fleetspecd's agent `host`.
import type { Reply } from '../../rpc/reply';
import { amountIn, percentIn } from '../assertion/amount_in';
import { expectNumberOfHosts } from '../assertion/expect_number_of_hosts';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { askAgent } from '../assertion/readings';
import { type Row, rowsIn } from '../assertion/rows_in';
import { textIn } from '../assertion/text_in';
import type { ClaimText } from '../language/claim';
import { type Comparison, type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import type { QuantityKind } from '../language/quantity';
import { showBytes } from '../show_bytes';
import { type Portion, requireRoom, showPercent } from './memory';

/** The file system that this file or directory is on. Throws as expectOfHosts does, and BadSentence. */
export async function expectDisk(
  claim: ClaimText,
  path: string,
  portion: Portion,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireRoom(parseComparison(limit), 'a file system');
  const inPercent = comparison.kind === 'percent';
  const read = (row: Row): number | undefined =>
    inPercent ? percentOf(row, portion) : bytesOf(row, portion);
  const show = inPercent ? showPercent : showBytes;
  await expectRow(
    claim,
    { path, subject: `file system ${path} ${portion}`, label: portion, read, show, comparison },
    scene,
  );
}

/** Throws as expectOfHosts does. */
export async function expectInodes(
  claim: ClaimText,
  path: string,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'percent', 'the use of inodes');
  const read = (row: Row): number | undefined => percentIn(row.inodes_used_percent);
  const subject = `inodes of the file system ${path}`;
  await expectRow(claim, { path, subject, label: 'inodes', read, show: showPercent, comparison }, scene);
}

interface RowQuestion {
  readonly path: string;
  readonly subject: string;
  readonly label: string;
  read(row: Row): number | undefined;
  show(value: number): string;
  readonly comparison: Comparison;
}

async function expectRow(
  claim: ClaimText,
  { path, subject, label, read, show, comparison }: RowQuestion,
  scene: Scene,
): Promise<void> {
  const kind: QuantityKind = comparison.kind === 'bytes' ? 'bytes' : 'percent';
  const ask = askAgent({
    agent: 'host',
    action: 'disks',
    args: { path },
    read: ({ data }) => {
      const rows = rowsIn(data.filesystems);
      return rows?.length === 1 ? read(rows[0]!) : undefined;
    },
    vague: `the answer does not tell how full the file system of ${path} is`,
  });
  await expectNumberOfHosts(claim, { subject, label: `disk_${label}`, kind, ask, show }, comparison, scene);
}

// As df has it: of what others than root can have.
function percentOf(row: Row, portion: Portion): number | undefined {
  const used = percentIn(row.used_percent);
  return used === undefined || portion === 'used' ? used : 100 - used;
}

function bytesOf(row: Row, portion: Portion): number | undefined {
  return amountIn(portion === 'used' ? row.used : row.available);
}

interface Fullness {
  readonly mount: string;
  readonly usedPercent: number;
}

/** Any of the file systems of a host is so full. Throws as expectOfHosts does. */
export async function expectAnyDisk(claim: ClaimText, limit: ComparisonText, scene: Scene): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'percent', 'fullness');
  const found = (all: readonly Fullness[]): Fullness[] =>
    all.filter(({ usedPercent }) => comparison.holds(usedPercent));
  const ask = askAgent({
    agent: 'host',
    action: 'disks',
    read: reply => {
      const all = fullnessOf(reply);
      if (!all) return undefined;
      // One that cannot be read may be the one.
      return isWhole(reply) || found(all).length > 0 ? all : undefined;
    },
    vague: reply =>
      fullnessOf(reply) ? unreadOf(reply) : 'the answer does not tell how full the file systems are',
  });
  await expectOfHosts(
    claim,
    ask,
    {
      subject: 'file systems',
      expected: `one ${comparison.text} full`,
      holds: all => found(all).length > 0,
      show: all => fullest(found(all).length > 0 ? found(all) : all),
    },
    scene,
  );
}

function fullnessOf({ data }: Reply): readonly Fullness[] | undefined {
  const rows = rowsIn(data.filesystems)?.map(row => ({
    mount: textIn(row.mount),
    usedPercent: percentIn(row.used_percent),
  }));
  if (!rows || rows.length === 0) return undefined;
  const isSure = (row: (typeof rows)[number]): row is Fullness =>
    row.mount !== undefined && row.usedPercent !== undefined;
  return rows.every(isSure) ? rows : undefined;
}

const isWhole = ({ data }: Reply): boolean => rowsIn(data.unread)?.length === 0;

function unreadOf({ data }: Reply): string {
  const mounts = rowsIn(data.unread)?.map(({ mount }) => textIn(mount) ?? '?') ?? [];
  return mounts.length === 0
    ? 'the answer does not say whether it holds every file system'
    : `${mounts.slice(0, 3).join(', ')} cannot be read there`;
}

function fullest(all: readonly Fullness[]): string {
  const sorted = [...all].sort((a, b) => b.usedPercent - a.usedPercent);
  const shown = sorted.slice(0, 3).map(({ mount, usedPercent }) => `${mount} ${showPercent(usedPercent)}`);
  return shown.join(', ');
}
