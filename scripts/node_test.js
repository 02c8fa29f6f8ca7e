// The command line of `node --test` for our files, and what its reporter counted; for test.js and lab/lanes.js.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { LONGEST_FILE_MS } = require('./find_tests');

/** Arguments for node that run `files`, `concurrency` of them at once. */
function nodeTestArguments(files, concurrency) {
  return [
    ...['--require', 'ts-node/register', '--test'],
    ...[`--test-concurrency=${concurrency}`, `--test-timeout=${LONGEST_FILE_MS}`],
    ...[`--test-reporter=${join(__dirname, 'reporter.js')}`, '--test-reporter-destination=stdout'],
    ...files,
  ];
}

/** `{passed, failed, skipped}` of a run that ended with `status`, from the file that FLEETSPEC_TEST_COUNTS named. */
function readCounts(countsFile, status) {
  const counts = existsSync(countsFile)
    ? JSON.parse(readFileSync(countsFile, 'utf8'))
    : { passed: 0, failed: 1, skipped: 0 };
  // A crash outside any test must not look like a pass.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

module.exports = { nodeTestArguments, readCounts };
