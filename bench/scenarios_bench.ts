// What a suite of many scenarios costs beyond its questions: fifty scenarios about the same hosts, beside the same fifty
// calls on the same connection.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Broker } from '../lib/broker/broker';
import { loadConfig } from '../lib/config/load_config';
import { EmulatedFleet } from '../lib/emulator/emulated_fleet';
import { processEnvironment } from '../lib/environment';
import { Fleet } from '../lib/rpc/fleet';
import { Deadline } from '../lib/runner/deadline';
import { statusOf } from '../lib/runner/outcome';
import { RunContext } from '../lib/runner/run_context';
import { runFeatures } from '../lib/runner/run_features';
import { interleave } from './median';
import type { Row } from './row';

const SCENARIOS = 50;
const ROUNDS = 9;
const LOGIN = { user: 'bench', password: 'bench-login' };
const NODES = ['web1', 'web2', 'web3', 'web4', 'web5'];

const FEATURE = `Feature: fifty
${Array.from(
  { length: SCENARIOS },
  (_, i) => `  Scenario: number ${i}
    Then every host with class role::web should have a load average below ${i + 100}
`,
).join('')}`;

/** One run of the suite against as many calls, on five emulated hosts in this process. */
export async function benchScenarios(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-bench-'));
  const environment = processEnvironment();
  const broker = await Broker.start({ users: { [LOGIN.user]: LOGIN.password } });
  const file = join(folder, 'fleetspec.yaml');
  writeFileSync(file, configText(broker.port), { mode: 0o600 });
  writeFileSync(join(folder, 'fifty.feature'), FEATURE);
  const nodes = NODES.map(identity => ({ identity, classes: ['role::web'] }));
  const config = loadConfig(environment, { role: 'server', file });
  const fleet = await EmulatedFleet.start({ config, environment, nodes });
  const client = loadConfig(environment, { role: 'client', file });
  const runSuite = async (): Promise<number> => {
    const context = new RunContext({
      environment,
      deadline: new Deadline({ seconds: 300 }),
      loadConfig: () => client,
    });
    const started = performance.now();
    const outcome = await runFeatures({ environment, context, paths: [join(folder, 'fifty.feature')] });
    if (statusOf(outcome) !== 'OK')
      throw new Error(`the suite should be OK: ${outcome.scenarios[0]?.reason}`);
    return performance.now() - started;
  };
  const justAsk = async (): Promise<number> => {
    const started = performance.now();
    const connection = await Fleet.connect(client, { environment });
    const found = await connection.agent('host').discover({});
    for (let i = 0; i < SCENARIOS; i++)
      await connection.agent('host').on(found.nodes).call('load', {}, { timeoutMs: 2000 }).result();
    await connection.close();
    return performance.now() - started;
  };
  try {
    const ms = await interleave(ROUNDS, { calls: justAsk, suite: runSuite });
    const each = (ms.suite! - ms.calls!) / SCENARIOS;
    return [
      {
        name: `connecting, one discovery, ${SCENARIOS} calls to ${NODES.length} hosts`,
        unit: 'ms',
        value: ms.calls!,
      },
      { name: `${SCENARIOS} scenarios that ask the same`, unit: 'ms', value: ms.suite! },
      { name: 'a scenario beyond its call', unit: 'ms', value: each, goal: '≤ 5' },
    ];
  } finally {
    await fleet.stop();
    await broker.stop();
    rmSync(folder, { recursive: true });
  }
}

function configText(port: number): string {
  return JSON.stringify({
    broker: { pool: [{ host: '127.0.0.1', port, ...LOGIN }] },
    security: { psk: 'bench' },
  });
}
