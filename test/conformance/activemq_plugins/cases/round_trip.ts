// check_activemq and check_activemq_broker.
import { expect } from 'chai';
import type { PluginCase } from '../plugin_case';

export const roundTripCases: readonly PluginCase[] = [
  {
    name: 'a message goes through the broker and back, by topic or queue',
    async run(bench) {
      for (const more of [
        [],
        ['-d', `/topic/${bench.name('trip')}`],
        ['-d', `/queue/${bench.name('trip')}`],
      ]) {
        const answer = await bench.check('check_activemq', '-w', '15', '-c', '18', ...more);
        expect(answer.status, answer.stdout).to.equal('OK');
        expect(answer.text).to.match(/^ActiveMQ [\d.]+:\d+ returned the message in \d+\.\d{3} s$/);
        expect(answer.perfdata).to.match(/^time=[\d.]+s;15;18;0 connect=[\d.]+s;;;0$/);
      }
      const slow = await bench.check('check_activemq', '-w', '0.0000001');
      expect(slow.status, slow.stdout).to.equal('WARNING');
    },
  },
  {
    name: 'messages of others in the same queue stay there',
    async run(bench) {
      const queue = `/queue/${bench.name('trip.shared')}`;
      await bench.put(queue, 3);
      const runs = [1, 2, 3].map(() => bench.check('check_activemq', '-d', queue));
      for (const { status, stdout } of await Promise.all(runs)) expect(status, stdout).to.equal('OK');
      const left = await bench.queue('-q', bench.name('trip.shared'), '-c', '3:3');
      expect(left.status, left.stdout).to.equal('OK');
    },
  },
  {
    name: 'the broker tells of itself',
    async run(bench) {
      const client = await bench.consume(`/topic/${bench.name('somebody')}`, 'auto');
      const limits = ['--store-warn', '90', '--temp-warn', '90', '--mem-crit', '95', '--uptime-crit', '0:'];
      const answer = await bench.check('check_activemq_broker', ...limits, '--consumers-crit', '1:');
      expect(answer.status, answer.stdout).to.equal('OK');
      expect(answer.text).to.match(/^ActiveMQ \S+ uses \d+ % of its store, .* consumers, started \d+ s ago$/);
      expect(answer.perfdata).to.match(/store_pct=\d+%;90;;0;100 temp_pct=.* memory_pct=.* uptime=\d+s/);
      const restarted = await bench.check('check_activemq_broker', '--uptime-warn', '99999999:');
      expect(restarted.status).to.equal('WARNING');
      expect(restarted.text).to.match(/ started \d+ s ago, expected at least 99999999$/);
      client.destroy();
    },
  },
];
