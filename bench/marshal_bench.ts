// How many replies per second the Marshal reader takes, at four sizes: envelope and body, as a client decodes them.
import { performance } from 'node:perf_hooks';
import { load } from '../lib/marshal/reader';
import { RubyFloat, type RubyValue, symbolGet, symbolHash } from '../lib/marshal/values';
import { dump } from '../lib/marshal/writer';
import type { Row } from './row';

const ROUNDS = 7;
const ROUND_MS = 60;
/** Different senders in turn, so that no cache sees the same bytes every time. */
const SENDERS = 47;

/** Decodes per second of realistic replies of 0.2, 1, 16 and 64 KiB; medians. Takes about 2 s. */
export async function benchMarshal(): Promise<Row[]> {
  return [
    measure('0.2 KiB (discovery pong)', () => 'pong', '≥ 200000'),
    measure('1 KiB (puppet status)', puppetStatus, '≥ 100000'),
    measure('16 KiB (95 processes)', () => processTable(95)),
    measure('64 KiB (381 processes)', () => processTable(381)),
  ];
}

function measure(name: string, makeBody: () => RubyValue, goal?: string): Row {
  const payloads = Array.from({ length: SENDERS }, (_, i) => reply(`web${i}.example.net`, makeBody()));
  round(payloads, ROUND_MS);
  const rates = Array.from({ length: ROUNDS }, () => round(payloads, ROUND_MS)).sort((a, b) => a - b);
  const row = {
    name: `Marshal decode, ${name}`,
    unit: 'decodes/s',
    value: Math.round(rates[ROUNDS >> 1] as number),
  };
  return goal === undefined ? row : { ...row, goal };
}

function round(payloads: readonly Buffer[], milliseconds: number): number {
  const start = performance.now();
  let decoded = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    for (const payload of payloads) decode(payload);
    decoded += payloads.length;
    elapsed = performance.now() - start;
  }
  return (decoded * 1000) / elapsed;
}

function decode(payload: Buffer): RubyValue {
  const envelope = load(payload);
  const body = envelope instanceof Map ? symbolGet(envelope, 'body') : undefined;
  if (!Buffer.isBuffer(body)) throw new Error('a benchmark reply has no body');
  return load(body);
}

function reply(sender: string, body: RubyValue): Buffer {
  return dump(
    symbolHash({
      senderid: sender,
      requestid: '0123456789abcdef0123456789abcdef',
      senderagent: 'puppet',
      msgtime: 1700000000,
      body: dump(body),
      hash: '8f894ed349355cca2824e19c39b28071',
    }),
  );
}

function rpcReply(data: RubyValue): RubyValue {
  return symbolHash({ statuscode: 0, statusmsg: 'OK', data });
}

function puppetStatus(): RubyValue {
  return rpcReply(
    symbolHash({
      applying: false,
      enabled: true,
      daemon_present: true,
      lastrun: 1700000000,
      since_lastrun: 743,
      idling: true,
      status: 'idling',
      disable_message: '',
      message: 'Currently idling; last completed run 12 minutes 23 seconds ago',
      config_version: '1699999812',
      changes: symbolHash({ total: 3 }),
      resources: symbolHash({ total: 214, failed: 0, changed: 3, skipped: 6, out_of_sync: 3, restarted: 1 }),
      time: symbolHash({ total: 21.75, config_retrieval: 4.125, package: 0.5, service: 1.25, file: 2.75 }),
      type_distribution: new Map<RubyValue, RubyValue>([
        ['Package', 61],
        ['File', 84],
        ['Service', 22],
        ['Exec', 12],
        ['Augeas', 4],
        ['Cron', 9],
        ['User', 11],
        ['Group', 11],
      ]),
      environment: 'production',
      server: 'puppet.example.net',
      last_summary_file: '/var/lib/puppet/state/last_run_summary.yaml',
      agent_lockfile: '/var/lib/puppet/state/agent_catalog_run.lock',
    }),
  );
}

function processTable(rows: number): RubyValue {
  const list = Array.from({ length: rows }, (_, i) =>
    symbolHash({
      pid: 300 + 7 * i,
      ppid: 1,
      username: i % 3 ? 'www-data' : 'root',
      uid: i % 3 ? 33 : 0,
      state: 'S',
      priority: 20,
      rss: 4096 + 17 * i,
      vsize: 268435456 + 4096 * i,
      utime: i * 3.25,
      stime: new RubyFloat(i),
      starttime: 1690000000 + i,
      cmdline: `/usr/sbin/apache2 -k start -DSERVER=${i} -f /etc/apache2/sites-enabled/${i}.conf`,
    }),
  );
  return rpcReply(symbolHash({ pslist: list, count: rows }));
}
