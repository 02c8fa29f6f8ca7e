// `npm run fuzz [-- --codec NAME --count N --seed S --at N]`: mutated inputs for every codec; exit 1 when one was too much.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CODECS } from './codecs';
import type { FuzzCodec } from './fuzz_codec';
import { type Finding, type FuzzReport, runCodec } from './run_codec';

const FOLDER = join(__dirname, '../../reports/fuzz');
const STANDARD = 1_000_000;

interface Settings {
  readonly seed: number;
  readonly count: number;
  readonly from: number;
}

const say = (text: string): void => void process.stdout.write(text);

// Others may use the processor meanwhile.
function workMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function heap(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed;
}

function keep({ codec, index, kind, input }: Finding, { seed }: Settings): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${codec}-${kind}-seed${seed}-${index}.bin`);
  writeFileSync(file, input);
  return file;
}

function tell(report: FuzzReport, settings: Settings): void {
  const { inputs, accepted, seconds, slowestMs, growth, findings } = report;
  const percent = ((100 * accepted) / Math.max(1, inputs)).toFixed(1);
  const speed = Math.round(inputs / Math.max(seconds, 0.001)).toLocaleString('en-US');
  const memory =
    growth === undefined ? '' : `, heap ${growth >= 0 ? '+' : ''}${(growth / 1024 / 1024).toFixed(1)} MiB`;
  say(
    `${inputs.toLocaleString('en-US').padStart(9)} inputs, ${percent.padStart(5)} % taken, ${speed.padStart(9)}/s, slowest ${slowestMs.toFixed(1).padStart(5)} ms${memory}: ${findings.length === 0 ? 'good' : `${findings.length} FINDINGS`}\n`,
  );
  for (const finding of findings) {
    const { codec, kind, index, detail } = finding;
    say(`  ${kind} in ${codec}: ${detail.split('\n').slice(0, 6).join('\n      ')}\n`);
    say(`      kept in ${keep(finding, settings)}\n`);
    if (index >= 0)
      say(`      again: npm run fuzz -- --codec ${codec} --seed ${settings.seed} --at ${index}\n`);
  }
}

function fuzz(codec: FuzzCodec, settings: Settings): FuzzReport {
  say(`${codec.name.padEnd(12)}`);
  const progress = settings.count >= 10_000 && process.stdout.isTTY;
  const report = runCodec(codec, {
    ...settings,
    now: workMs,
    ...(global.gc && settings.count >= 1000 ? { heap } : {}),
    ...(progress ? { onBlock: () => say('.') } : {}),
  });
  tell(report, settings);
  return report;
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number, not ${JSON.stringify(text)}`);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      codec: { type: 'string', multiple: true },
      count: { type: 'string', default: String(STANDARD) },
      seed: { type: 'string', default: '1' },
      at: { type: 'string' },
    },
  });
  const names = CODECS.map(codec => codec.name);
  const unknown = (values.codec ?? []).filter(name => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`no codec named ${unknown.join(', ')}; there are ${names.join(', ')}`);
  const at = values.at === undefined ? undefined : wholeNumber('at', values.at);
  const seed = wholeNumber('seed', values.seed);
  const settings = { seed, count: at === undefined ? wholeNumber('count', values.count) : 1, from: at ?? 0 };
  const wanted = CODECS.filter(({ name }) => values.codec?.includes(name) ?? true);
  const reports = wanted.map(codec => fuzz(codec, settings));
  const findings = reports.flatMap(report => report.findings);
  say(findings.length === 0 ? 'nothing found\n' : `${findings.length} findings\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

try {
  main();
} catch (error) {
  process.stderr.write(`fuzz: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
