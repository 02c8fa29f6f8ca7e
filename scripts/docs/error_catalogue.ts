// The one catalogue of errors: what the classes say of themselves beside a sample of each.
import type { FaultKind, FleetspecError } from '../../lib/errors';
import type { ErrorClass } from './error_classes';
import type { ErrorSample } from './error_samples';

export interface CatalogueEntry {
  readonly code: string;
  readonly kind: FaultKind;
  readonly meanings: readonly string[];
  readonly samples: readonly ErrorSample[];
}

interface Member {
  readonly known: ErrorClass;
  readonly sample: ErrorSample;
}

/** By code. Throws for a class without a sample, and for a code that two classes use for different things. */
export function catalogueErrors(
  classes: readonly ErrorClass[],
  samples: readonly ErrorSample[],
): CatalogueEntry[] {
  const members = new Map<string, Member[]>();
  for (const known of classes) {
    const sample = samples.find(({ error }) => error.constructor === known.make);
    if (!sample)
      throw new Error(`${known.file}: ${known.name} has no sample in scripts/docs/error_samples.ts`);
    const { code } = sample.error;
    members.set(code, [...(members.get(code) ?? []), { known, sample }]);
  }
  return [...members.values()].map(entryOf).sort((a, b) => (a.code < b.code ? -1 : 1));
}

function entryOf(members: readonly Member[]): CatalogueEntry {
  const [first, ...others] = members as [Member, ...Member[]];
  for (const other of others) requireSameThing(first, other);
  const { code, kind } = first.sample.error;
  return {
    code,
    kind,
    meanings: [...new Set(members.map(({ known }) => known.meaning))],
    samples: members.map(({ sample }) => sample),
  };
}

// A special case of the other, or the same fault of another program.
function requireSameThing(one: Member, other: Member): void {
  const { error }: { error: FleetspecError } = other.sample;
  const { code } = error;
  const related = error instanceof one.known.make || one.sample.error instanceof other.known.make;
  if (related || one.known.meaning === other.known.meaning) return;
  const names = `${one.known.file}: ${one.known.name} and ${other.known.file}: ${other.known.name}`;
  throw new Error(`${names} use the code ${code} for different things`);
}
