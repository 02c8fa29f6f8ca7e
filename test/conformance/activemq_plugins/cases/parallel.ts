// Many checks on one broker at once: every answer belongs to its question.
import { expect } from 'chai';
import type { PluginCase } from '../plugin_case';
import { runCheck } from '../plugin_run';

const QUEUES = 20;

export const parallelCases: readonly PluginCase[] = [
  {
    name: 'of many checks side by side none reads the answer of another',
    async run(bench) {
      for (let i = 1; i <= QUEUES; i++) await bench.put(`/queue/${bench.name(`p${i}`)}`, i);
      const { passcode } = bench.target;
      const answers = await Promise.all(
        Array.from({ length: bench.target.parallel }, async (_, run) => {
          const size = (run % QUEUES) + 1;
          const args = [...bench.login, '-t', '120', '-q', bench.name(`p${size}`), '-c', `${size}:${size}`];
          const answer = await runCheck('check_activemq_queue', args, { timeoutMs: 120_000 }, [passcode]);
          return { answer, size };
        }),
      );
      for (const { answer, size } of answers) {
        expect(answer.status, answer.stdout).to.equal('OK');
        expect(answer.text).to.equal(`ActiveMQ ${bench.name(`p${size}`)} has ${size} messages`);
      }
    },
  },
];
