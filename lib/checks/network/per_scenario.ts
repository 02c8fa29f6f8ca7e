// What the sentences of one domain remember from one step to the next: made for a scenario when it is first needed, and
// gone with it.

/** `scenario` is any object that lives as long: the World. */
export function perScenario<T>(make: () => T): (scenario: object) => T {
  const kept = new WeakMap<object, T>();
  return scenario => {
    const known = kept.get(scenario);
    if (known !== undefined) return known;
    const made = make();
    kept.set(scenario, made);
    return made;
  };
}
