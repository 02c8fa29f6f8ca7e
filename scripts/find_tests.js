// Which test files there are, and how long one may take; for test.js and test_files.js.
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

/** A file that hangs fails instead of holding up everything. */
const LONGEST_FILE_MS = 240_000;

/** The test file itself, or those below the folder in order; none when there is no such folder. */
function testsUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .map(name => join(path, name))
    .filter(child => statSync(child).isDirectory() || child.endsWith('.test.ts'))
    .flatMap(testsUnder);
}

module.exports = { LONGEST_FILE_MS, testsUnder };
