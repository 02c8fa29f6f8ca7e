// In the thread of an agent: every file it loads, packages too, must be one that only root and the daemon's user can
// write to.
import Module = require('node:module');

import { trustProblem } from '../../own_code/trusted_path';

type LoadFile = (module: NodeModule, file: string) => unknown;

/** From now on Node loads no other file: it throws what `requireTrusted` does. */
export function trustOnly(uid: number): void {
  const { _extensions: loaders } = Module as unknown as { _extensions: Record<string, LoadFile> };
  for (const [ending, load] of Object.entries(loaders)) {
    loaders[ending] = (module, file) => {
      requireTrusted(file, uid);
      return load(module, file);
    };
  }
}

/** Throws Error for a file that others could have written. */
export function requireTrusted(file: string, uid: number): void {
  const problem = trustProblem(file, uid);
  if (problem) throw new Error(problem);
}
