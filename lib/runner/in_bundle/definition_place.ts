// Where a step or hook is defined. The build puts this in the place of Cucumber's own search, which reads ten lines of
// a stack as text for each of some 250 definitions, and in a bundle takes a file of Node's for ours.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A line counts from 1; a file is named relative to `cwd`. */
interface DefinitionPlace {
  readonly line: number;
  readonly uri: string;
}

/** Ours, in a bundle. */
const BUNDLED: DefinitionPlace = { line: 1, uri: 'fleetspec' };

/** The nearest caller that is in no bundle of ours: a file of people's own steps. */
export function getDefinitionLineAndUri(cwd: string): DefinitionPlace {
  for (const site of callSites()) {
    const file = site.getFileName();
    if (!file || file.startsWith('node:')) continue;
    if (!file.startsWith(__dirname))
      return {
        line: site.getLineNumber() ?? 0,
        uri: relative(cwd, file.startsWith('file://') ? fileURLToPath(file) : file),
      };
  }
  return BUNDLED;
}

function callSites(): NodeJS.CallSite[] {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_error, sites) => sites;
  try {
    return new Error().stack as unknown as NodeJS.CallSite[];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
