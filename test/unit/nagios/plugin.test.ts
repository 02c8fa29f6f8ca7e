// The plugin runner: options, options from files, and one answer in time whatever happens.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Environment } from '../../../lib/environment';
import { PluginUsage } from '../../../lib/nagios/errors';
import type { Plugin, PluginRun } from '../../../lib/nagios/plugin';
import { runPlugin } from '../../../lib/nagios/plugin';
import { alerts, type Range } from '../../../lib/nagios/range';
import { FakeClock } from '../rpc/fake_clock';

interface Ended {
  readonly code: number;
  readonly output: string;
}

interface Options {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly clock?: FakeClock;
  readonly signals?: Map<string, () => void>;
  readonly faults?: { handler?: (fault: unknown) => void };
}

const PLUGIN: Plugin = {
  name: 'check_number',
  summary: 'checks a number',
  subject: 'Number',
  options: [
    { name: 'warning', short: 'w', kind: 'range', value: 'RANGE', description: 'warning range' },
    { name: 'password', short: 'p', kind: 'text', value: 'TEXT', description: 'password' },
    { name: 'host', short: 'H', kind: 'text', value: 'HOST', description: 'host', repeat: true },
    { name: 'port', kind: 'port', value: 'PORT', description: 'port', default: '61613' },
    { name: 'size', kind: 'integer', value: 'N', description: 'size' },
    { name: 'strict', kind: 'flag', description: 'be strict' },
  ],
  examples: [{ line: 'check_number -w 10', does: 'alerts above 10' }],
  run: async ({ values }) => ({
    status: 'OK',
    subject: '',
    text: JSON.stringify(values),
    perfdata: [{ label: 'n', value: 5, warn: values.warning as Range | undefined }],
  }),
};

// Resolves when the plugin ended the process.
function run(argv: readonly string[], plugin: Plugin = PLUGIN, options: Options = {}): Promise<Ended> {
  return new Promise(resolve => {
    let output = '';
    const environment = {
      argv,
      env: options.env ?? {},
      stdout: {
        on: () => {},
        write: (text: string, done: () => void) => {
          output += text;
          done();
          return true;
        },
      },
      onSignal: (name: string, handler: () => void) => {
        options.signals?.set(name, handler);
        return () => {};
      },
      onFault: (handler: (fault: unknown) => void) => {
        if (options.faults) options.faults.handler = handler;
        return () => {};
      },
      exit: (code: number) => resolve({ code, output }),
    } as unknown as Environment;
    const { files = {} } = options;
    const clock = options.clock ?? new FakeClock();
    void runPlugin(plugin, environment, { clock, readIni: file => files[file] });
  });
}

async function valuesOf(argv: readonly string[], options: Options = {}): Promise<Record<string, unknown>> {
  let seen: PluginRun['values'] = {};
  const plugin: Plugin = {
    ...PLUGIN,
    run: async ({ values }) => {
      seen = values;
      return { status: 'OK', subject: '', text: 'fine' };
    },
  };
  const { output } = await run(argv, plugin, options);
  expect(output).to.equal('OK: fine\n');
  return { ...seen };
}

describe('options of a plugin', () => {
  it('are read in every spelling', async () => {
    for (const argv of [
      ['-w', '10', '-p', '-secret', '--strict'],
      ['-w10', '-p-secret', '--strict'],
      ['--warning=10', '--password=-secret', '--strict'],
      ['--warning', '10', '--password', '-secret', '--strict'],
    ]) {
      const values = await valuesOf(argv);
      expect(values, argv.join(' ')).to.deep.include({ password: '-secret', strict: true, port: 61613 });
      expect(alerts(values.warning as Range, 11)).to.equal(true);
    }
  });

  it('take negative ranges and values with an equals sign', async () => {
    const values = await valuesOf(['-w', '-5:5', '-p', 'a=b', '--password=--x=y']);
    expect(values.password).to.equal('--x=y');
    expect(alerts(values.warning as Range, -6)).to.equal(true);
    expect(alerts(values.warning as Range, -5)).to.equal(false);
  });

  it('repeat where they may, and otherwise the last counts', async () => {
    const values = await valuesOf(['-H', 'a', '--host=b', '--size', '1', '--size', '2']);
    expect(values).to.deep.include({ host: ['a', 'b'], size: 2 });
    expect(await valuesOf([])).to.deep.include({ host: [], size: undefined, strict: false });
  });

  it('count how often more should be said', async () => {
    const counts = [[], ['-v'], ['-vv'], ['-v', '--verbose', '-v']];
    expect(await Promise.all(counts.map(async argv => (await valuesOf(argv)).verbose))).to.deep.equal([
      0, 1, 2, 3,
    ]);
  });

  const refused: Readonly<Record<string, readonly [argv: readonly string[], sentence: string]>> = {
    'unknown option': [['--warnin', '10'], 'check_number has no option --warnin, did you mean --warning?'],
    'unknown letter': [['-x'], 'check_number has no option -x'],
    'stray argument': [['queue'], 'check_number takes no argument "queue"'],
    'argument after --': [['--', 'queue'], 'check_number takes no argument "queue"'],
    'bad range': [['-w', 'ten'], 'cannot read the range "ten": it is no range'],
    'bad port': [['--port', '0'], '--port must be a port from 1 to 65535, not "0"'],
    'bad number': [['--size', '-1'], '--size must be a whole number, not "-1"'],
    'missing value': [['-w'], '--warning needs a value'],
    'empty value': [['--password='], '--password needs a value'],
    'bad choice': [
      ['--perfdata-ranges', 'all'],
      '--perfdata-ranges must be one of simple, full, none, not "all"',
    ],
    'name every object has': [['--constructor'], 'check_number has no option --constructor'],
    'name of the prototype': [['--__proto__=1'], 'check_number has no option --__proto__'],
  };
  for (const [name, [argv, sentence]] of Object.entries(refused)) {
    it(`are refused in one sentence: ${name}`, async () => {
      const { code, output } = await run(argv);
      expect(code).to.equal(3);
      expect(output).to.match(/^UNKNOWN: Number - /);
      expect(output.split('\n')).to.have.lengthOf(2);
      expect(output).to.include(sentence);
    });
  }

  it('may go without their name where that is said', async () => {
    const command = {
      name: 'command',
      kind: 'text',
      value: 'COMMAND',
      description: 'c',
      positional: true,
    } as const;
    const plugin: Plugin = { ...PLUGIN, options: [...PLUGIN.options, command] };
    for (const argv of [
      ['check_load', '-w', '10'],
      ['-w', '10', 'check_load'],
      ['-H', 'a', '--strict', 'check_load'],
      ['--command', 'check_load'],
    ]) {
      expect((await run(argv, plugin)).output, argv.join(' ')).to.include('"command":"check_load"');
    }
    expect((await run(['check_load', 'check_disk'], plugin)).output).to.include(
      'takes no argument "check_disk"',
    );
    expect((await run(['-h'], plugin)).output).to.include('Usage: check_number COMMAND [options]');
  });

  it('never shows the value of an option it does not know', async () => {
    const { output } = await run(['--pasword=hunter2']);
    expect(output).to.include('did you mean --password?').and.not.include('hunter2');
    expect(new PluginUsage('p', 'x').sentence).to.equal('x; see p --help');
  });
});

describe('options in a file', () => {
  const files = {
    '/etc/nagios/plugins.ini': '[check_number]\npassword = from file\nhost=a\n',
    '/etc/mq.ini':
      '; mine\n[broker]\n# note\npassword=s3cret=x\nsize = 7\nstrict\nv\n[other]\nsize=8\n[broker]\nhost=b\n',
    '/etc/bad.ini': '[broker]\n=secret\n',
  };

  it('come from the usual place, in the section called as the plugin', async () => {
    for (const argv of [
      ['--extra-opts'],
      ['--extra-opts=@/etc/nagios/plugins.ini'],
      ['--extra-opts=check_number'],
    ]) {
      const values = await valuesOf(argv, { files });
      expect(values, argv[0]).to.deep.include({ password: 'from file', host: ['a'] });
    }
  });

  it('come from a section and a file that were named; what is typed wins', async () => {
    const values = await valuesOf(['--extra-opts=broker@/etc/mq.ini', '--size', '1'], { files });
    expect(values).to.deep.include({ password: 's3cret=x', size: 1, strict: true, verbose: 1, host: ['b'] });
  });

  it('come from where the environment points', async () => {
    const env = { NAGIOS_CONFIG_PATH: '/opt/a:/opt/b' };
    const there = { '/opt/b/plugins.ini': '[check_number]\nsize=9\n' };
    expect((await valuesOf(['--extra-opts'], { files: there, env })).size).to.equal(9);
    const named = { MP_CONFIG_FILE: '/etc/mine' };
    expect(
      (await valuesOf(['--extra-opts'], { files: { '/etc/mine': '[check_number]\nsize=4' }, env: named }))
        .size,
    ).to.equal(4);
  });

  it('that cannot be used are told without their values', async () => {
    const sentences: string[] = [];
    for (const spec of ['none@/etc/mq.ini', 'broker@/nowhere', 'broker@/etc/bad.ini', '@'])
      sentences.push(
        (await run([`--extra-opts=${spec}`], PLUGIN, { files: { ...files, '/etc/nagios/plugins.ini': '' } }))
          .output,
      );
    expect(sentences[0]).to.include('there is no section [none] in /etc/mq.ini');
    expect(sentences[1]).to.include('there is no file /nowhere');
    expect(sentences[2])
      .to.include('/etc/bad.ini line 2 is no line like option=value')
      .and.not.include('secret');
    expect(sentences[3]).to.include('there is no section [check_number]');
  });
});

describe('a plugin', () => {
  it('writes thresholds as asked', async () => {
    const perfdata = async (...argv: string[]): Promise<string> =>
      (await run(argv)).output.split('|')[1]!.trim();
    expect(await perfdata('-w', '10')).to.equal('n=5;10');
    expect(await perfdata('-w', '10:')).to.equal('n=5');
    expect(await perfdata('-w', '10:', '--perfdata-ranges=full')).to.equal('n=5;10:');
    expect(await perfdata('-w', '10', '--perfdata-ranges=none')).to.equal('n=5');
  });

  it('shows help and version and exits with 3', async () => {
    const help = await run(['-h', '--nonsense'].slice(0, 1));
    expect(help.code).to.equal(3);
    expect(help.output).to.include('Usage: check_number').and.include('-w, --warning RANGE');
    expect(help.output.split('\n').filter(line => line.length > 90)).to.deep.equal([]);
    expect((await run(['-V'])).output).to.match(/^check_number \(fleetspec \d+\.\d+\.\d+\)\n$/);
  });

  it('answers in time, with the state that was asked for', async () => {
    for (const [argv, code, word] of [
      [['-t', '5'], 3, 'UNKNOWN'],
      [['-t', '5', '--timeout-state', 'critical'], 2, 'CRITICAL'],
    ] as const) {
      const clock = new FakeClock();
      const ended = run(argv, { ...PLUGIN, run: () => new Promise(() => {}) }, { clock });
      await clock.advance(4899);
      await clock.advance(2);
      expect(await ended).to.deep.equal({ code, output: `${word}: Number - no answer within 5 seconds\n` });
    }
  });

  it('is UNKNOWN when it fails, in whatever way', async () => {
    const failing = (fault: unknown): Plugin => ({ ...PLUGIN, run: () => Promise.reject(fault) });
    expect(await run([], failing(new Error('no broker|x\nstack')))).to.deep.equal({
      code: 3,
      output: 'UNKNOWN: Number - no broker/x\n',
    });
    const faults: NonNullable<Options['faults']> = {};
    const hanging = run([], { ...PLUGIN, run: () => new Promise(() => {}) }, { faults });
    faults.handler?.(new Error('nobody caught it'));
    expect(await hanging).to.deep.include({ code: 3 });
    const signals = new Map<string, () => void>();
    const ended = run([], { ...PLUGIN, run: () => new Promise(() => {}) }, { signals });
    signals.get('SIGTERM')?.();
    expect((await ended).output).to.equal('UNKNOWN: Number - ended by SIGTERM before it had an answer\n');
  });

  it('stays below the size it may have, on any line', async () => {
    const details = Array.from({ length: 200 }, (_, i) => `host${i} is wrong`);
    const plugin: Plugin = {
      ...PLUGIN,
      run: async () => ({
        status: 'CRITICAL',
        subject: 'N',
        text: 'x'.repeat(2000),
        details,
        perfdata: [{ label: 'n', value: 1 }],
      }),
    };
    for (const max of [200, 500, 1023]) {
      const { output } = await run(['--max-output', String(max)], plugin);
      expect(Buffer.byteLength(output.trimEnd())).to.be.at.most(max);
      expect(output).to.match(/^CRITICAL: N - x/);
    }
  });
});
