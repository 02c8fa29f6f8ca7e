// Where this package lies on disk: the folder that holds package.json, found from wherever this code was bundled to.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Absolute path. Throws when the code runs outside its package. */
export function packageRoot(from = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new Error(`no package.json above ${from}: the installation is incomplete`);
  }
}
