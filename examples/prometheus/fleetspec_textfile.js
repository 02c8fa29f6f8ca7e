#!/usr/bin/env node
// Runs plugins and writes what they say for the textfile collector of node_exporter:
//   fleetspec_textfile.js /etc/fleetspec/textfile.json
// Needs nothing but Node. The file is written beside its place and then renamed, so that nobody reads half of it.
const { execFile } = require('node:child_process');
const { readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const TIMEOUT_MS = 50_000;
const MAX_OUTPUT = 1024 * 1024;

// Units of performance data, and what makes base units of them.
const UNITS = {
  '': ['', 1],
  c: ['', 1],
  s: ['seconds', 1],
  ms: ['seconds', 1e-3],
  us: ['seconds', 1e-6],
  '%': ['ratio', 0.01],
  B: ['bytes', 1],
  KB: ['bytes', 1e3],
  MB: ['bytes', 1e6],
  GB: ['bytes', 1e9],
  TB: ['bytes', 1e12],
};

// Fields of activemq_cacti: metric, type, help, factor.
const FIELDS = {
  size: ['messages', 'gauge', 'Messages waiting.'],
  enqueueCount: ['enqueued_messages_total', 'counter', 'Messages that came.'],
  dequeueCount: ['dequeued_messages_total', 'counter', 'Messages that were consumed.'],
  dispatchCount: ['dispatched_messages_total', 'counter', 'Messages that were given to consumers.'],
  expiredCount: ['expired_messages_total', 'counter', 'Messages that expired.'],
  inflightCount: ['inflight_messages', 'gauge', 'Messages given to consumers and not acknowledged.'],
  consumerCount: ['consumers', 'gauge', 'Consumers.'],
  producerCount: ['producers', 'gauge', 'Producers.'],
  memoryPercentUsage: ['memory_usage_ratio', 'gauge', 'Memory used of its limit.', 0.01],
  memoryUsage: ['memory_usage_bytes', 'gauge', 'Memory used.'],
  memoryLimit: ['memory_limit_bytes', 'gauge', 'Limit of the memory.'],
  storePercentUsage: ['store_usage_ratio', 'gauge', 'Store used of its limit.', 0.01],
  storeUsage: ['store_usage_bytes', 'gauge', 'Store used.'],
  storeLimit: ['store_limit_bytes', 'gauge', 'Limit of the store.'],
  tempPercentUsage: ['temp_usage_ratio', 'gauge', 'Temporary store used of its limit.', 0.01],
  tempUsage: ['temp_usage_bytes', 'gauge', 'Temporary store used.'],
  tempLimit: ['temp_limit_bytes', 'gauge', 'Limit of the temporary store.'],
  messagesCached: ['cached_messages', 'gauge', 'Messages held in memory.'],
  averageMessageSize: ['average_message_size_bytes', 'gauge', 'Average size of a message.'],
  averageEnqueueTime: ['average_enqueue_time_seconds', 'gauge', 'Average time a message waits.', 1e-3],
  maxEnqueueTime: ['longest_enqueue_time_seconds', 'gauge', 'Longest time a message waited.', 1e-3],
  minEnqueueTime: ['shortest_enqueue_time_seconds', 'gauge', 'Shortest time a message waited.', 1e-3],
  oldestMessageAge: ['oldest_message_age_seconds', 'gauge', 'Age of the oldest message.'],
};

/** Metrics by name: type, help, and samples as lines. */
class Metrics {
  constructor() {
    this.families = new Map();
  }

  add(name, type, help, labels, value) {
    if (!Number.isFinite(value)) return;
    if (!this.families.has(name)) this.families.set(name, { type, help, samples: new Map() });
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    // A sample that comes twice would make the whole file worthless.
    this.families.get(name).samples.set(`${name}{${pairs.join(',')}}`, value);
  }

  text() {
    const lines = [];
    for (const [name, { type, help, samples }] of this.families) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
      for (const [sample, value] of samples) lines.push(`${sample} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

function escaped(text) {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}

/** What a program printed and how it ended; never rejects. A plugin that cannot be run is UNKNOWN. */
function run([file, ...args]) {
  return new Promise(resolve => {
    const started = process.hrtime.bigint();
    const options = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT };
    execFile(file, args, options, (error, stdout) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : 3) : 0, stdout, seconds });
    });
  });
}

/** `'label'=value[unit];…` on the first line of a plugin. */
function perfdata(stdout) {
  const [line] = stdout.split('\n', 1);
  const bar = line.indexOf('|');
  if (bar < 0) return [];
  const metrics = line.slice(bar + 1).matchAll(/('(?:[^']|'')*'|[^\s=']+)=(-?[\d.]+)([a-zA-Z%]*)/g);
  return [...metrics].map(([, label, value, unit]) => ({
    label: label.startsWith("'") ? label.slice(1, -1).replaceAll("''", "'") : label,
    value: Number(value),
    unit,
  }));
}

async function addCheck(metrics, { name, command }) {
  const { code, stdout, seconds } = await run(command);
  const check = { check: name };
  const state = code >= 0 && code <= 3 ? code : 3;
  metrics.add('fleetspec_check_state', 'gauge', '0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.', check, state);
  metrics.add('fleetspec_check_duration_seconds', 'gauge', 'Time the check took.', check, seconds);
  for (const { label, value, unit } of perfdata(stdout)) {
    const [base, factor] = UNITS[unit] ?? [unit, 1];
    const labels = { ...check, label, unit: base };
    metrics.add('fleetspec_check_value', 'gauge', 'Performance data, in base units.', labels, value * factor);
  }
}

async function addStatistics(metrics, { name, command }) {
  const { code, stdout } = await run(command);
  const report = { report: name };
  metrics.add('activemq_up', 'gauge', 'Whether the broker told its statistics.', report, code === 0 ? 1 : 0);
  for (const pair of stdout.trim().split(' ')) {
    const [field, value] = pair.split(':');
    const [metric, type, help, factor = 1] = FIELDS[field] ?? [];
    if (metric) metrics.add(`activemq_${metric}`, type, help, report, Number(value) * factor);
  }
}

async function main([config]) {
  if (!config) throw new Error('the configuration is not named');
  const { file, checks = [], statistics = [] } = JSON.parse(readFileSync(config, 'utf8'));
  if (typeof file !== 'string' || !file.endsWith('.prom'))
    throw new Error(`${config}: "file" must end with .prom`);
  const metrics = new Metrics();
  // One after the other, so that their order is always the same and the machine is not flooded.
  for (const check of checks) await addCheck(metrics, check);
  for (const statistic of statistics) await addStatistics(metrics, statistic);
  const beside = join(file, '..', `.fleetspec-${process.pid}.tmp`);
  try {
    writeFileSync(beside, metrics.text(), { mode: 0o644 });
    renameSync(beside, file);
  } finally {
    rmSync(beside, { force: true });
  }
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`fleetspec_textfile: ${error.message}\n`);
  process.exitCode = 1;
});
