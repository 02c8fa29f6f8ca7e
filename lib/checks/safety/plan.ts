// What a run would change, noted instead of done.
import type { Plain } from '../../rpc/reply';
import type { FleetPort } from '../fleet_port';

/** What a node says of a call beforehand. */
export interface Consent {
  readonly host: string;
  /** Undefined: it does not tell. */
  readonly allowed: boolean | undefined;
  /** One sentence. */
  readonly reason: string;
}

export interface PlannedCall {
  readonly agent: string;
  readonly action: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Sorted by host. */
  readonly hosts: readonly Consent[];
  /** How it would be undone, in words; undefined: it would stay. */
  readonly undo: string | undefined;
}

export interface PlannedStep {
  readonly text: string;
  /** `file:line`. */
  readonly at: string;
  /** None: as things are now it would change nothing. */
  readonly calls: readonly PlannedCall[];
  /** Why nobody can tell what it would do. */
  readonly unplanned?: string;
}

/** A step that would act, in the words of the feature. */
export interface StepPlace {
  readonly text: string;
  readonly at: string;
}

export class Plan {
  readonly #steps: { place: StepPlace; calls: PlannedCall[]; unplanned?: string }[] = [];

  get steps(): readonly PlannedStep[] {
    return this.#steps.map(({ place, calls, unplanned }) => ({
      ...place,
      calls,
      ...(unplanned !== undefined && { unplanned }),
    }));
  }

  /** The next calls are this step's. */
  begin(place: StepPlace): void {
    this.#steps.push({ place, calls: [] });
  }

  /** What the step would do nobody can tell. */
  giveUp(why: string): void {
    const step = this.#steps.at(-1);
    if (step) step.unplanned = why;
  }

  add(call: PlannedCall): void {
    this.#steps.at(-1)?.calls.push(call);
  }

  /** The step that is planned has noted a call. */
  get hasCalls(): boolean {
    return (this.#steps.at(-1)?.calls.length ?? 0) > 0;
  }
}

const NOT_TOLD = 'the node does not tell';

/** Asks each host whether it would do it; a host that cannot say is no fault. */
export async function askConsent(
  fleet: FleetPort,
  { agent, action }: Pick<PlannedCall, 'agent' | 'action'>,
  hosts: readonly string[],
  limits: object,
): Promise<Consent[]> {
  const told = new Map<string, Consent>();
  const { ok } = await fleet.agent('host').on(hosts).call('may', { agent, action }, limits).result();
  for (const { sender, data } of ok) told.set(sender, consentOf(sender, data));
  return [...hosts].sort().map(host => told.get(host) ?? { host, allowed: undefined, reason: NOT_TOLD });
}

function consentOf(host: string, { allowed, reason }: Readonly<Record<string, Plain>>): Consent {
  if (typeof allowed !== 'boolean') return { host, allowed: undefined, reason: NOT_TOLD };
  return { host, allowed, reason: typeof reason === 'string' ? reason.slice(0, 200) : '' };
}
