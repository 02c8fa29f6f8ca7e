// Plugins of others: what becomes of every way in which they end.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ProgramNotFound } from '../../../lib/exec/errors';
import type { Exec, ExecOptions, ExecResult } from '../../../lib/exec/exec';
import { type PluginCall, runPlugin } from '../../../lib/passive/run_plugin';
import { FakeClock } from '../rpc/fake_clock';

const ENDED: ExecResult = {
  code: 0,
  signal: null,
  stdout: '',
  stderr: '',
  timedOut: false,
  truncated: false,
};

async function outcome(result: Partial<ExecResult> | Error, call: Partial<PluginCall> = {}) {
  const clock = new FakeClock(1000);
  let given: { file: string; args: readonly string[]; options: ExecOptions } | undefined;
  const exec = {
    async run(file: string, args: readonly string[], options: ExecOptions) {
      given = { file, args, options };
      clock.block(250);
      if (result instanceof Error) throw result;
      return { ...ENDED, ...result };
    },
  } as unknown as Exec;
  const whole: PluginCall = {
    words: ['./check_disk', '-w', '10%'],
    timeoutMs: 5000,
    timeoutStatus: 'CRITICAL',
    environment: { cwd: '/work', env: {} },
    ...call,
  };
  return { ...(await runPlugin(whole, exec, clock)), given: given! };
}

describe('a plugin', () => {
  it('gives state, lines and performance data, from wherever it prints it', async () => {
    const stdout = 'DISK WARNING | /=9GB;8\nmore\nlast | b=1\nc=2\n';
    const { given, ...rest } = await outcome({ code: 1, stdout });
    expect(rest).to.deep.equal({
      status: 'WARNING',
      output: ['DISK WARNING', 'more', 'last'],
      perfdata: '/=9GB;8 b=1 c=2',
      startedAt: 1000,
      endedAt: 1250,
    });
    expect(given.file).to.equal('./check_disk');
    expect(given.args).to.deep.equal(['-w', '10%']);
  });

  it('has its exit code for a state', async () => {
    const states = await Promise.all([0, 1, 2, 3].map(code => outcome({ code, stdout: 'x' })));
    expect(states.map(({ status }) => status)).to.deep.equal(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN']);
  });

  it('that ends with anything else is UNKNOWN, and what it said is kept', async () => {
    expect(await outcome({ code: 127, stdout: 'sh: not found\n' })).to.deep.include({
      status: 'UNKNOWN',
      output: ['./check_disk ended with 127, which is no state', 'sh: not found'],
    });
    expect(await outcome({ code: null, signal: 'SIGSEGV' })).to.deep.include({
      status: 'UNKNOWN',
      output: ['./check_disk was ended by SIGSEGV'],
    });
  });

  it('that does not end in time has the state chosen', async () => {
    expect(await outcome({ code: null, timedOut: true, stdout: 'half' })).to.deep.include({
      status: 'CRITICAL',
      output: ['./check_disk did not end within 5 seconds', 'half'],
    });
  });

  it('that cannot be started is UNKNOWN', async () => {
    const { status, output } = await outcome(new ProgramNotFound('./check_disk'));
    expect(status).to.equal('UNKNOWN');
    expect(output[0]).to.contain('the program ./check_disk is not installed');
  });

  it('that prints nothing is told by what it complains of', async () => {
    expect((await outcome({ code: 2, stderr: 'no such disk\nmore' })).output).to.deep.equal(['no such disk']);
    expect((await outcome({ code: 2 })).output).to.deep.equal(['./check_disk printed nothing']);
  });

  it('sees our environment and folder, but no secret of a receiver', async () => {
    const env = {
      NAGIOS_HOSTNAME: 'web1',
      PATH: '/opt/bin',
      FLEETSPEC_PASSIVE_X_TOKEN: 'secret',
      EMPTY: undefined,
    };
    const { given } = await outcome({ stdout: 'x' }, { environment: { cwd: '/opt', env } });
    expect(given.options.env).to.deep.equal({ NAGIOS_HOSTNAME: 'web1', PATH: '/opt/bin' });
    expect(given.options).to.deep.include({ cwd: '/opt', timeoutMs: 5000 });
  });
});
