// fleetspecd over its life: brokers that go and come back, signals, and an end that loses no reply.
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/load_config';
import { processEnvironment } from '../../lib/environment';
import { Fleet } from '../../lib/rpc/fleet';
import type { CallResult } from '../../lib/rpc/reply';
import { ActiveMq, LAB_LOGIN } from './peers/activemq';
import type { Child } from './peers/child';
import { ROOT } from './peers/fleetspecd';
import { type Lab, useLab } from './peers/lab';
import { writeClient } from './peers/mco';
import { renderSettings, SECRET } from './peers/node_spec';
import { waitFor } from './peers/wait_for';

const DAEMON = join(ROOT, 'dist/bin/fleetspecd.js');
const NODE = 'mortal.lab';

const DDL = `metadata :name => "slow", :description => "Takes its time", :author => "lab", :license => "Apache-2.0",
  :version => "1.0", :url => "none", :timeout => 20
action "work", :description => "Works" do
  display :always
  input :seconds, :prompt => "Seconds", :description => "How long", :type => :integer, :optional => false
  input :bytes, :prompt => "Bytes", :description => "How much", :type => :integer, :optional => false
  output :done, :description => "What was done", :display_as => "Done"
end
`;
const program = (marker: string): string => `#!/bin/bash
number() { sed -n "s/.*\\"$1\\":\\([0-9]*\\).*/\\1/p" "$CHORIA_EXTERNAL_REQUEST"; }
echo "$$" >'${marker}.new'
mv '${marker}.new' '${marker}'
sleep "$(number seconds)"
{ printf '{"done": "'; head -c "$(number bytes)" /dev/zero | tr '\\0' x; printf '"}'; } >"$2"
`;

function startDaemon(
  lab: Lab,
  name: string,
  ports: readonly number[],
  more: Record<string, string> = {},
): Child {
  const pool = ports.flatMap((port, i): [string, string | number][] => [
    [`plugin.activemq.pool.${i + 1}.host`, '127.0.0.1'],
    [`plugin.activemq.pool.${i + 1}.port`, port],
    [`plugin.activemq.pool.${i + 1}.user`, LAB_LOGIN.user],
    [`plugin.activemq.pool.${i + 1}.password`, LAB_LOGIN.password],
  ]);
  const settings = {
    identity: NODE,
    securityprovider: 'psk',
    'plugin.psk': 'lab-secret',
    'plugin.activemq.pool.size': ports.length,
    ...Object.fromEntries(pool),
    'plugin.yaml': lab.path('facts.yaml'),
    'plugin.fleetspec.node.agent_dirs': lab.path('agents'),
    soft_shutdown_timeout: 10,
    loglevel: 'info',
    ...more,
  };
  const config = lab.write(`${name}/server.cfg`, renderSettings(settings), SECRET);
  return lab.start(name, process.execPath, [DAEMON, '--config', config], {
    env: { HOME: lab.dir, TZ: 'UTC' },
  });
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

describe('the life of a daemon', () => {
  const lab = useLab('daemon-life');
  const marker = lab.path('working');
  let broker: ActiveMq;
  let fleet: Fleet;

  before(async () => {
    lab.write('facts.yaml', 'country: uk\n');
    lab.write('agents/slow.ddl', DDL);
    lab.write('agents/slow', program(marker), 0o755);
    broker = await ActiveMq.start(lab, 'activemq-one');
    fleet = await connect(broker, 'client.cfg');
  });
  after(() => fleet?.close());

  function connect(to: ActiveMq, file: string): Promise<Fleet> {
    const path = writeClient(lab, to, { file });
    const environment = processEnvironment();
    return Fleet.connect(loadConfig(environment, { file: path, role: 'client' }), { environment });
  }

  async function fact(name: string, from: Fleet = fleet): Promise<unknown> {
    const { replies } = await from.agent('rpcutil').on([NODE]).call('get_fact', { fact: name }).result();
    return replies[0]?.data.value;
  }

  /** Resolves once the program runs: the request is no longer on its way. */
  async function work(
    seconds: number,
    bytes: number,
    timeoutMs = 20_000,
  ): Promise<{ result: Promise<CallResult> }> {
    rmSync(marker, { force: true });
    const result = fleet.agent('slow').on([NODE]).call('work', { seconds, bytes }, { timeoutMs }).result();
    await waitFor('the program to run', () => existsSync(marker));
    return { result };
  }

  it('SIGTERM during a slow reply: the reply is made, sent, and there before it goes', async () => {
    const daemon = startDaemon(lab, 'slow-reply', [broker.port]);
    await daemon.untilPrinted(/ready/);
    const { result } = await work(2, 10);
    daemon.signal('SIGTERM');
    const { replies } = await result;
    expect(replies.map(({ statuscode, data }) => [statuscode, data.done])).to.deep.equal([[0, 'xxxxxxxxxx']]);
    expect(await daemon.exited).to.deep.equal({ code: 0, signal: null });
    expect(daemon.output()).to.include('stopping').and.include('stopped').and.not.include('warn');
  });

  it('SIGTERM during a large reply: every byte of it comes', async () => {
    const daemon = startDaemon(lab, 'large-reply', [broker.port]);
    await daemon.untilPrinted(/ready/);
    const { result } = await work(1, 4_000_000);
    daemon.signal('SIGINT');
    const { replies } = await result;
    expect(replies.map(({ data }) => (data.done as string).length)).to.deep.equal([4_000_000]);
    expect((await daemon.exited).code).to.equal(0);
  });

  it('a second signal ends it at once, and what it ran with it', async () => {
    const daemon = startDaemon(lab, 'impatient', [broker.port]);
    await daemon.untilPrinted(/ready/);
    const { result } = await work(15, 1, 2500);
    daemon.signal('SIGTERM');
    await daemon.untilPrinted(/stopping/);
    const asked = performance.now();
    daemon.signal('SIGTERM');
    expect((await daemon.exited).code).to.equal(0);
    expect(performance.now() - asked).to.be.lessThan(5000);
    const program = textOf(marker).trim();
    await waitFor('its program to be gone, too', () => !existsSync(`/proc/${program}`));
    expect((await result).replies).to.deep.equal([]);
  });

  it('the grace time ends what takes longer', async () => {
    const daemon = startDaemon(lab, 'short-grace', [broker.port], { soft_shutdown_timeout: '1' });
    await daemon.untilPrinted(/ready/);
    const { result } = await work(15, 1, 3500);
    daemon.signal('SIGTERM');
    expect((await daemon.exited).code).to.equal(0);
    expect(daemon.output()).to.include('requests still running at the end of the grace time are given up');
    expect((await result).replies).to.deep.equal([]);
  });

  it('a broker that restarts: the daemon is back, subscribed and answering', async () => {
    const daemon = startDaemon(lab, 'restart', [broker.port], { registerinterval: '1' });
    await daemon.untilPrinted(/ready/);
    expect(await fact('country')).to.equal('uk');
    await fleet.close();
    await broker.kill();
    await daemon.untilPrinted(/warn .*connection to the broker .* is lost/);
    broker = await ActiveMq.start(lab, 'activemq-two', broker.port);
    await waitFor('a second connection', () => daemon.output().split('connected to the broker').length > 2);
    fleet = await connect(broker, 'client-two.cfg');
    expect(await fact('country')).to.equal('uk');
    expect(daemon.running).to.equal(true);
    expect(daemon.output()).to.not.include('error ');
    await daemon.stop();
  });

  it('a broker that goes for good: the next of the pool', async () => {
    const other = await ActiveMq.start(lab, 'activemq-three');
    const daemon = startDaemon(lab, 'pool', [other.port, broker.port]);
    await daemon.untilPrinted(new RegExp(`connected to the broker broker=127.0.0.1:${other.port}`));
    await daemon.untilPrinted(/ready/);
    await other.kill();
    await daemon.untilPrinted(new RegExp(`connected to the broker broker=127.0.0.1:${broker.port}`));
    expect(await fact('country')).to.equal('uk');
    await daemon.stop();
  });

  it('a broker that is not there yet: it waits, and can be stopped while it does', async () => {
    const gone = await ActiveMq.start(lab, 'activemq-four');
    await gone.kill();
    const daemon = startDaemon(lab, 'early', [gone.port]);
    await daemon.untilPrinted(/trying again in 1 s/);
    daemon.signal('SIGTERM');
    expect((await daemon.exited).code).to.equal(0);
  });

  it('SIGHUP and SIGUSR1 read facts again, SIGUSR2 changes the level, SIGWINCH goes on in a new log', async () => {
    const log = lab.path('daemon.log');
    const daemon = startDaemon(lab, 'signals', [broker.port], { logfile: log });
    const logged = (text: string, file = log): Promise<true> =>
      waitFor(`${text} in the log`, () => textOf(file).includes(text) || undefined) as Promise<true>;
    await logged('ready');
    expect(await fact('country')).to.equal('uk');
    appendFileSync(lab.path('facts.yaml'), 'colour: red\n');
    daemon.signal('SIGHUP');
    await waitFor('the new fact', async () => (await fact('colour')) === 'red');
    writeFileSync(lab.path('facts.yaml'), 'colour: blue\n');
    daemon.signal('SIGUSR1');
    await waitFor('the changed fact', async () => (await fact('colour')) === 'blue');
    daemon.signal('SIGUSR2');
    await logged('the log level is warn now');
    renameSync(log, `${log}.1`);
    daemon.signal('SIGWINCH');
    await waitFor('the new log', () => existsSync(log));
    daemon.signal('SIGUSR2');
    await logged('the log level is error now');
    expect(textOf(`${log}.1`)).to.not.include('the log level is error now');
    expect((await daemon.stop()).code).to.equal(0);
    expect(daemon.output(), 'nothing beside the log, no debugger either').to.equal('');
  });
});
