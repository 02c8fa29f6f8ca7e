// Passive results in a real Nagios: by its spool, its command file, and a real nsca, whose ciphers are tried one by one.
import { readdirSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { NSCA_ENCRYPTIONS, type NscaEncryption } from '../../lib/config/passive_config';
import type { PassiveResult } from '../../lib/passive/passive_result';
import { NscaReceiver } from '../../lib/passive/receivers/nsca';
import { useLab } from './peers/lab';
import { Nagios } from './peers/nagios';
import { Nsca } from './peers/nsca';
import { describeOutcome } from './peers/outcome';
import { expectSilent, flush, ODD_TEXT, prepareSubmit, submit } from './peers/submit';
import { waitFor } from './peers/wait_for';

describe('Nagios', () => {
  const lab = useLab('passive-nagios');
  let nagios: Nagios;
  let nsca: Nsca;

  before(async () => {
    nagios = await Nagios.start(lab, [{ description: 'active', commandLine: '/bin/true' }], {
      passive: ['spool', 'pipe', 'nsca', 'odd name: 100%', 'burst', 'after'],
      commands: true,
    });
    nsca = await Nsca.start(lab, { method: 16, password: 'nsca lab', commandFile: nagios.commandFile });
    lab.write('nsca.password', 'nsca lab\n', 0o600);
    prepareSubmit(lab, {
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
      expectSilent(await submit(lab, ['--to', way, '-s', way], ODD_TEXT, 2));
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
