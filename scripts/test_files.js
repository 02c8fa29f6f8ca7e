// Runs the unit and conformance tests named on the command line (files or folders; default test/unit):
//   npm run test:files -- test/unit/marshal
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { LONGEST_FILE_MS, testsUnder } = require('./find_tests');

const wanted = process.argv.slice(2);
const files = (wanted.length ? wanted : ['test/unit']).flatMap(testsUnder);
if (files.length === 0) {
  console.error(`no *.test.ts under ${wanted.join(', ')}`);
  process.exit(1);
}
const result = spawnSync(
  process.execPath,
  ['--require', 'ts-node/register', '--test', `--test-timeout=${LONGEST_FILE_MS}`, ...files],
  {
    stdio: 'inherit',
    cwd: join(__dirname, '..'),
  },
);
process.exit(result.status ?? 1);
