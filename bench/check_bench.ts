// What a scheduler pays: a cold `fleetspec check` of a feature with one RPC call, beside `node -e 0`;
// and what an idle daemon holds in memory.
import { readFileSync } from 'node:fs';
import { Broker } from '../lib/broker/broker';
import { runFleetspec } from '../test/lab/peers/fleetspec';
import { startFleetspecd } from '../test/lab/peers/fleetspecd';
import { Lab } from '../test/lab/peers/lab';
import { writeClient } from '../test/lab/peers/mco';
import { describeOutcome, runProgram } from '../test/lab/peers/outcome';
import { interleave } from './median';
import type { Row } from './row';

const ROUNDS = 15;
const SETTLE_MS = 5_000;
const IDENTITY = 'node01.bench';

const FEATURE = `Feature: one call
  Scenario: the load of one node
    Given the Puppet Master load average should be below 1000
    And the Puppet Master is ${IDENTITY}
    Then the Puppet Master should have an acceptable load average
`;

/** Cold check against `node -e 0`, and VmRSS of an idle fleetspecd. */
export async function benchCheck(): Promise<Row[]> {
  const lab = Lab.open('bench-check');
  // Node 20 reads this file at every start (measured 36 ms); a monitoring host has it unset.
  delete process.env.NODE_EXTRA_CA_CERTS;
  const login = { user: 'bench', password: 'bench-login' };
  const broker = await Broker.start({ users: { [login.user]: login.password } });
  try {
    const address = { host: '127.0.0.1', port: broker.port, ...login };
    const node = await startFleetspecd(lab, address, { identity: IDENTITY });
    const config = writeClient(lab, address);
    const feature = lab.write('one_call.feature', FEATURE);
    const ms = await interleave(ROUNDS, {
      node: async () => (await runProgram(process.execPath, ['-e', '0'])).elapsedMs,
      check: () => timeCheck(lab, feature, config),
    });
    await new Promise(resolve => setTimeout(resolve, SETTLE_MS));
    return [
      { name: 'node -e 0', unit: 'ms', value: ms.node! },
      { name: 'cold check of a one-RPC feature', unit: 'ms', value: ms.check! },
      { name: 'cold check: ratio', unit: '×', value: ms.check! / ms.node!, goal: '≤ 8' },
      { name: 'fleetspecd idle', unit: 'MB RSS', value: residentMegabytes(node.child.pid), goal: '≤ 60' },
    ];
  } finally {
    await lab.close();
    await broker.stop();
  }
}

async function timeCheck(lab: Lab, feature: string, config: string): Promise<number> {
  const outcome = await runFleetspec(lab, ['check', feature, '--config', config]);
  if (outcome.code !== 0) throw new Error(`the check should be OK: ${describeOutcome(outcome)}`);
  return outcome.elapsedMs;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
