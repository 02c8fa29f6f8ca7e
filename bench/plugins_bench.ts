// What a scheduler pays for one check of a queue: the built plugin against a live ActiveMQ, beside `node -e 0` and beside
// the same question in Ruby with the stomp gem.
import { join } from 'node:path';
import { RawClient } from '../test/conformance/broker/raw_client';
import { ActiveMq } from '../test/lab/peers/activemq';
import { Lab } from '../test/lab/peers/lab';
import { describeOutcome, type Outcome, runProgram } from '../test/lab/peers/outcome';
import { interleave } from './median';
import type { Row } from './row';

const ROUNDS = 41;
const WARM_LOGINS = 500;
const QUEUE = 'exim.stats';
const REPLIES = '/temp-queue/statistics';
const PLUGIN = join(__dirname, '../dist/plugins/nagios/check_activemq_queue.js');
const RUBY = join(__dirname, 'statistics_question.rb');

/** Wall time of each and their ratios, medians of one run; and the most memory the plugin ever held. */
export async function benchPlugins(): Promise<Row[]> {
  const lab = Lab.open('bench-plugins');
  // Node 20 reads this file at every start (measured 36 ms); a monitoring host has it unset.
  delete process.env.NODE_EXTRA_CA_CERTS;
  try {
    const broker = await ActiveMq.start(lab);
    await fill(broker);
    await warm(broker);
    const plugin = [PLUGIN, ...pluginArguments(broker)];
    const ruby = [RUBY, broker.host, String(broker.port), broker.user, broker.password, QUEUE];
    const ms = await interleave(ROUNDS, {
      node: async () => timeOf(await runProgram(process.execPath, ['-e', '0']), ''),
      plugin: async () => timeOf(await runProgram(process.execPath, plugin), `has 1 messages`),
      ruby: async () => timeOf(await runProgram('ruby', ruby), 'has 1 messages'),
    });
    return [
      { name: 'node -e 0', unit: 'ms', value: ms.node! },
      { name: 'Ruby with the stomp gem', unit: 'ms', value: ms.ruby! },
      { name: 'check_activemq_queue, cold', unit: 'ms', value: ms.plugin! },
      { name: 'check_activemq_queue: ratio to node', unit: '×', value: ms.plugin! / ms.node!, goal: '≤ 2.2' },
      { name: 'check_activemq_queue: ratio to Ruby', unit: '×', value: ms.plugin! / ms.ruby!, goal: '< 1' },
      {
        name: 'check_activemq_queue: most memory',
        unit: 'MB RSS',
        value: await peakOf(plugin),
        goal: '≤ 60',
      },
    ];
  } finally {
    await lab.close();
  }
}

async function fill({ host, port, user, password }: ActiveMq): Promise<void> {
  const client = await RawClient.connect({ host, port, login: user, passcode: password });
  await client.processed('SEND', { destination: `/queue/${QUEUE}` }, 'x');
  client.destroy();
}

// A broker that has run for a while has compiled the code of logins and questions; a new one answers in 20 ms.
async function warm({ host, port, user, password }: ActiveMq): Promise<void> {
  const destination = `/queue/ActiveMQ.Statistics.Destination.${QUEUE}`;
  for (let i = 0; i < WARM_LOGINS; i++) {
    const client = await RawClient.connect({ host, port, login: user, passcode: password });
    client.send('SUBSCRIBE', { id: 's', destination: REPLIES, transformation: 'jms-map-json' });
    client.send('SEND', { destination, 'reply-to': REPLIES });
    await client.next('MESSAGE');
    client.destroy();
  }
}

function pluginArguments({ host, port, user, password }: ActiveMq): string[] {
  const login = ['--host', `${host}:${port}`, '--user', user, '--password', password];
  return [...login, '--queue', QUEUE, '--queue-warn', '1000', '--queue-crit', '2000'];
}

function timeOf(outcome: Outcome, says: string): number {
  const { code, stdout, elapsedMs } = outcome;
  if (code !== 0 || !stdout.includes(says)) throw new Error(describeOutcome(outcome));
  return elapsedMs;
}

// The kernel keeps the peak of the children it waited for: `resource.getrusage` of a Python that ran it.
async function peakOf(plugin: readonly string[]): Promise<number> {
  const script =
    'import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)';
  const outcome = await runProgram('python3', ['-c', script, process.execPath, ...plugin]);
  if (outcome.code !== 0) throw new Error(describeOutcome(outcome));
  return Number(outcome.stdout) / 1024;
}
