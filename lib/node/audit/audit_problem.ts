// Whether an audit log could be opened, for `fleetspecd --check`.
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Why the file could not be opened, undefined when it could; nothing is made. */
export async function auditProblem(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found && !found.isFile()) return 'it is not a file';
    await access(found ? path : dirname(path), found ? constants.W_OK : constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
