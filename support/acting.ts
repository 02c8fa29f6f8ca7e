// Steps that change the fleet. They run only where acting was allowed: `fleetspec check --act`.

type Body = (...args: never[]) => unknown;

const acting = new WeakSet<Body>();
const plannable = new WeakSet<Body>();

/**
 * Marks the body of such a step. What it changes must be noted with its undo first: `this.run.undo.add(…)`.
 * `byFleetOnly`: it changes nothing but by calls of `this.run.fleet()`, so that `--plan` may run it to see those calls.
 */
export function acts<T extends Body>(body: T, { byFleetOnly = false } = {}): T {
  acting.add(body);
  if (byFleetOnly) plannable.add(body);
  return body;
}

export function isActing(body: unknown): boolean {
  return acting.has(body as Body);
}

/** What it changes can be seen without it being changed. */
export function isPlannable(body: unknown): boolean {
  return plannable.has(body as Body);
}

/** Of steps that ship with fleetspec. */
export function markPlannable(body: unknown): void {
  if (isActing(body)) plannable.add(body as Body);
}
