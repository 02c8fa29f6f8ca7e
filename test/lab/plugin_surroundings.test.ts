// The built plugins where things are not well: a full disk, name servers that do not answer, a broker that hangs or has
// no Statistics plugin.
// Lab: alone, because it measures how long the plugins take.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { sleep } from '../../lib/util/clock';
import {
  answerOf,
  type PluginRunAnswer,
  programPath,
  runCheck,
} from '../conformance/activemq_plugins/plugin_run';
import { RawClient } from '../conformance/broker/raw_client';
import { ActiveMq, LAB_LOGIN, type LabBroker, labBroker } from './peers/activemq';
import { useLab } from './peers/lab';
import { describeWithHosts } from './peers/namespaces';
import { runProgram } from './peers/outcome';

// A network of its own in which every packet is lost, and a resolver that asks there.
const SILENT_NAME_SERVER = `
ip link add lost type veth peer name end && ip link set end up && ip link set lost up
ip addr add 198.18.250.1/24 dev lost
for n in 9 10; do ip neigh add 198.18.250.$n lladdr 02:00:00:00:00:01 dev lost; done
printf 'nameserver 198.18.250.9\\nnameserver 198.18.250.10\\n' > "$0/resolv.conf"
mount --bind "$0/resolv.conf" /etc/resolv.conf
exec "$@"
`;
// In a mount namespace of its own: nothing is left to be unmounted.
const FULL_DISK = `
mkdir -p "$0/full" && mount -t tmpfs -o size=4k none "$0/full"
head -c 100000 /dev/zero > "$0/full/fill" 2> /dev/null
exec "$@"
`;

describeWithHosts('plugins on a machine that is not well', () => {
  const lab = useLab('plugin-surroundings');
  let broker: LabBroker;

  before(async () => {
    broker = await labBroker(lab);
  });

  async function check(unshare: string, script: string, args: readonly string[]): Promise<PluginRunAnswer> {
    const plugin = [process.execPath, programPath('nagios/check_activemq_queue'), ...args];
    const outcome = await runProgram('unshare', [unshare, 'sh', '-c', script, lab.dir, ...plugin]);
    return answerOf(outcome, [broker.password]);
  }

  it('a full disk for the state file is UNKNOWN, and critical stays critical', async () => {
    const topic = ['--topic', 'plugin.surroundings', '--missing', 'critical'];
    const at = ['-H', `${broker.host}:${broker.port}`, '-u', broker.user, '-p', broker.password];
    const state = ['--growth-crit', '1', '--state-file', lab.path('full/state.json')];
    const missing = await check('-m', FULL_DISK, [...at, ...topic, ...state]);
    expect(missing.status, missing.stdout).to.equal('CRITICAL');
    const full = await check('-m', FULL_DISK, [
      ...at,
      '-q',
      '>',
      '--exclude',
      '>',
      '--missing',
      'ok',
      ...state,
    ]);
    expect(full.status, full.stdout).to.equal('UNKNOWN');
    expect(full.text).to.match(
      /^the state file \S+ cannot be used: ENOSPC: no space left on device, \w+; name another place with --state-file, or correct its owner, rights and free space$/,
    );
  });

  it('silent name servers do not hold up the end of a check', async () => {
    const asked = (seconds: string) =>
      check('-mn', SILENT_NAME_SERVER, ['-H', 'mq1.example.net', '-q', 'x', '-t', seconds]);
    const waitsLonger = asked('15');
    const answer = await asked('2');
    expect(answer.status, answer.stdout).to.equal('UNKNOWN');
    expect(answer.text).to.match(
      /mq1\.example\.net:61613 did not answer within 1\.\d s \(no TCP connection\)/,
    );
    // The system's own resolver would take ten seconds and more.
    expect(answer.elapsedMs).to.be.below(2_300);
    const patient = await waitsLonger;
    expect(patient.text, patient.stdout).to.include('the name server does not answer');
  });
});

describe('an ActiveMQ without the Statistics plugin', () => {
  const lab = useLab('activemq-plain');
  const login = ['--user', LAB_LOGIN.user, '--password', LAB_LOGIN.password];
  let broker: ActiveMq;
  let at: readonly string[];

  before(async () => {
    broker = await ActiveMq.start(lab, 'activemq', 0, { statistics: false });
    at = ['-H', `${broker.host}:${broker.port}`, ...login];
  });

  it('is found out in time, said in one sentence, and left with no questions', async () => {
    const ask = async (name: string, ...args: string[]): Promise<void> => {
      const answer = await runCheck(name, [...at, '-t', '1.5', ...args]);
      expect(answer.status, answer.stdout).to.equal('UNKNOWN');
      expect(answer.text).to.match(/ did not answer within [\d.]+ s when asked about /);
      expect(answer.text).to.include('<plugins><statisticsBrokerPlugin/></plugins>');
      expect(answer.elapsedMs).to.be.below(1_600);
    };
    await Promise.all([
      ask('check_activemq_queue', '-q', 'exim.stats', '--missing', 'ok'),
      ask('check_activemq_broker'),
    ]);
    const { host, port, user, password } = broker;
    const client = await RawClient.connect({ host, port, login: user, passcode: password }, '1.1');
    await sleep(500);
    for (const [id, name] of [
      'Destination.exim.statsActiveMQ.Statistics.Destination.List.End.With.Null',
      'Broker',
    ].entries()) {
      const destination = `/queue/ActiveMQ.Statistics.${name}`;
      await client.processed('SUBSCRIBE', { id: `s${id}`, destination });
      await client.processed('SEND', { destination }, 'the only one');
    }
    const bodies = [await client.nextBody(), await client.nextBody()];
    expect(bodies).to.deep.equal(['the only one', 'the only one']);
    expect(client.waiting('MESSAGE')).to.equal(0);
    client.destroy();
  });

  it('that hangs costs the time that was given, and no more', async () => {
    broker.signal('SIGSTOP');
    try {
      const asked = [...at, '-q', 'x', '-t', '2.5'];
      const chosen = runCheck('check_activemq_queue', [...asked, '--timeout-state', 'critical']);
      const answer = await runCheck('check_activemq_queue', asked);
      expect(answer.status, answer.stdout).to.equal('UNKNOWN');
      expect(answer.text).to.match(
        /did not answer within 2\.\d s \(connected, but no answer to the STOMP login\)/,
      );
      expect(answer.elapsedMs).to.be.within(2_000, 2_600);
      const { status, stdout } = await chosen;
      expect(status, stdout).to.equal('CRITICAL');
    } finally {
      broker.signal('SIGCONT');
    }
  });
});
