// What a broker tells of itself: how full it is, and since when it runs.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { BROKER_MEASURES, readBroker } from '../../../lib/activemq/broker_reading';
import { findings, measureOptions, measurePerfdata, verdict } from '../../../lib/nagios/measure';
import { formatPerfdata } from '../../../lib/nagios/perfdata';
import { readArguments } from '../../../lib/nagios/plugin_arguments';

const NOW = 1_700_000_600_000;
const STATISTICS: Record<string, string | number> = {
  brokerName: 'mq1',
  brokerId: 'ID:mq1.example.net-39173-1700000000000-0:1',
  storePercentUsage: 71,
  tempPercentUsage: 0,
  memoryPercentUsage: 12,
  consumerCount: 3,
  producerCount: 0,
  size: 42,
};

function judged(argv: string, more: Record<string, string | number | undefined> = {}): string {
  const options = measureOptions(BROKER_MEASURES);
  const values = readArguments('check_activemq_broker', options, argv.split(' ').filter(Boolean));
  const entries = Object.entries({ ...STATISTICS, ...more }).filter(([, value]) => value !== undefined);
  const reading = readBroker(new Map(entries as [string, string | number][]), NOW);
  const { status, text } = verdict(findings(BROKER_MEASURES, reading, values));
  return `${status} ${reading.name} ${text}|${formatPerfdata(measurePerfdata(BROKER_MEASURES, reading, values))}`;
}

describe('a broker', () => {
  it('is told with what it uses when nothing is asked', () => {
    expect(judged('')).to.equal(
      'OK mq1 uses 71 % of its store, uses 0 % of its temporary store, uses 12 % of its memory|store_pct=71%;;;0;100 temp_pct=0%;;;0;100 memory_pct=12%;;;0;100 consumers=3;;;0 producers=0;;;0 size=42;;;0 uptime=600s;;;0',
    );
  });

  it('alerts by each number', () => {
    expect(judged('--store-warn 70 --store-crit 90')).to.match(
      /^WARNING mq1 uses 71 % of its store, expected below 70\|/,
    );
    expect(judged('--consumers-crit 4:')).to.match(/^CRITICAL mq1 has 3 consumers, expected at least 4\|/);
    expect(judged('--producers-warn 1:')).to.match(/^WARNING mq1 has 0 producers/);
    expect(judged('--messages-crit 41')).to.match(/^CRITICAL mq1 has 42 messages, expected at most 41\|/);
  });

  it('was restarted when it says so in its id', () => {
    expect(judged('--uptime-warn 601:')).to.match(/^WARNING mq1 started 600 s ago, expected at least 601\|/);
    expect(judged('--uptime-warn 600:')).to.match(/^OK /);
    // Our clock behind the broker's.
    expect(judged('', { brokerId: 'ID:mq1-39173-1700000700000-0:1' })).to.include('uptime=0s');
  });

  it('is UNKNOWN where it does not tell what is asked or needed', () => {
    expect(judged('--uptime-warn 600:', { brokerId: 'the-broker' })).to.match(
      /^UNKNOWN mq1 does not tell when it started\|.* uptime=U/,
    );
    expect(judged('', { brokerId: undefined })).to.match(/^OK .* uptime=U/);
    expect(judged('', { storePercentUsage: undefined })).to.match(
      /^UNKNOWN mq1 does not tell how much store it uses\|store_pct=U/,
    );
    expect(judged('', { brokerName: undefined })).to.match(/^OK the broker /);
  });
});
