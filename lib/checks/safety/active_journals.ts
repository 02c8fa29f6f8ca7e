// Journals of runs of this process that go on. Its pid does not tell: one process may make many runs.

const active = new Set<string>();

/** `path` is in use until the returned function is called. */
export function useJournal(path: string): () => void {
  active.add(path);
  return () => void active.delete(path);
}

export function isJournalInUse(path: string): boolean {
  return active.has(path);
}
