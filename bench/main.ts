// `npm run bench [-- marshal stomp check scenarios plugins fleet cli]`: every figure of the project, side by side in one run.
import { benchCheck } from './check_bench';
import { benchCli } from './cli_bench';
import { benchFleet } from './fleet_bench';
import { benchMarshal } from './marshal_bench';
import { benchPlugins } from './plugins_bench';
import type { Row } from './row';
import { benchScenarios } from './scenarios_bench';
import { benchStomp } from './stomp_bench';

const BENCHES: Readonly<Record<string, () => Promise<Row[]>>> = {
  stomp: benchStomp,
  marshal: benchMarshal,
  check: benchCheck,
  scenarios: benchScenarios,
  plugins: benchPlugins,
  fleet: benchFleet,
  cli: benchCli,
};

// Takes minutes, and does what `fleet` does, too.
const ONLY_WHEN_NAMED = ['cli'];

const rounded = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value < 10 ? 2 : 1);

function printRow({ name, unit, value, goal }: Row): void {
  console.log(`  ${name.padEnd(66)} ${rounded(value).padStart(10)} ${unit}${goal ? `  (goal ${goal})` : ''}`);
}

async function main(): Promise<void> {
  // What follows `cli` are parts of it.
  const words = process.argv.slice(2);
  const wanted = words[0] === 'cli' ? ['cli'] : words;
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length ? !wanted.includes(name) : ONLY_WHEN_NAMED.includes(name)) continue;
    console.log(`\n${name} (medians)`);
    try {
      for (const row of await bench()) printRow(row);
    } catch (error) {
      console.log(`  not measured: ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
}

void main();
