// The command line over fleets: beside mco on 47 daemons, over three thousand emulated hosts, and what a daemon that
// nobody asks costs. `npm run bench:cli [-- fleet idle many]`: some of them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Broker } from '../lib/broker/broker';
import { loadConfig } from '../lib/config/load_config';
import { EmulatedFleet } from '../lib/emulator/emulated_fleet';
import { processEnvironment } from '../lib/environment';
import { ActiveMq } from '../test/lab/peers/activemq';
import { CLIENT } from '../test/lab/peers/fleetspec';
import { startFleetspecd } from '../test/lab/peers/fleetspecd';
import { Lab } from '../test/lab/peers/lab';
import { SAMPLE_FLEET } from '../test/lab/peers/sample_fleet';
import { benchFleet } from './fleet_bench';
import type { Row } from './row';

const IDLE_SECONDS = 60;
// Of the kernel's clock in /proc/PID/stat.
const TICKS_PER_SECOND = 100;

const HOSTS = Number(process.env.BENCH_HOSTS ?? 3000);
const STARTED_AT_ONCE = 100;
const LOGIN = { user: 'bench', password: 'bench-login' };

/** RSS and CPU of one fleetspecd over a minute, with a broker and nobody asking. */
export async function benchIdle(): Promise<Row[]> {
  const lab = Lab.open('bench-idle');
  try {
    const broker = await ActiveMq.start(lab);
    const { child } = await startFleetspecd(lab, broker, SAMPLE_FLEET[0]!);
    const before = cpuSeconds(child.pid);
    let rss = 0;
    for (let second = 0; second < IDLE_SECONDS; second++) {
      await new Promise(resolve => setTimeout(resolve, 1000));
      rss = Math.max(rss, rssMib(child.pid));
    }
    const used = cpuSeconds(child.pid) - before;
    return [
      { name: `fleetspecd idle for ${IDLE_SECONDS} s: largest RSS`, unit: 'MB', value: rss, goal: '≤ 60' },
      {
        name: `fleetspecd idle for ${IDLE_SECONDS} s: CPU`,
        unit: '%',
        value: (100 * used) / IDLE_SECONDS,
        goal: '≤ 0.1',
      },
    ];
  } finally {
    await lab.close();
  }
}

function cpuSeconds(pid: number): number {
  // Behind the name, which may hold blanks.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const statusMib = (pid: number, key: string): number =>
  Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) /
  1024;
const rssMib = (pid: number): number => statusMib(pid, 'VmRSS');

const COMMANDS: readonly (readonly string[])[] = [
  ['rpc', 'rpcutil', 'get_fact', 'fact=country'],
  ['rpc', 'rpcutil', 'get_fact', 'fact=serial'],
  ['service', 'nginx', 'status'],
  ['facts', 'country', '-v'],
  ['rpc', 'rpcutil', 'inventory', '--json'],
];

/** Commands over thousands of emulated hosts: all answers, wall time, memory, and how much there is to read. */
export async function benchManyHosts(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-bench-'));
  const environment = processEnvironment();
  const broker = await Broker.start({ users: { [LOGIN.user]: LOGIN.password } });
  const file = join(folder, 'fleetspec.yaml');
  const pool = [{ host: '127.0.0.1', port: broker.port, ...LOGIN }];
  const rpc = { timeout: '60s' };
  writeFileSync(file, JSON.stringify({ broker: { pool }, security: { psk: 'bench' }, rpc }), { mode: 0o600 });
  // Named: how long discovery listens would be a figure of the emulator.
  const list = join(folder, 'nodes');
  const all = Array.from({ length: HOSTS }, (_, i) => emulated(i + 1));
  writeFileSync(list, all.map(({ identity }) => `${identity}\n`).join(''));
  const fleets: EmulatedFleet[] = [];
  try {
    const config = loadConfig(environment, { role: 'server', file });
    for (let first = 0; first < HOSTS; first += STARTED_AT_ONCE) {
      const nodes = all.slice(first, first + STARTED_AT_ONCE);
      fleets.push(await EmulatedFleet.start({ config, environment, nodes }));
    }
    const rows: Row[] = [];
    for (const argv of COMMANDS)
      rows.push(...(await measured([...argv, '--nodes', list, '--config', file], argv.join(' '))));
    return rows;
  } finally {
    await Promise.all(fleets.map(fleet => fleet.stop()));
    await broker.stop();
    rmSync(folder, { recursive: true });
  }
}

function emulated(n: number) {
  return {
    identity: `web${String(n).padStart(4, '0')}.example.net`,
    agents: ['rpcutil', 'service'],
    facts: { country: n % 10 === 0 ? 'uk' : 'de', serial: `serial-${n}` },
    services: { nginx: n === 17 ? ('stopped' as const) : ('running' as const) },
  };
}

async function measured(argv: readonly string[], name: string): Promise<Row[]> {
  const started = performance.now();
  const child = spawn(process.execPath, [CLIENT, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, peak] = ['', '', 0];
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const watch = setInterval(() => {
    try {
      // The most it ever had.
      peak = statusMib(child.pid!, 'VmHWM') || peak;
    } catch {
      // It has ended.
    }
  }, 50);
  const code = await new Promise(resolve => child.on('close', resolve));
  clearInterval(watch);
  const ms = performance.now() - started;
  const all = argv.includes('--json')
    ? (JSON.parse(stdout) as unknown[]).length === HOSTS
    : stdout.includes(`Finished processing ${HOSTS} / ${HOSTS} hosts`);
  if (code !== 0 || !all) throw new Error(`${name}: exit ${code}, not all hosts: ${stderr.slice(0, 500)}`);
  const what = `${HOSTS} emulated hosts: ${name}`;
  return [
    { name: what, unit: 'ms', value: ms },
    { name: `${what}: largest RSS`, unit: 'MB', value: peak },
    { name: `${what}: lines to read`, unit: 'lines', value: stdout.split('\n').length },
  ];
}

const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  fleet: benchFleet,
  many: benchManyHosts,
  idle: benchIdle,
};

/** All of it, or the parts named behind `cli` on the command line. */
export async function benchCli(): Promise<Row[]> {
  const wanted = process.argv.slice(3).filter(name => Object.hasOwn(PARTS, name));
  const rows: Row[] = [];
  for (const [name, part] of Object.entries(PARTS))
    if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await part()));
  return rows;
}
