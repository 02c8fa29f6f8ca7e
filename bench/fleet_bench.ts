// Whole commands against 47 real mcollectived on a real ActiveMQ, beside mco in the same run.
import { ActiveMq } from '../test/lab/peers/activemq';
import { runFleetspec } from '../test/lab/peers/fleetspec';
import { Lab } from '../test/lab/peers/lab';
import { runMco, writeClient } from '../test/lab/peers/mco';
import { startMcollectived } from '../test/lab/peers/mcollectived';
import { describeOutcome, type Outcome } from '../test/lab/peers/outcome';
import { interleave } from './median';
import type { Row } from './row';

const NODES = 47;
const ROUNDS = 7;
const PARALLEL_STARTS = 4;

const identities = Array.from({ length: NODES }, (_, i) => `node${String(i + 1).padStart(2, '0')}.bench`);

async function startAll(lab: Lab, broker: ActiveMq): Promise<void> {
  const waiting = [...identities];
  const startNext = async (): Promise<void> => {
    for (let identity = waiting.shift(); identity !== undefined; identity = waiting.shift()) {
      await startMcollectived(lab, broker, { identity });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_STARTS }, startNext));
}

// Same work means same answers: anything but all 47 makes the figure worthless.
function checkedTime(outcome: Outcome): number {
  let senders: string[] = [];
  try {
    senders = (JSON.parse(outcome.stdout) as { sender: string }[]).map(reply => reply.sender).sort();
  } catch {
    // Reported below with everything it printed.
  }
  if (senders.join() !== identities.join()) {
    throw new Error(`expected ${NODES} answers, got ${senders.length}: ${describeOutcome(outcome)}`);
  }
  return outcome.elapsedMs;
}

/** `rpc rpcutil ping`, with discovery and with a node list: ours and mco's wall time and their ratio. */
export async function benchFleet(): Promise<Row[]> {
  const lab = Lab.open('bench-fleet');
  try {
    const broker = await ActiveMq.start(lab);
    await startAll(lab, broker);
    const config = writeClient(lab, broker);
    const list = lab.write('nodes.txt', `${identities.join('\n')}\n`);
    const ours =
      (...more: string[]) =>
      async () =>
        checkedTime(
          await runFleetspec(lab, ['rpc', 'rpcutil', 'ping', '--json', '--config', config, ...more]),
        );
    const mco =
      (...more: string[]) =>
      async () =>
        checkedTime(await runMco(lab, config, ['rpc', 'rpcutil', 'ping', '--json', ...more]));
    const ms = await interleave(ROUNDS, {
      oursDiscovering: ours(),
      mcoDiscovering: mco(),
      oursListed: ours('--nodes', list),
      mcoListed: mco('--nodes', list),
    });
    return [
      ...pair('with discovery', ms.oursDiscovering!, ms.mcoDiscovering!, '≤ 0.25'),
      ...pair('with a node list', ms.oursListed!, ms.mcoListed!, '≤ 0.8'),
    ];
  } finally {
    await lab.close();
  }
}

function pair(how: string, ours: number, mco: number, goal: string): Row[] {
  const what = `rpc rpcutil ping, ${NODES} mcollectived, ${how}`;
  return [
    { name: `${what}: fleetspec`, unit: 'ms', value: ours },
    { name: `${what}: mco`, unit: 'ms', value: mco },
    { name: `${what}: ratio`, unit: '×', value: ours / mco, goal },
  ];
}
