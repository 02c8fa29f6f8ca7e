// `npm test`: sets itself up, then every ring from the cheapest to the most real.
//   npm test                     all rings
//   npm test -- unit conformance only these
// A ring that cannot run is named with its reason; with CI=true that is a failure, as is a skipped test.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { testsUnder } = require('./find_tests');
const { nodeTestArguments, readCounts } = require('./node_test');
const { setup, root } = require('./setup');

const strict = process.env.CI === 'true';
const bin = name => join(root, 'node_modules/.bin', name);
const totals = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];

function commandRing(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  return result.status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

const filesOf = name => testsUnder(join(root, 'test', name));
const noTests = name => ({ passed: 0, failed: 1, skipped: 0, reason: `no tests under test/${name}` });

function testRing(name) {
  const files = filesOf(name);
  if (files.length === 0) return noTests(name);
  const scratch = mkdtempSync(join(tmpdir(), 'fleetspec-test-'));
  const countsFile = join(scratch, 'counts');
  const result = spawnSync(process.execPath, nodeTestArguments(files, 2), {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FLEETSPEC_TEST_COUNTS: countsFile },
  });
  const counts = readCounts(countsFile, result.status);
  rmSync(scratch, { recursive: true, force: true });
  return counts;
}

// Prepares its peers first, and runs its files in lanes.
async function labRing() {
  const { prepareLab } = require('./lab/ring.js');
  const { runLanes } = require('./lab/lanes.js');
  const files = filesOf('lab');
  if (files.length === 0) return noTests('lab');
  const lab = prepareLab(line => console.log(`  ${line}`));
  if (lab.reason) return { notRun: lab.reason };
  try {
    return await runLanes(files, lab.brokers);
  } finally {
    lab.stop();
  }
}

const rings = {
  lint: () => commandRing(bin('biome'), ['check', '--error-on-warnings', '.']),
  types: () => commandRing(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']),
  unit: () => testRing('unit'),
  conformance: () => testRing('conformance'),
  acceptance: () => testRing('acceptance'),
  lab: labRing,
};

async function runRing(name) {
  const started = Date.now();
  console.log(`\n── ${name}`);
  let outcome;
  try {
    outcome = await rings[name]();
  } catch (error) {
    outcome = { passed: 0, failed: 1, skipped: 0, reason: error.message };
  }
  if (outcome.reason) console.log(`  ✖ ${outcome.reason}`);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (outcome.notRun) {
    notRun.push(`${name}: ${outcome.notRun}`);
    console.log(`   ${name} did not run: ${outcome.notRun}`);
    if (strict) totals.failed++;
    return;
  }
  for (const key of Object.keys(totals)) totals[key] += outcome[key];
  console.log(`   ${name}: ${outcome.passed} passed, ${outcome.failed} failed in ${seconds} s`);
}

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter(name => !rings[name]);
  if (unknown.length) {
    console.error(`no ring named ${unknown.join(', ')}; there are ${Object.keys(rings).join(', ')}`);
    process.exit(1);
  }
  setup();
  for (const name of wanted.length ? wanted : Object.keys(rings)) await runRing(name);
  console.log('');
  for (const line of notRun) console.log(`not run: ${line}`);
  if (totals.skipped) console.log(`skipped tests: ${totals.skipped}${strict ? ' (a failure in CI)' : ''}`);
  const failed = totals.failed + (strict ? totals.skipped : 0);
  console.log(`${totals.passed} passed, ${failed} failed`);
  process.exit(failed === 0 && totals.passed > 0 ? 0 : 1);
}

void main();
