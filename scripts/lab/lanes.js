// Runs the lab's test files: in lanes side by side, each with an ActiveMQ of its own and one file at a time; then, one
// after another, those that want the machine for themselves. test/lab/README.md says which do.
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join, relative } = require('node:path');
const { nodeTestArguments, readCounts } = require('../node_test');

const root = join(__dirname, '../..');
const HEAD_LINES = 6;
const ALONE = /^\/\/ Lab: alone\b/;
// They take longest: begun first, so that no lane ends long after the other. What is not here begins later.
const LONGEST_FIRST = [
  'puppet_real',
  'mco_parity',
  'activemq_plugins',
  'filters',
  'fleet_plugins',
  'plugins_scheduled',
  'rabbitmq',
  'security_interop',
  'requests',
  'node_policies',
  'puppet_commands',
  'client_mixed_fleet',
  'systemd',
];

/** Whether a file asks, in a comment at its head, to be run while nothing else is. */
function isAlone(file) {
  return readFileSync(file, 'utf8')
    .split('\n', HEAD_LINES)
    .some(line => ALONE.test(line));
}

function longestFirst(files) {
  const rank = file => {
    const index = LONGEST_FIRST.indexOf(basename(file, '.test.ts'));
    return index < 0 ? LONGEST_FIRST.length : index;
  };
  return [...files].sort((a, b) => rank(a) - rank(b));
}

const running = new Set();

// Its own end takes the daemons along that its labs have started.
function leaveWithChildren(signal) {
  for (const child of running) child.kill('SIGTERM');
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

/** Runs one file to its end; `{counts, said}`. */
function runFile(file, broker, scratch) {
  const countsFile = join(scratch, `${basename(file)}.counts`);
  const env = { ...process.env, FLEETSPEC_LAB_ACTIVEMQ: broker, FLEETSPEC_TEST_COUNTS: countsFile };
  const child = spawn(process.execPath, nodeTestArguments([file], 1), {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', status => {
      running.delete(child);
      const said = output.trimEnd() || `  ✖ ${relative(root, file)}: ended with ${status} before any test`;
      resolve({ counts: readCounts(countsFile, status), said });
    });
  });
}

/** Runs `files`, one lane for each of `brokers` (`host:port`); the sums of what passed, failed and was skipped. */
async function runLanes(files, brokers) {
  const scratch = mkdtempSync(join(tmpdir(), 'fleetspec-lanes-'));
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const lane = async (broker, waiting) => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const began = Date.now();
      const { counts, said } = await runFile(file, broker, scratch);
      for (const key of Object.keys(totals)) totals[key] += counts[key];
      console.log(`${said} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
  };
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.once(signal, leaveWithChildren);
  try {
    const together = longestFirst(files.filter(file => !isAlone(file)));
    await Promise.all(brokers.map(broker => lane(broker, together)));
    await lane(brokers[0], files.filter(isAlone));
    return totals;
  } finally {
    for (const signal of signals) process.removeListener(signal, leaveWithChildren);
    rmSync(scratch, { recursive: true, force: true });
  }
}

module.exports = { isAlone, runLanes };
