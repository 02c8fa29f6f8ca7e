// Steps that only prepare: they say what is meant and ask nobody. A scenario of nothing else has tested nothing.

type Body = (...args: never[]) => unknown;

const arrangements = new WeakSet<Body>();

/** Marks the body of such a step. */
export function arranges<T extends Body>(body: T): T {
  arrangements.add(body);
  return body;
}

export function isArrangement(body: unknown): boolean {
  return arrangements.has(body as Body);
}
