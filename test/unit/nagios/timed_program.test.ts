// A program that answers once and in time: what counts as late, and what cannot be printed.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Environment } from '../../../lib/environment';
import type { Plugin, PluginRun } from '../../../lib/nagios/plugin';
import { runPlugin } from '../../../lib/nagios/plugin';
import { FakeClock } from '../rpc/fake_clock';

interface Given {
  readonly argv: readonly string[];
  readonly run?: Plugin['run'];
  readonly startedAt?: number;
  readonly notPrinted?: Error;
}

function start({ argv, run, startedAt, notPrinted }: Given) {
  const clock = new FakeClock();
  let output = '';
  const ended = new Promise<{ code: number; output: string; at: number }>(resolve => {
    const environment = {
      argv,
      env: {},
      ...(startedAt === undefined ? {} : { startedAt }),
      stdout: {
        on: () => {},
        write: (text: string, done: (error?: Error) => void) => {
          output += text;
          done(notPrinted);
        },
      },
      onSignal: () => () => {},
      exit: (code: number) => resolve({ code, output, at: clock.monotonic() }),
    } as unknown as Environment;
    const plugin: Plugin = {
      name: 'check_x',
      summary: 'checks x',
      subject: 'X',
      options: [{ name: 'name', kind: 'text', value: 'NAME', description: 'name' }],
      examples: [],
      run: run ?? (async () => ({ status: 'OK', subject: '', text: 'fine' })),
    };
    void runPlugin(plugin, environment, { clock });
  });
  return { clock, ended };
}

const never = (): Promise<never> => new Promise(() => {});

describe('the time of a plugin', () => {
  it('began with the process', async () => {
    const late = start({ argv: ['-t', '5'], run: never, startedAt: -3000 });
    await late.clock.advance(1900);
    expect(await late.ended).to.deep.include({ at: 1900, code: 3 });
    const unknown = start({ argv: ['-t', '5'], run: never });
    await unknown.clock.advance(4900);
    expect(await unknown.ended).to.deep.include({ at: 4900 });
  });

  it('is over at once when it was over before', async () => {
    const { clock, ended } = start({ argv: ['-t', '0.05'], run: never });
    await clock.advance(0);
    expect((await ended).output).to.equal('UNKNOWN: X - no answer within 0.05 seconds\n');
  });

  it('ends a little earlier for those who can say what they waited for', async () => {
    const waiting = ({ clock, remainingMs }: PluginRun): Promise<never> =>
      new Promise((_, reject) => {
        clock.after(remainingMs(), () => reject(new Error('the broker did not answer')));
      });
    const { clock, ended } = start({ argv: ['-t', '5', '--timeout-state', 'critical'], run: waiting });
    await clock.advance(5000);
    expect(await ended).to.deep.equal({
      code: 2,
      output: 'CRITICAL: X - the broker did not answer\n',
      at: 4850,
    });
  });

  it('is no reason for what failed before', async () => {
    const failing = ({ clock }: PluginRun): Promise<never> =>
      new Promise((_, reject) => {
        clock.after(100, () => reject(new Error('refused')));
      });
    const { clock, ended } = start({ argv: ['-t', '5', '--timeout-state', 'critical'], run: failing });
    await clock.advance(100);
    expect(await ended).to.deep.equal({ code: 3, output: 'UNKNOWN: X - refused\n', at: 100 });
  });

  it('must be some', async () => {
    for (const text of ['0', '-1', '1e3', '5s', '']) {
      const { ended } = start({ argv: [`--timeout=${text}`] });
      expect(await ended, text).to.deep.include({ code: 3 });
    }
  });
});

describe('the answer of a plugin', () => {
  it('that could not be printed is UNKNOWN, whatever it was', async () => {
    expect(await start({ argv: [] }).ended).to.deep.include({ code: 0 });
    const full = start({ argv: [], notPrinted: new Error('no space left on device') });
    expect(await full.ended).to.deep.include({ code: 3 });
  });

  it('refuses NUL bytes, which files and hosts cannot have in their names', async () => {
    const { ended } = start({ argv: ['--name', 'a\0b'] });
    expect((await ended).output).to.equal('UNKNOWN: X - --name holds a NUL byte; see check_x --help\n');
  });
});
