// The base of every error fleetspec throws: one stable code, one sentence, one remedy.

/** Where a fault lies; decides exit codes and whether a check is UNKNOWN or a usage error. */
export type FaultKind = 'usage' | 'config' | 'broker' | 'security' | 'protocol' | 'fleet' | 'local';

export interface FaultDetails {
  /** What to do next, one sentence without a final full stop. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * A local or transport fault. What a remote agent answers is never thrown: it is a value with a statuscode.
 * `message` is one sentence that names the thing; `remedy` says what to do about it. Neither holds secrets.
 */
export abstract class FleetspecError extends Error {
  abstract readonly code: string;
  abstract readonly kind: FaultKind;
  readonly remedy: string | undefined;

  constructor(message: string, details: FaultDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.remedy = details.remedy;
  }

  /** Sentence and remedy on one line, as users see it. */
  get sentence(): string {
    return this.remedy ? `${this.message}; ${this.remedy}` : this.message;
  }
}

/**
 * True for a FleetspecError of any bundle: bins and the runner are separate bundles with a class each,
 * so `instanceof` would not do.
 */
export function isFleetspecError(error: unknown): error is FleetspecError {
  return error instanceof Error && typeof (error as Partial<FleetspecError>).sentence === 'string';
}

/** One line for any thrown value, never a stack trace. */
export function describeError(error: unknown): string {
  if (isFleetspecError(error)) return error.sentence;
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] || 'unknown error';
}
