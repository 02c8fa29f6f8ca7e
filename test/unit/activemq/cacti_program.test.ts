// activemq_cacti without an answer: nothing that Cacti could take for a number.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { cactiProgram } from '../../../lib/activemq/cacti_program';
import type { Environment } from '../../../lib/environment';
import { cactiView } from '../../../lib/nagios/lint/cacti_view';
import { runProgram } from '../../../lib/nagios/timed_program';

function run(...argv: string[]): Promise<{ line: string; code: number }> {
  return new Promise(resolve => {
    const environment = {
      argv,
      env: {},
      onSignal: () => () => {},
      finish: (text: string, code: number) => resolve({ line: text.trimEnd(), code }),
    } as unknown as Environment;
    void runProgram(cactiProgram, environment);
  });
}

// What Cacti stores of a line.
const stored = (line: string): readonly string[] =>
  cactiView({ stdout: `${line}\n`, stderr: '', exitCode: 1 }).perfdata;

const DOWN = ['-H', '127.0.0.1:1'];

describe('activemq_cacti without an answer', () => {
  it('says of every field that it is unknown', async () => {
    expect(await run(...DOWN, '--report', 'exim.stats', '--fields', 'size,consumerCount')).to.deep.equal({
      line: 'size:U consumerCount:U',
      code: 1,
    });
    expect(await run(...DOWN, '--report', 'broker', '--fields', 'storeUsage')).to.deep.equal({
      line: 'U',
      code: 1,
    });
    const all = await run(...DOWN, '--report', 'broker');
    expect(all.line).to.match(/^(\w+:U ?){22}$/);
  });

  it('says why with -v', async () => {
    const { line, code } = await run(...DOWN, '--report', 'broker', '-v');
    expect(line).to.match(/^cannot reach the broker 127\.0\.0\.1:1: connection refused/);
    expect(code).to.equal(1);
  });

  const mistakes: Readonly<Record<string, readonly [argv: string[], says: RegExp]>> = {
    'no report': [DOWN, /^nothing to report is named/],
    'no such field': [
      ['--report', 'x', '--fields', 'sise'],
      /^there is no field "sise"; did you mean size\?/,
    ],
    'a field of brokers': [['--report', 'x', '--fields', 'storeUsage'], /^there is no field "storeUsage"/],
    'no such option': [['--report', 'x', '--hots', 'mq1'], /no option --hots, did you mean --host/],
    'a bad port': [['--report', 'x', '--port', '99999'], /^--port must be a port from 1 to 65535/],
    'no time': [['--report', 'x', '-t', '0'], /^--timeout must be a number of seconds above 0/],
    'no such file': [['--report', 'x', '--extra-opts=a@/nowhere'], /there is no file \/nowhere/],
  };
  for (const [name, [argv, says]] of Object.entries(mistakes)) {
    it(`tells a person what is wrong, and Cacti no number: ${name}`, async () => {
      const { line, code } = await run(...argv);
      expect(line).to.match(says);
      expect(code).to.equal(1);
      for (const value of stored(line)) expect(value, line).to.not.match(/\d/);
    });
  }

  it('lists its fields without asking anybody', async () => {
    const { line, code } = await run('--report', 'exim.stats', '--list-fields');
    expect(line.split('\n')).to.include('oldestMessageAge').and.not.include('storeUsage');
    expect(code).to.equal(0);
    expect((await run('--report', 'broker', '--list-fields')).line).to.include('storeUsage');
  });
});
