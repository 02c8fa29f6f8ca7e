// Wrong keys, ports, logins and files, servers that are no brokers and nodes that lie: one sentence, never a hang,
// never a false OK.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { symbolHash } from '../../lib/marshal/values';
import { dump } from '../../lib/marshal/writer';
import { type LabBroker, labBroker } from './peers/activemq';
import { feature, runCheck } from './peers/features';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { writeClient } from './peers/mco';
import { startMcollectived } from './peers/mcollectived';
import { LAB_PSK, SECRET } from './peers/node_spec';
import { describeOutcome, type Outcome } from './peers/outcome';
import { expectAnswer, expectFault } from './peers/plugin_answer';
import { HOSTILE_PAYLOADS, startRogueNode } from './peers/rogue_node';
import { MANNERS, type Manners, startRogue } from './peers/rogue_server';

/** Most of these wait; none depends on another. */
const AT_ONCE = 3;
const ADDRESS = ['--param', 'address=192.0.2.7'];

describe('bad input', () => {
  const lab = useLab('bad-input');
  let broker: LabBroker;
  let good: string;

  before(async () => {
    broker = await labBroker(lab);
    good = writeFleetspecYaml(lab, broker);
    await Promise.all([
      startMcollectived(lab, broker, { identity: 'ruby1.lab', classes: ['role::web'] }),
      startFleetspecd(lab, broker, { identity: 'node1.lab', classes: ['role::web'] }),
    ]);
  });

  const check = (config: string, ...more: string[]): Promise<Outcome> =>
    runCheck(lab, config, 'is_unblocked', [...ADDRESS, ...more]);
  const find = (config: string): Promise<Outcome> => runFleetspec(lab, ['find', '--config', config]);

  describe('of the person at the keyboard', { concurrency: AT_ONCE }, () => {
    it('a wrong key: nobody can be heard, and the key is offered as a reason', async () => {
      const config = writeFleetspecYaml(lab, broker, { security: { psk: 'wrong' } }, 'psk.yaml');
      expectAnswer(await check(config), 'UNKNOWN', { says: [/psk|key/i] });
      const found = await find(config);
      expect(found.code, describeOutcome(found)).to.equal(1);
      expect(found.stdout).to.equal('');
      for (const text of [found.stdout, found.stderr]) expect(text).not.to.contain(LAB_PSK);
    });

    it('a refused login names the user, not the password', async () => {
      const config = writeFleetspecYaml(lab, { ...broker, password: 'mistyped!' }, {}, 'login.yaml');
      expectAnswer(await check(config), 'UNKNOWN', { says: [broker.user, `${broker.host}:${broker.port}`] });
      const found = await find(config);
      expectFault(found, [broker.user]);
      expect(found.stderr).not.to.contain('mistyped!');
    });

    it('the same in a client.cfg of MCollective', async () => {
      const config = writeClient(lab, { ...broker, password: 'mistyped!' }, { file: 'login.cfg' });
      expectFault(await find(config), [broker.user]);
    });

    it('a wrong port names host and port', async () => {
      const config = writeFleetspecYaml(lab, { ...broker, port: 1 }, {}, 'port.yaml');
      expectAnswer(await check(config), 'UNKNOWN', { says: ['127.0.0.1:1'], deadlineSeconds: 8 });
      expectFault(await find(config), ['127.0.0.1:1']);
    });

    it('a host that does not exist is named', async () => {
      const config = writeFleetspecYaml(lab, { ...broker, host: 'broker.invalid' }, {}, 'host.yaml');
      expectAnswer(await check(config, '-t', '8'), 'UNKNOWN', {
        says: ['broker.invalid'],
        deadlineSeconds: 8,
      });
    });

    it('a file of configuration that is not there', async () => {
      expectAnswer(await check(lab.path('nowhere.yaml')), 'UNKNOWN', { says: ['nowhere.yaml'] });
      expectFault(await find(lab.path('nowhere.yaml')), ['nowhere.yaml']);
    });

    it('broken YAML names file and line', async () => {
      const config = lab.write('broken.yaml', 'broker:\n  pool: [\n identity: x\n', SECRET);
      expectAnswer(await check(config), 'UNKNOWN', { says: [/broken\.yaml\D+3\b/] });
      expectFault(await find(config), [/broken\.yaml\D+3\b/]);
    });

    it('an unknown key is named with the nearest', async () => {
      const config = lab.write('unknown.yaml', 'brokr:\n  vhost: x\n', SECRET);
      expectAnswer(await check(config), 'UNKNOWN', { says: ['brokr', 'broker'] });
      expectFault(await find(config), ['brokr', 'broker']);
    });

    it('an agent nobody has', async () => {
      const outcome = await runFleetspec(lab, [
        'rpc',
        'iptabels',
        'block',
        'ipaddr=192.0.2.7',
        '--config',
        good,
      ]);
      expectFault(outcome, ['iptabels']);
    });

    it('a class nobody has', async () => {
      expectAnswer(await runCheck(lab, good, 'nobody'), 'UNKNOWN', { says: ['role::nothing'] });
    });

    it('a feature that is not there, a step nobody defined, a value nobody gave, a line without scenario', async () => {
      const args = (name: string): string[] => ['check', name, '--config', good];
      const missing = await runFleetspec(lab, args('nowhere.feature'));
      expectAnswer(missing, 'UNKNOWN', { says: ['nowhere.feature'] });
      expectAnswer(await runCheck(lab, good, 'undefined_step'), 'UNKNOWN', { says: ['the moon is full'] });
      expectAnswer(await runCheck(lab, good, 'is_unblocked'), 'UNKNOWN', { says: ['<address>'] });
      const nothing = await runFleetspec(lab, args(`${feature('is_blocked')}:99`));
      expectAnswer(nothing, 'UNKNOWN', { says: ['is_blocked.feature:99'] });
    });

    it('hosts that have no firewall agent are named, not passed over', async () => {
      const outcome = await check(good);
      expectAnswer(outcome, 'UNKNOWN', { says: ['ruby1.lab'] });
    });
  });

  describe('of whatever listens on the port', { concurrency: AT_ONCE }, () => {
    const cases: Readonly<Record<string, Manners>> = MANNERS;
    for (const [name, manners] of Object.entries(cases)) {
      it(name, async () => {
        const rogue = await startRogue(lab, manners);
        const config = writeFleetspecYaml(lab, { ...broker, ...rogue }, {}, `${name}.yaml`);
        const place = `127.0.0.1:${rogue.port}`;
        // Who logs us in and then says nothing is a broker without nodes, as far as anybody can see.
        const says = name === 'connectsThenIsSilent' ? ['role::'] : [place];
        const [checked, found] = await Promise.all([check(config, '-t', '7'), find(config)]);
        expectAnswer(checked, 'UNKNOWN', { says, deadlineSeconds: 7 });
        expect(found.code, describeOutcome(found)).to.equal(1);
        expect(found.stderr.trimEnd().split('\n'), describeOutcome(found)).to.have.length(1);
        expect(found.timedOut).to.equal(false);
      });
    }
  });

  describe('of nodes that lie', () => {
    it('hostile Marshal is refused, the honest nodes are still found, nobody else appears', async () => {
      const stop = await startRogueNode(lab, broker, HOSTILE_PAYLOADS);
      try {
        const found = await runFleetspec(lab, ['find', '--json', '--config', good]);
        expect(found.code, describeOutcome(found)).to.equal(0);
        expect(JSON.parse(found.stdout)).to.deep.equal(['node1.lab', 'ruby1.lab']);
      } finally {
        await stop();
      }
    });

    it('a daemon that is sent hostile Marshal counts it, answers none of it and goes on', async () => {
      const before = await statistics();
      const { StompSession } = await import('../../lib/stomp/session');
      const { host, port, user, password } = broker;
      const session = await StompSession.connect({ pool: [{ host, port, user, password }] });
      let answers = 0;
      session.subscribe('/queue/mcollective.reply.rogue.1', () => {
        answers++;
      });
      const unsigned = dump(symbolHash({ body: Buffer.from('x'), hash: 'x' }));
      const payloads = [...HOSTILE_PAYLOADS, unsigned];
      for (const body of payloads) {
        for (const destination of [
          '/topic/mcollective.discovery.agent',
          '/topic/mcollective.rpcutil.agent',
        ]) {
          session.send(destination, { 'reply-to': '/queue/mcollective.reply.rogue.1' }, body);
        }
        session.send('/queue/mcollective.nodes', { mc_identity: 'node1.lab' }, body);
      }
      await session.flush(5_000);
      const after = await statistics();
      await session.close();
      expect(answers).to.equal(0);
      // Each by two topics and the queue, and the question itself.
      expect(after.total! - before.total!).to.equal(3 * payloads.length + 1);
      expect(after.unvalidated! - before.unvalidated!).to.equal(3);
      expect(after.replies! - before.replies!).to.equal(1);
    });

    async function statistics(): Promise<Record<string, number>> {
      const args = ['rpc', 'rpcutil', 'daemon_stats', '-I', 'node1.lab', '--json', '--config', good];
      const outcome = await runFleetspec(lab, args);
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      return JSON.parse(outcome.stdout)[0].data;
    }
  });
});
