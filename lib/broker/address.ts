// Destination names as clients write them. Grammar and words: ActiveMQ's STOMP destinations.
import { FrameRefused } from './errors';

export type DestinationKind = 'queue' | 'topic';

/**
 * `lasting`: /queue/x; `own`: /temp-queue/x, known to one connection only; `remote`: /remote-temp-queue/ID,
 * the same thing as everybody else names it.
 */
type DestinationScope = 'lasting' | 'own' | 'remote';

export interface Address {
  readonly kind: DestinationKind;
  readonly scope: DestinationScope;
  readonly name: string;
  /** The whole name, e.g. `/queue/x`; the key of the destination unless the scope is `own`. */
  readonly text: string;
}

const PREFIXES: ReadonlyArray<[string, DestinationKind, DestinationScope]> = [
  ['/queue/', 'queue', 'lasting'],
  ['/topic/', 'topic', 'lasting'],
  ['/remote-temp-queue/', 'queue', 'remote'],
  ['/remote-temp-topic/', 'topic', 'remote'],
  ['/temp-queue/', 'queue', 'own'],
  ['/temp-topic/', 'topic', 'own'],
];

/** Throws FrameRefused for what names no destination of ours. */
export function parseAddress(text: string): Address {
  const trimmed = text.trim();
  for (const [prefix, kind, scope] of PREFIXES) {
    if (!trimmed.startsWith(prefix)) continue;
    const name = trimmed.slice(prefix.length);
    if (name === '') throw new FrameRefused('Invalid destination name: a non-empty name is required');
    // ActiveMQ takes `a,b` as two destinations; taking it as one name would lose messages unseen.
    if (name.includes(',')) throw new FrameRefused(`Composite destinations are not supported: [${trimmed}]`);
    return { kind, scope, name, text: trimmed };
  }
  throw new FrameRefused(
    `Illegal destination name: [${text}] -- STOMP destinations must begin with one of: ` +
      '/queue/ /topic/ /temp-queue/ /temp-topic/',
  );
}

/** The address of a temporary destination as other connections see it. */
export function remoteAddress(kind: DestinationKind, id: string): Address {
  return { kind, scope: 'remote', name: id, text: `/remote-temp-${kind}/${id}` };
}

/** The name in statistics and messages, e.g. `queue://x`, `temp-queue://ID:…`. */
export function qualifiedName(address: Address): string {
  return `${address.scope === 'remote' ? 'temp-' : ''}${address.kind}://${address.name}`;
}
