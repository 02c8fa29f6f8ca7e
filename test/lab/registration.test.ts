// Registration in both directions: mcollectived understands ours as its own, fleetspecd keeps those of both.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { writeClient } from './peers/mco';
import { startMcollectived } from './peers/mcollectived';
import type { NodeSpec } from './peers/node_spec';
import { describeOutcome } from './peers/outcome';
import { RUBY_LIBDIR } from './peers/ruby_environment';
import { waitFor } from './peers/wait_for';

const PLUGINS = join(__dirname, 'fixtures/ruby/registration_libdir');
const LIBDIR = `${RUBY_LIBDIR}:${PLUGINS}`;

const FACTS = {
  country: 'uk',
  cpus: 4,
  yes: true,
  pi: 3.5,
  umlaut: 'Zürich',
  list: ['a', 2],
  os: { family: 'Debian' },
};

/** What the Ruby agent wrote down of one message. */
interface Seen {
  readonly shape: string;
  readonly sender: string;
  readonly callerid: string;
  readonly collective: string;
  readonly agent: string;
  readonly filter: unknown;
  readonly ttl: number;
  readonly keys: readonly string[];
}

const NOT_SHARED = [
  ...['iptables', 'puppet', 'puppetd', 'host', 'nrpe', 'process', 'filemgr', 'nettest', 'package', 'service'],
  'labecho',
];

describe('registration', () => {
  const lab = useLab('registration');
  const seenFile = lab.path('registrations.jsonl');
  const folder = lab.path('kept');
  let broker: LabBroker;

  const spec = (identity: string, settings: Record<string, string>): NodeSpec => ({
    identity,
    facts: FACTS,
    classes: ['role::web', 'common'],
    collectives: ['mcollective', 'uk', 'eu'],
    settings: {
      registerinterval: '1',
      'plugin.lab.registrations': seenFile,
      // What only one of the two daemons has.
      ...Object.fromEntries(NOT_SHARED.map(agent => [`plugin.${agent}.activate_agent`, '0'])),
      ...settings,
    },
  });

  before(async () => {
    mkdirSync(folder);
    // The sender's plugin without the receiver's agent.
    cpSync(join(PLUGINS, 'mcollective/registration'), lab.path('plugins/mcollective/registration'), {
      recursive: true,
    });
    broker = await labBroker(lab);
    const keep = { 'plugin.registration.directory': folder, registerinterval: '0' };
    await Promise.all([
      startMcollectived(lab, broker, spec('receiver-ruby.lab', { libdir: LIBDIR, registerinterval: '0' })),
      startFleetspecd(lab, broker, spec('receiver-ours.lab', keep)),
    ]);
    const meta = { registration: 'meta' };
    await Promise.all([
      startMcollectived(
        lab,
        broker,
        spec('ruby-meta.lab', { ...meta, libdir: `${RUBY_LIBDIR}:${lab.path('plugins')}` }),
      ),
      startFleetspecd(lab, broker, spec('ours-meta.lab', { ...meta, registration_splay: '1' })),
      startMcollectived(lab, broker, spec('ruby-list.lab', {})),
      startFleetspecd(lab, broker, spec('ours-list.lab', { registration_collective: 'eu' })),
    ]);
  });

  function seen(sender: string): Seen[] {
    if (!existsSync(seenFile)) return [];
    const lines = readFileSync(seenFile, 'utf8').split('\n').slice(0, -1);
    return lines.map(line => JSON.parse(line) as Seen).filter(entry => entry.sender === sender);
  }

  const firstOf = (sender: string): Promise<Seen> =>
    waitFor(`a registration of ${sender}`, () => seen(sender)[0]);

  const asIf = (shape: string, identity: string): string => shape.replaceAll(identity, 'IDENTITY');

  it('sends what Ruby sends: the envelope', async () => {
    const [ours, ruby] = await Promise.all([firstOf('ours-list.lab'), firstOf('ruby-list.lab')]);
    expect(ours.keys).to.deep.equal(ruby.keys);
    for (const key of ['agent', 'ttl', 'filter', 'callerid'] as const) {
      expect(ours[key], key).to.deep.equal(ruby[key]);
    }
    expect([ours.collective, ruby.collective]).to.deep.equal(['eu', 'mcollective']);
  });

  it('sends what Ruby sends: agentlist', async () => {
    const [ours, ruby] = await Promise.all([firstOf('ours-list.lab'), firstOf('ruby-list.lab')]);
    expect(ruby.shape).to.include('discovery').and.include('rpcutil');
    // Ruby loads its agents in the order its folders happen to have.
    const inOrder = (shape: string): string[] => shape.slice(1, -1).split(', ').sort();
    expect(inOrder(ours.shape)).to.deep.equal(inOrder(ruby.shape));
  });

  it('sends what Ruby sends: meta, to the encoding of every value', async () => {
    const [ours, ruby] = await Promise.all([firstOf('ours-meta.lab'), firstOf('ruby-meta.lab')]);
    const agents = /Symbol::agentlist => \[(.*?)\]/;
    // What Ruby makes of a number is US-ASCII, and equal to the same in UTF-8.
    const rest = (entry: Seen): string =>
      asIf(entry.shape, entry.sender).replace(agents, '').replaceAll('US-ASCII:', 'UTF-8:');
    expect(rest(ours)).to.equal(rest(ruby));
    expect(rest(ours)).to.include('UTF-8:"umlaut" => UTF-8:"Zürich"');
    const list = (entry: Seen): string[] => agents.exec(entry.shape)![1]!.split(', ').sort();
    expect(list(ours)).to.deep.equal(list(ruby));
  });

  it('goes on at its interval', async () => {
    await waitFor('three registrations', () => seen('ours-meta.lab').length >= 3);
  });

  it('keeps what all of them tell, one file per node', async () => {
    const names = ['ours-list.lab', 'ours-meta.lab', 'ruby-list.lab', 'ruby-meta.lab'];
    await waitFor('four files', () => names.every(name => existsSync(join(folder, name))));
    const kept = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const { agentlist, lastseen, ...rest } = kept('ruby-meta.lab');
    expect(agentlist).to.include('rpcutil');
    expect(Math.abs(lastseen - Date.now() / 1000)).to.be.lessThan(60);
    expect(rest).to.deep.equal({
      facts: {
        country: 'uk',
        cpus: '4',
        yes: 'true',
        pi: '3.5',
        umlaut: 'Zürich',
        list: ['a', '2'],
        os: { family: 'Debian' },
      },
      classes: ['role::web', 'common'],
      collectives: ['eu', 'mcollective', 'uk'],
      identity: 'ruby-meta.lab',
    });
    expect(kept('ours-meta.lab').facts).to.deep.equal(rest.facts);
    expect(kept('ours-list.lab')).to.deep.include({ facts: {}, classes: [], collectives: ['eu'] });
    const seenBefore = kept('ruby-meta.lab').lastseen;
    await waitFor('a newer one', () => kept('ruby-meta.lab').lastseen > seenBefore);
    expect(
      readdirSync(folder)
        .filter(name => !name.startsWith('.'))
        .sort(),
    ).to.deep.equal(names);
  });

  it('finds nodes by what was kept', async () => {
    const names = ['ours-meta.lab', 'ruby-meta.lab'];
    await waitFor('both files', () => names.every(name => existsSync(join(folder, name))));
    const client = writeClient(lab, broker);
    const found = await runFleetspec(lab, [
      ...['find', '-c', client, '--dm', 'registration', '--do', `directory=${folder}`, '-F', 'os=family'],
    ]);
    expect(found.stdout.trim().split('\n').sort(), describeOutcome(found)).to.deep.equal(names);
  });
});
