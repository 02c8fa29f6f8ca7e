// check_fleet_nrpe: the line and exit codes of check-mc-nrpe, limits in hosts and percent, and what is never OK.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { makeCheckFleetNrpe } from '../../../lib/fleet_checks/check_fleet_nrpe';
import type { RubyValue } from '../../../lib/marshal/values';
import { parseRpcRequest } from '../../../lib/mcollective/rpc_body';
import { BrokerUnreachable } from '../../../lib/stomp/errors';
import { FakeFleet, type FakeNode } from '../rpc/fake_fleet';
import { type Ended, runFleetPlugin } from './run_fleet_plugin';

const WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

const inState = (exitcode: number): Partial<FakeNode> => ({
  reply: {
    code: exitcode === 0 ? 0 : 1,
    message: WORDS[exitcode]!,
    data: { exitcode, output: `state ${exitcode}\nmore`, perfdata: '', command: 'check_load' },
  },
});
const saying = (code: number, message: string, data: Record<string, RubyValue>): Partial<FakeNode> => ({
  reply: { code, message, data },
});

describe('check_fleet_nrpe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-nrpe-'));
  let fake: FakeFleet;

  beforeEach(() => {
    fake = new FakeFleet();
  });
  after(() => rmSync(folder, { recursive: true }));

  const check = (...argv: string[]): Promise<Ended> => runFleetPlugin(makeCheckFleetNrpe, fake, argv);
  const listFile = (...names: string[]): string => {
    const file = join(folder, `${names.length}-${names[0]}`);
    writeFileSync(file, names.join('\n'));
    return file;
  };
  const many = (count: number, node: Partial<FakeNode>, prefix = 'web'): void =>
    fake.add(
      Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`),
      node,
    );

  it('prints the line of check-mc-nrpe', async () => {
    fake.add(['web1'], inState(0));
    const { code, output } = await check('check_load');
    expect(code).to.equal(0);
    expect(output).to.match(
      /^check_load: OK: 1 WARNING: 0 CRITICAL: 0 UNKNOWN: 0\|total=1 ok=1 warn=0 crit=0 unknown=0 checktime=0\.\d+\n$/,
    );
  });

  it('lists the hosts of each bad state, the worst first, and says why', async () => {
    fake.add(['c1'], inState(2));
    fake.add(['w2', 'w1'], inState(1));
    fake.add(['u1'], inState(3));
    fake.add(['o1'], inState(0));
    const { code, line, perfdata, details } = await check('check_load');
    expect(code).to.equal(2);
    expect(line).to.equal('check_load: OK: 1 WARNING: 2 CRITICAL: 1 UNKNOWN: 1');
    expect(perfdata).to.match(/^total=5 ok=1 warn=2 crit=1 unknown=1 checktime=/);
    expect(details).to.deep.equal([
      'CRITICAL:',
      '   c1',
      'WARNING:',
      '   w1 w2',
      'UNKNOWN:',
      '   u1',
      'c1: CRITICAL: state 2',
      'w1: WARNING: state 1',
      'w2: WARNING: state 1',
      'u1: UNKNOWN: state 3',
    ]);
  });

  for (const [states, exit] of [
    [[0, 1], 1],
    [[0, 3], 3],
    [[1, 3], 3],
    [[1, 2, 3], 2],
    [[0, 0], 0],
  ] as const) {
    it(`exits with ${exit} for hosts in the states ${states.join(', ')}`, async () => {
      states.forEach((state, index) => {
        fake.add([`h${index}`], inState(state));
      });
      expect((await check('check_load')).code).to.equal(exit);
    });
  }

  it('takes a silent host for UNKNOWN, without waiting for all of the time', async () => {
    fake.add(['web1'], inState(0));
    fake.add(['web2'], { replyMs: undefined });
    const { code, line, perfdata, details, ms } = await check('check_load');
    expect(code).to.equal(3);
    expect(line).to.equal('check_load: OK: 1 WARNING: 0 CRITICAL: 0 UNKNOWN: 1');
    // The sum of the states is one more, as in check-mc-nrpe.
    expect(perfdata).to.match(/^total=1 ok=1 warn=0 crit=0 unknown=1 /);
    expect(details).to.include('web2: UNKNOWN: gave no answer');
    expect(ms).to.be.below(10_000);
  });

  it('answers in its time, naming the silent', async () => {
    fake.add(['web1'], inState(0));
    fake.add(['web2'], { replyMs: undefined });
    const { line, ms } = await check('check_load', '-t', '2');
    expect(line).to.equal('check_load: OK: 1 WARNING: 0 CRITICAL: 0 UNKNOWN: 1');
    expect(ms).to.be.below(2000);
    const patient = await check('check_load', '-t', '20', '--reply-timeout', '15');
    expect(patient.ms).to.be.within(15_000, 16_000);
  });

  for (const [what, reply, why] of [
    ['no exit code', saying(0, 'OK', { output: 'fine' }), 'the answer has no exit code'],
    ['an exit code above 3', saying(0, 'OK', { exitcode: 4 }), 'the answer has the exit code 4'],
    ['an exit code below 0', saying(0, 'OK', { exitcode: -1 }), 'the answer has the exit code -1'],
    ['half an exit code', saying(0, 'OK', { exitcode: 0.5 }), 'the answer has the exit code 0.5'],
    ['a text for it', saying(0, 'OK', { exitcode: '0' }), 'the answer has an exit code that is no number'],
    ['a null for it', saying(0, 'OK', { exitcode: null }), 'the answer has no exit code'],
    ['a failure and exit code 0', saying(1, 'denied', { exitcode: 0 }), 'denied, yet exit code 0'],
    ['a refusal', saying(1, 'You are not authorized', { exitcode: 3 }), 'You are not authorized'],
    [
      'an error of the agent',
      saying(5, 'undefined method', { exitcode: 0 }),
      'statuscode 5: undefined method',
    ],
    ['no such action', saying(2, 'Unknown action', {}), 'statuscode 2: Unknown action'],
  ] as const) {
    it(`takes ${what} for UNKNOWN`, async () => {
      fake.add(['web1'], reply);
      const { code, line, details } = await check('check_load');
      expect(code).to.equal(3);
      expect(line).to.equal('check_load: OK: 0 WARNING: 0 CRITICAL: 0 UNKNOWN: 1');
      expect(details).to.include(`web1: UNKNOWN: ${why}`);
    });
  }

  it('believes an exit code that is worse than the statuscode', async () => {
    fake.add(['web1'], saying(0, 'OK', { exitcode: 2, output: 'down' }));
    expect((await check('check_load')).code).to.equal(2);
  });

  it('takes an answer that cannot be read for UNKNOWN, and one with a wrong key for silence', async () => {
    fake.add(['web1', 'web2'], inState(0));
    const send = fake.send.bind(fake);
    fake.send = (destination, headers, body) => {
      send(destination, headers, body);
      const sent = fake.sent.at(-1)!;
      if (sent.request.agent !== 'nrpe' || headers.mc_identity !== 'web1') return;
      fake.answer(sent, 'web1', 'not a reply');
      fake.answer(sent, 'web2', 'pong', { psk: 'wrong' });
    };
    fake.nodes.set('web1', { discoveryMs: 10 });
    const { code, details } = await check('check_load');
    expect(code).to.equal(3);
    expect(details.join('\n')).to.match(/web1: UNKNOWN: gave an answer that cannot be read: /);
    expect(details.at(-1)).to.match(/^1 answer could not be read \(.*signature 1/);
  });

  it('doubts a discovery that heard what it could not read', async () => {
    fake.add(['web1'], inState(0));
    fake.add(['web2'], { ...inState(0), psk: 'wrong' });
    const { code, line } = await check('check_load');
    expect(code).to.equal(3);
    expect(line).to.match(
      /^check_load: OK: 1 WARNING: 0 CRITICAL: 0 UNKNOWN: 0, 1 answer to discovery could not be read \(signature 1\)/,
    );
  });

  it('takes a name that two nodes share for UNKNOWN, unless one is critical', async () => {
    fake.add(['web1'], { ...inState(0), times: 2 });
    expect((await check('check_load')).details).to.include(
      'web1: UNKNOWN: is the name of more than one node, not all of which were heard',
    );
    fake.add(['web1'], { ...inState(2), times: 2 });
    expect((await check('check_load')).code).to.equal(2);
  });

  it('takes a node that was found too late for UNKNOWN', async () => {
    many(2, inState(0));
    fake.add(['late'], { ...inState(0), discoveryMs: 600 });
    fake.nodes.set('web1', { ...fake.nodes.get('web1'), replyMs: 1500 });
    const { code, details } = await check('check_load');
    expect(code).to.equal(3);
    expect(details).to.include('late: UNKNOWN: was found too late to be asked');
  });

  it('counts who answers a broadcast although discovery missed it', async () => {
    many(12, { ...inState(0), replyMs: 1500 });
    fake.add(['late'], { ...inState(2), discoveryMs: 600, replyMs: 100 });
    const { line, perfdata } = await check('check_load');
    expect(line).to.equal('check_load: OK: 12 WARNING: 0 CRITICAL: 1 UNKNOWN: 0');
    expect(perfdata).to.contain('total=13 ');
  });

  it('is UNKNOWN when nobody is discovered', async () => {
    const { code, line, perfdata } = await check('check_load', '-C', 'role::web');
    expect(code).to.equal(3);
    expect(line).to.match(
      /^check_load: UNKNOWN: no nodes discovered: nobody answered, asked was class role::web, agent nrpe|^check_load: UNKNOWN: no nodes discovered: nobody answered, asked was agent nrpe, class role::web/,
    );
    expect(perfdata).to.equal('');
  });

  it('is UNKNOWN without a command, and for one that no node would take', async () => {
    expect(await check()).to.include({ code: 3, line: 'UNKNOWN: NRPE command not specified' });
    const { code, line } = await check('check_load;id');
    expect(code).to.equal(3);
    expect(line).to.contain('UNKNOWN: Cannot validate input command: value should match');
    expect((await check('check_load', '--args', 'x'.repeat(51))).line).to.contain('longer than 50');
    expect(fake.sent).to.deep.equal([]);
  });

  it('is UNKNOWN in the same line when the broker is not there', async () => {
    const fault = new BrokerUnreachable('mq1.example.net:61613', 'connection refused');
    const { code, line } = await runFleetPlugin(makeCheckFleetNrpe, fake, ['check_load'], fault);
    expect(code).to.equal(3);
    expect(line).to.match(/^check_load: UNKNOWN: .*mq1\.example\.net:61613.*connection refused/);
  });

  it('sends the command, its arguments and the filter', async () => {
    fake.add(['web1'], inState(0));
    await check('check_disk', '-a', '10%!/var', '-F', 'country=uk', '-C', 'role::web', '-W', 'cpus>=4 mysql');
    const [discovery, call] = fake.sent;
    expect(discovery!.request.filter).to.deep.include({ agent: ['nrpe'], cf_class: ['role::web', 'mysql'] });
    expect(discovery!.request.filter.fact.map(({ fact }) => fact)).to.deep.equal(['country', 'cpus']);
    const { action, data } = parseRpcRequest(call!.request.body);
    expect(action).to.equal('runcommand');
    expect(data).to.include({ command: 'check_disk', args: '10%!/var' });
  });

  it('asks exactly the nodes of a list, found or not', async () => {
    fake.add(['web1', 'other'], inState(0));
    const { code, line, details } = await check('check_load', '--nodes', listFile('web1', 'gone'));
    expect(code).to.equal(3);
    expect(line).to.equal('check_load: OK: 1 WARNING: 0 CRITICAL: 0 UNKNOWN: 1');
    expect(details).to.include('gone: UNKNOWN: gave no answer');
    expect(fake.sent.map(({ request }) => request.agent)).to.deep.equal(['nrpe', 'nrpe']);
  });

  for (const [argv, says] of [
    [['--nodes', '/nosuch/list'], 'cannot read the list of nodes /nosuch/list'],
    [['-C', ' '], '--with-class is empty'],
    [['-I', '/web'], '--with-identity must be a name or a /regex/'],
    [['-F', 'nonsense'], 'it is not fact, operator and value'],
    [['-S', 'a and'], 'a and'],
  ] as const) {
    it(`asks nobody for ${argv.join(' ')}`, async () => {
      const { code, line } = await check('check_load', ...argv);
      expect(code).to.equal(3);
      expect(line).to.contain(says);
      expect(fake.sent).to.deep.equal([]);
    });
  }

  it('takes no filter with a list', async () => {
    const { line } = await check('check_load', '--nodes', listFile('web1'), '-F', 'a=b');
    expect(line).to.contain('--nodes names who must answer, and takes no filter');
  });

  describe('with limits', () => {
    // 20 hosts, 3 of them bad.
    beforeEach(() => {
      many(17, inState(0));
      fake.add(['c1'], inState(2));
      fake.add(['w1'], inState(1));
      fake.add(['u1'], { replyMs: undefined });
    });

    for (const [argv, exit, says] of [
      [['-w', '4'], 0, ', 3 of 20 hosts bad'],
      [['-w', '3'], 1, ', 3 of 20 hosts bad, expected below 3'],
      [['-w', '3', '-c', '4'], 1, ', 3 of 20 hosts bad, expected below 3'],
      [['-w', '1', '-c', '3'], 2, ', 3 of 20 hosts bad, expected below 3'],
      [['-c', '15%'], 2, ', 3 of 20 hosts bad, expected below 15 %'],
      [['-c', '15.1%'], 0, ', 3 of 20 hosts bad'],
      [['-w', '5%', '-c', '20%'], 1, ', 3 of 20 hosts bad, expected below 5 %'],
      [['-c', '~:3'], 0, ', 3 of 20 hosts bad'],
      [['-c', '~:2'], 2, ', 3 of 20 hosts bad, expected at most 2'],
      [['-c', '@10%:20%'], 2, ', 3 of 20 hosts bad, expected not between 10 and 20 %'],
    ] as const) {
      it(`${argv.join(' ')} exits with ${exit}`, async () => {
        const { code, line } = await check('check_load', ...argv);
        expect(code).to.equal(exit);
        expect(line).to.equal(`check_load: OK: 17 WARNING: 1 CRITICAL: 1 UNKNOWN: 1${says}`);
      });
    }

    it('adds the bad hosts to the performance data, limits in hosts', async () => {
      const { perfdata } = await check('check_load', '-w', '2', '-c', '20%');
      expect(perfdata).to.match(/^total=19 .* bad=3;2;4;0;20$/);
    });

    it('a limit that would always alert is refused', async () => {
      const { code, line } = await check('check_load', '-c', '0');
      expect(code).to.equal(3);
      expect(line).to.contain('it would alert always');
    });

    it('too few answers are UNKNOWN, whatever the limits', async () => {
      const { code, line } = await check('check_load', '-w', '19', '--min-nodes', '20');
      expect(code).to.equal(3);
      expect(line).to.contain('19 hosts answered, expected at least 20');
      expect((await check('check_load', '-c', '2', '--min-nodes', '20')).code).to.equal(2);
      expect((await check('check_load', '-w', '19', '--min-nodes', '19')).code).to.equal(0);
    });
  });

  it('is never OK when nobody answered, whatever the limits', async () => {
    fake.add(['web1', 'web2'], { replyMs: undefined });
    const { code, line } = await check('check_load', '-c', '5');
    expect(code).to.equal(3);
    expect(line).to.contain('0 hosts answered, expected at least 1');
  });

  it('says why of ten hosts, and of all when asked', async () => {
    many(25, inState(1));
    fake.add(['fine'], inState(0));
    const reasons = async (...argv: string[]): Promise<number> =>
      (await check('check_load', ...argv)).details.filter(line => / (WARNING|OK): /.test(line)).length;
    expect(await reasons()).to.equal(10);
    expect(await reasons('-v')).to.equal(25);
    expect(await reasons('-vv')).to.equal(26);
  });

  it('counts the hosts that do not fit into a line, and keeps within its bytes', async () => {
    many(1000, inState(2), 'a-host-with-a-long-name-');
    const { line, details, output } = await check('check_load');
    expect(line).to.equal('check_load: OK: 0 WARNING: 0 CRITICAL: 1000 UNKNOWN: 0');
    expect(details[1]).to.match(/^ {3}a-host-with-a-long-name-1 .* and \d+ more$/);
    expect(Buffer.byteLength(output)).to.be.below(8192);
    const nrpe2 = await check('check_load', '--max-output', '1023');
    expect(Buffer.byteLength(nrpe2.output)).to.be.at.most(1024);
    expect(nrpe2.perfdata).to.contain('crit=1000');
  });

  it('lets no output of a host into the performance data', async () => {
    fake.add(['web1'], saying(1, 'WARNING', { exitcode: 1, output: 'a|ok=99\nb|c' }));
    const { output } = await check('check_load');
    expect(output.match(/\|/g)).to.have.length(1);
    expect(output).to.contain('web1: WARNING: a/ok=99');
  });
});
