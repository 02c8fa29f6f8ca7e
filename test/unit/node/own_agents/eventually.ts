// Waits for what a real thread does, which no clock of a test can hurry.

const LONGEST_MS = 20_000;

/** Resolves when the condition holds; rejects when it does not for twenty seconds. */
export async function eventually(condition: () => boolean): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it never happened');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
