// Passive results in real receivers: Nagios by its spool, its command file and nsca, and Icinga 2 by its API.
import { readdirSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { NSCA_ENCRYPTIONS, type NscaEncryption } from '../../lib/config/passive_config';
import type { PassiveResult } from '../../lib/passive/passive_result';
import { NscaReceiver } from '../../lib/passive/receivers/nsca';
import { runFleetspec } from './peers/fleetspec';
import { Icinga } from './peers/icinga';
import { type Lab, useLab } from './peers/lab';
import { Nagios } from './peers/nagios';
import { Nsca } from './peers/nsca';
import { describeOutcome, type Outcome } from './peers/outcome';
import { waitFor } from './peers/wait_for';

/** A plugin that prints its first argument and exits with the second. */
function plugin(lab: Lab): string {
  return lab.write('check_thing', '#!/bin/sh\nprintf "%b" "$1"\nexit "$2"\n', 0o755);
}

function writeConfig(lab: Lab, targets: object): string {
  const passive = { queue_dir: lab.path('queue'), targets };
  return lab.write('passive.yaml', JSON.stringify({ identity: 'mon.lab', passive }), 0o600);
}

/** `fleetspec submit` must exit with 0 and say nothing, unless told. */
async function submit(lab: Lab, args: readonly string[], text: string, state: number): Promise<Outcome> {
  const words = ['submit', '--config', lab.path('passive.yaml'), ...args, '--', lab.path('check_thing')];
  return runFleetspec(lab, [...words, text, String(state)]);
}

function expectSilent(outcome: Outcome): void {
  expect([outcome.code, outcome.stdout, outcome.stderr], describeOutcome(outcome)).to.deep.equal([0, '', '']);
}

const flush = (lab: Lab): Promise<Outcome> =>
  runFleetspec(lab, ['submit', '--config', lab.path('passive.yaml'), '--flush', '--deliver-timeout', '3']);

const TEXT = "DISK C:\\\\temp\\\\new; 9% é|'a b'=9%;10;5 c=1\\nsecond C:\\\\new\\nthird";

describe('Nagios', () => {
  const lab = useLab('passive-nagios');
  let nagios: Nagios;
  let nsca: Nsca;

  before(async () => {
    plugin(lab);
    nagios = await Nagios.start(lab, [{ description: 'active', commandLine: '/bin/true' }], {
      passive: ['spool', 'pipe', 'nsca', 'odd name: 100%', 'burst', 'after'],
      commands: true,
    });
    nsca = await Nsca.start(lab, { method: 16, password: 'nsca lab', commandFile: nagios.commandFile });
    lab.write('nsca.password', 'nsca lab\n', 0o600);
    writeConfig(lab, {
      spool: { kind: 'spool', path: nagios.spool, host: 'fleet' },
      pipe: { kind: 'command_file', path: nagios.commandFile, host: 'fleet' },
      nsca: {
        ...{ kind: 'nsca', address: `127.0.0.1:${nsca.port}`, encryption: 'rijndael-256', host: 'fleet' },
        password_file: 'nsca.password',
      },
    });
  });

  for (const way of ['spool', 'pipe', 'nsca']) {
    it(`has what came by ${way}, to the last backslash`, async () => {
      expectSilent(await submit(lab, ['--to', way, '-s', way], TEXT, 2));
      const block = await nagios.checked(way);
      expect(block).to.deep.include({
        ...{ current_state: '2', check_type: '1' },
        // Nagios writes colons for semicolons into this file, and doubles backslashes in long output.
        plugin_output: 'DISK C:\\temp\\new: 9% é',
        long_plugin_output: 'second C:\\\\new\\nthird',
        performance_data: "'a b'=9%;10;5 c=1",
      });
    });
  }

  it('leaves nothing in its spool', async () => {
    await waitFor('an empty spool', () => readdirSync(nagios.spool).every(name => name === '.keep'));
  });

  it('has the time of the check, not of its arrival', async () => {
    const { last_check, check_execution_time } = await nagios.checked('spool');
    expect(Math.abs(Number(last_check) - Date.now() / 1000)).to.be.below(60);
    expect(Number(check_execution_time)).to.be.within(0.001, 5);
  });

  it('has a host that is down', async () => {
    expectSilent(await submit(lab, ['--to', 'spool', '--host-check'], 'no route', 2));
    const block = await nagios.hostChecked();
    expect(block).to.deep.include({ current_state: '1', plugin_output: 'no route' });
  });

  it('has a service with an odd name', async () => {
    expectSilent(await submit(lab, ['--to', 'pipe', '-s', 'odd name: 100%'], 'fine', 0));
    expect(await nagios.checked('odd name: 100%')).to.deep.include({
      current_state: '0',
      plugin_output: 'fine',
    });
  });

  it('gets each of many results that come at once', async () => {
    const numbers = Array.from({ length: 12 }, (_, i) => i);
    const outcomes = await Promise.all(
      numbers.map(i =>
        submit(lab, ['--to', 'pipe', '-s', 'burst', '--deliver-timeout', '20'], `burst ${i}`, 1),
      ),
    );
    for (const outcome of outcomes) expectSilent(outcome);
    const log = await waitFor('12 commands in the log', () => {
      const found = commands('burst');
      return found.length >= 12 && found;
    });
    expect(new Set(log).size).to.equal(12);
    expect(log).to.have.length(12);
  });

  /** Outputs of the commands that Nagios took for a service, in their order. */
  const commands = (service: string): string[] =>
    [...lab.read('nagios/nagios.log').matchAll(/EXTERNAL COMMAND: PROCESS_SERVICE_CHECK_RESULT;fleet;(.*)/g)]
      .map(([, fields]) => fields!.split(';'))
      .filter(([name]) => name === service)
      .map(([, , output]) => output!);

  it('that was stopped gets everything when it is back: for pipe and nsca it waits on disk', async () => {
    await nsca.kill();
    await nagios.stop();
    for (const [way, text] of [
      ['pipe', 'first'],
      ['pipe', 'second'],
      ['nsca', 'third'],
    ] as const) {
      const outcome = await submit(lab, ['--to', way, '-s', 'after', '--deliver-timeout', '0.3'], text, 1);
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      expect(outcome.stderr).to.match(
        /results? waits? for \w+ on disk: .*(nobody reads it|connection refused)/,
      );
    }
    const failed = await flush(lab);
    expect(failed.code, describeOutcome(failed)).to.equal(1);
    expect(failed.stdout).to.equal(
      'spool: 0 delivered, 0 waiting\npipe: 0 delivered, 2 waiting\nnsca: 0 delivered, 1 waiting\n',
    );
    await nagios.restart();
    await nsca.restart();
    const done = await flush(lab);
    expect(done.code, describeOutcome(done)).to.equal(0);
    expect(done.stdout).to.equal(
      'spool: 0 delivered, 0 waiting\npipe: 2 delivered, 0 waiting\nnsca: 1 delivered, 0 waiting\n',
    );
    const block = await waitFor('the last result', async () => {
      const found = await nagios.checked('after');
      return found.plugin_output === 'third' && found;
    });
    expect(block.current_state).to.equal('1');
    expect(commands('after')).to.deep.equal(['first', 'second', 'third']);
  });
});

describe('nsca', () => {
  const lab = useLab('passive-nsca');
  const PASSWORD = 'a password that is longer than the longest key of any cipher';
  const result = (service: string | undefined, output: readonly string[]): PassiveResult => ({
    ...{ host: 'web1', service, status: 'WARNING', output, perfdata: 'a=1' },
    ...{ startedAt: 1, endedAt: 2, checkSource: 'mon.lab' },
  });

  const METHODS: Readonly<Record<NscaEncryption, number>> = {
    ...{ none: 0, xor: 1, '3des': 3, 'rijndael-128': 14, 'rijndael-192': 15, 'rijndael-256': 16 },
  };
  for (const encryption of NSCA_ENCRYPTIONS) {
    it(`understands ${encryption}, with packets of both sizes`, async () => {
      const server = await Nsca.start(lab, { method: METHODS[encryption], password: PASSWORD });
      const address = { host: '127.0.0.1', port: server.port };
      const send = async (outputBytes: number, results: readonly PassiveResult[]): Promise<void> => {
        const receiver = new NscaReceiver({ name: 'lab', address, encryption, outputBytes }, PASSWORD);
        await receiver.send(results, AbortSignal.timeout(10_000));
      };
      const two = ['größe C:\\x;y', 'second'];
      await send(4096, [result('disk', two), result(undefined, two), result('load', two)]);
      await send(512, [result('old', ['größe'])]);
      const lines = (await server.commands(4)).map(line => line.replace(/^\[\d+\] /, ''));
      const output = 'größe C:\\\\x;y|a=1\\nsecond';
      expect(lines).to.deep.equal([
        `PROCESS_SERVICE_CHECK_RESULT;web1;disk;1;${output}`,
        `PROCESS_HOST_CHECK_RESULT;web1;0;${output}`,
        `PROCESS_SERVICE_CHECK_RESULT;web1;load;1;${output}`,
        'PROCESS_SERVICE_CHECK_RESULT;web1;old;1;größe|a=1',
      ]);
      await server.kill();
    });
  }
});

describe('Icinga 2', () => {
  const lab = useLab('passive-icinga');
  let icinga: Icinga;

  before(async () => {
    plugin(lab);
    icinga = await Icinga.start(lab, {
      objects: `
object Host "web1" { check_command = "dummy"; enable_active_checks = false; max_check_attempts = 1 }
template Service "passive" { check_command = "dummy"; enable_active_checks = false; max_check_attempts = 1 }
object Service "disk: / (é)" { import "passive"; host_name = "web1" }
object Service "after" { import "passive"; host_name = "web1" }
`,
      permissions: ['actions/process-check-result', 'objects/query/*', 'status'],
    });
    lab.write('icinga.password', `${icinga.password}\n`, 0o600);
    configure();
  });

  function configure(more: object = {}): void {
    const target = { kind: 'icinga2', url: icinga.url, user: icinga.user, ca: icinga.ca, host: 'web1' };
    writeConfig(lab, { icinga: { ...target, password_file: 'icinga.password', ttl: '10m', ...more } });
  }

  it('has text and metrics apart, who checked, and how long it counts', async () => {
    expectSilent(await submit(lab, ['-s', 'disk: / (é)'], TEXT, 1));
    const result = await icinga.checked('web1', 'disk: / (é)');
    expect(result).to.deep.include({
      ...{ state: 1, active: false, check_source: 'mon.lab', ttl: 600 },
      output: 'DISK C:\\temp\\new; 9% é\nsecond C:\\new\nthird',
      performance_data: ["'a b'=9%;10;5", 'c=1'],
    });
    expect(Math.abs(result.execution_end - Date.now() / 1000)).to.be.below(60);
    expect(result.execution_end).to.be.above(result.execution_start);
  });

  it('has a host that is down', async () => {
    expectSilent(await submit(lab, ['--host-check'], 'no route', 3));
    expect(await icinga.host('web1')).to.deep.include({ state: 1 });
  });

  it('names what it does not have, and that result is kept aside', async () => {
    const outcome = await submit(lab, ['-s', 'nothing'], 'x', 0);
    expect(outcome.code, describeOutcome(outcome)).to.equal(1);
    expect(outcome.stderr).to.contain(
      'icinga does not take the result of web1/nothing: Icinga has no such object',
    );
    expect(readdirSync(lab.path('queue/icinga/refused'))).to.have.length(1);
  });

  for (const [what, more, says] of [
    [
      'another authority',
      { ca: '/etc/ssl/certs/ca-certificates.crt' },
      'its certificate is from no authority we know',
    ],
    ['a wrong password', { password_file: 'wrong.password' }, 'it wants another login (401)'],
    [
      'another name than in its certificate',
      { url: 'https://127.0.0.2:PORT' },
      /certificate is for another name|refused/,
    ],
    ['no https', { url: 'http://localhost:PORT' }, /broke the connection|socket hang up/],
  ] as [string, Record<string, string>, string | RegExp][]) {
    it(`gets nothing with ${what}, and the result waits`, async () => {
      lab.write('wrong.password', 'wrong\n', 0o600);
      configure({ ...more, ...(more.url && { url: more.url.replace('PORT', String(icinga.port)) }) });
      const outcome = await submit(lab, ['-s', 'after', '--deliver-timeout', '0.5'], what, 0);
      configure();
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      if (typeof says === 'string') expect(outcome.stderr).to.contain(says);
      else expect(outcome.stderr).to.match(says);
      expect((await flush(lab)).stdout).to.equal('icinga: 1 delivered, 0 waiting\n');
      const { output } = await icinga.checked('web1', 'after', result => result.output === what);
      expect(output).to.equal(what);
    });
  }

  it('that was killed gets what waited, and the newest stands', async () => {
    await icinga.kill();
    for (const text of ['first', 'second']) {
      const outcome = await submit(lab, ['-s', 'after', '--deliver-timeout', '0.3'], text, 2);
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      expect(outcome.stderr).to.contain('connection refused');
    }
    await icinga.restart();
    expectSilent(await submit(lab, ['-s', 'after'], 'third', 1));
    const { output, state } = await icinga.checked('web1', 'after');
    expect([output, state]).to.deep.equal(['third', 1]);
    expect((await flush(lab)).stdout).to.equal('icinga: 0 delivered, 0 waiting\n');
  });

  it('is not told twice, nor less, when the sender is killed', async () => {
    await icinga.kill();
    const words = [
      'submit',
      '--config',
      lab.path('passive.yaml'),
      '-s',
      'after',
      '--',
      lab.path('check_thing'),
    ];
    const killed = runFleetspec(lab, [...words, 'of the killed', '1'], {
      timeoutMs: 20_000,
      onStart: pid =>
        void waitFor('the result on disk', () => waiting() === 1).then(() => process.kill(pid, 'SIGKILL')),
    });
    expect((await killed).code).to.equal(null);
    expect(waiting()).to.equal(1);
    await icinga.restart();
    // What it held it holds until its time is over: 3 s for delivering, and 5 more.
    const done = await waitFor(
      'the result of the killed',
      async () => {
        const outcome = await flush(lab);
        return outcome.stdout === 'icinga: 1 delivered, 0 waiting\n' && outcome;
      },
      30_000,
    );
    expect(done.code).to.equal(0);
    expect((await icinga.checked('web1', 'after')).output).to.equal('of the killed');
  });

  const waiting = (): number =>
    readdirSync(lab.path('queue/icinga')).filter(name => name.endsWith('.json')).length;
});
