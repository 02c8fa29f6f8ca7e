// Prepares the lab ring of `npm test`: packages, and an ActiveMQ for each lane; gives their addresses.
// Synchronous, because nothing else runs meanwhile; plain Node, loaded before packages are installed.
const { spawn } = require('node:child_process');
const { closeSync, mkdtempSync, openSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { installLab } = require('./install.js');

// Files that run side by side; there are two cores everywhere.
const LANES = 2;
const START_SECONDS = 60;
const STOP_SECONDS = 15;
const root = join(__dirname, '../..');

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

// The event loop does not turn while we wait, so an ended child stays a zombie: dead for our purpose.
function isRunning(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

// broker.ts ends when its stdin does: it cannot outlive us, however we end.
function startBroker(folder, number) {
  const log = join(folder, `broker-${number}.log`);
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, ['--require', 'ts-node/register', join(__dirname, 'broker.ts')], {
    cwd: root,
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  return { child, log };
}

function awaitAddress({ child, log }) {
  for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end; pause(50)) {
    const text = readFileSync(log, 'utf8');
    const address = /^listening (\S+)$/m.exec(text)?.[1];
    if (address) return { address };
    if (!isRunning(child.pid)) return { reason: text.trim().split('\n').pop() || 'it ended at once' };
  }
  return { reason: `not ready after ${START_SECONDS} s` };
}

function stopBrokers(brokers, folder) {
  for (const { child } of brokers) if (isRunning(child.pid)) process.kill(child.pid, 'SIGTERM');
  const end = Date.now() + STOP_SECONDS * 1000;
  for (const { child } of brokers) {
    while (isRunning(child.pid) && Date.now() < end) pause(50);
    if (isRunning(child.pid)) process.kill(child.pid, 'SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true });
}

/**
 * `{brokers, stop}`: the address of an ActiveMQ for each lane, `host:port`, and what to call after the tests; or
 * `{reason}` why the ring cannot run here. `say` gets one line per thing done.
 */
function prepareLab(say = console.log) {
  const installed = installLab(say);
  if (!installed.ok) return { reason: installed.reason };
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-ring-'));
  const started = Array.from({ length: LANES }, (_, number) => startBroker(folder, number));
  const answers = started.map(awaitAddress);
  const reason = answers.find(answer => answer.reason)?.reason;
  if (reason) {
    stopBrokers(started, folder);
    return { reason: `ActiveMQ did not start: ${reason}` };
  }
  const brokers = answers.map(({ address }) => address);
  say(`lab: ActiveMQ listens at ${brokers.join(' and ')}`);
  return { brokers, stop: () => stopBrokers(started, folder) };
}

module.exports = { prepareLab };
