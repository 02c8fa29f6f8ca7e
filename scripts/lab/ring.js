// Prepares the lab ring of `npm test`: packages, one shared ActiveMQ; gives the tests its address.
// Synchronous, because the rings run one after another; plain Node, loaded before packages are installed.
const { spawn } = require('node:child_process');
const { closeSync, mkdtempSync, openSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { installLab } = require('./install.js');

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
function startBroker(folder) {
  const log = join(folder, 'broker.log');
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

function stopBroker({ child }, folder) {
  if (isRunning(child.pid)) process.kill(child.pid, 'SIGTERM');
  for (const end = Date.now() + STOP_SECONDS * 1000; isRunning(child.pid) && Date.now() < end; ) pause(50);
  if (isRunning(child.pid)) process.kill(child.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

/**
 * `{env, stop}`: variables the lab tests need and what to call after them; or `{reason}` why the ring cannot
 * run here. `say` gets one line per thing done.
 */
function prepareLab(say = console.log) {
  const installed = installLab(say);
  if (!installed.ok) return { reason: installed.reason };
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-ring-'));
  const broker = startBroker(folder);
  const { address, reason } = awaitAddress(broker);
  if (reason) {
    stopBroker(broker, folder);
    return { reason: `ActiveMQ did not start: ${reason}` };
  }
  say(`lab: ActiveMQ listens at ${address}`);
  return { env: { FLEETSPEC_LAB_ACTIVEMQ: address }, stop: () => stopBroker(broker, folder) };
}

module.exports = { prepareLab };
