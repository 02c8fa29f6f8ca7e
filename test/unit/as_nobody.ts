// Root may read and write everything; what others may not do is tried as somebody else.

const NOBODY = 65_534;

/** Runs `work` with the rights of nobody when this process is root, and as it is otherwise. */
export async function asNobody<Result>(work: () => Promise<Result> | Result): Promise<Result> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
