// The ssl and aes plugins between both kinds of clients and both kinds of nodes; and what each kind of node refuses.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import type { RubyValue } from '../../lib/marshal/values';
import { makeSsl } from '../../lib/mcollective/security/rsa_security';
import { MARSHAL } from '../../lib/mcollective/security/serializer';
import { normaliseJson } from './normalise';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec, writeFleetspecYaml, type YamlSections } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { broadcast, forgedPing } from './peers/forged_request';
import { initiated, startInitiated } from './peers/initiated';
import { InteropMatrix, shownMatrix, type Way, writeMatrix } from './peers/interop_matrix';
import { type Lab, useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { type LabNode, startMcollectived } from './peers/mcollectived';
import type { Settings } from './peers/node_spec';
import { describeOutcome, type Outcome } from './peers/outcome';
import { type ClientKeys, clientSection, RSA_SCHEMES, type SecurityScheme } from './peers/security_keys';
import { waitFor } from './peers/wait_for';

const FACTS = { umlaut: 'Zürich', looks: '1e5', list: ['a', '2020-01-01'] };
// As patient as mco: the machine of the lab is busy, and the first RSA operation of a daemon takes its time.
const PATIENCE = ['--discovery-quiet', '2'];
const GET_FACTS = ['rpc', 'rpcutil', 'get_facts', 'facts=umlaut,looks,list,nosuch', '--json'];
const SCHEMES: readonly SecurityScheme[] = ['psk', ...RSA_SCHEMES];
const WAYS: Readonly<Record<Way, Settings>> = {
  broadcast: { direct_addressing_threshold: 0 },
  direct: { direct_addressing_threshold: 10 },
};

/** One fleet of both kinds of nodes, in a collective of its own. */
class Fleet {
  readonly collective: string;

  constructor(
    readonly lab: Lab,
    readonly broker: LabBroker,
    readonly scheme: SecurityScheme,
  ) {
    this.collective = scheme.replace('-', '');
  }

  get identities(): readonly [ours: string, theirs: string] {
    return [`node.${this.collective}`, `ruby.${this.collective}`];
  }

  start(): Promise<[ours: LabNode, theirs: LabNode]> {
    const spec = { security: this.scheme, collectives: [this.collective], facts: FACTS };
    const [ours, theirs] = this.identities;
    return Promise.all([
      startFleetspecd(this.lab, this.broker, { ...spec, identity: ours }),
      startMcollectived(this.lab, this.broker, { ...spec, identity: theirs }),
    ]);
  }

  client(name: string, settings: Settings = {}, keys: ClientKeys = {}): string {
    const { scheme: security, collective } = this;
    const file = `${collective}-${name}.cfg`;
    return writeClient(this.lab, this.broker, { file, security, keys, collectives: [collective], settings });
  }
}

function expectBoth(fleet: Fleet, outcome: Outcome): void {
  expect(outcome.code, describeOutcome(outcome)).to.equal(0);
  const replies = JSON.parse(outcome.stdout) as { sender: string; statuscode: number }[];
  expect(replies.map(({ sender }) => sender).sort(), describeOutcome(outcome)).to.deep.equal(
    fleet.identities,
  );
  expect(replies.map(({ statuscode }) => statuscode)).to.deep.equal([0, 0]);
  expect(outcome.stdout).to.contain('Zürich').and.to.contain('"1e5"');
}

describe('security plugins', () => {
  const lab = useLab('security');
  const fleets = new Map<SecurityScheme, Fleet>();
  const matrix = new InteropMatrix();
  let nodes: LabNode[];

  before(async () => {
    const broker = await labBroker(lab);
    for (const scheme of SCHEMES) fleets.set(scheme, new Fleet(lab, broker, scheme));
    await Promise.all(
      [...fleets.values()].map(fleet =>
        fleet.start().then(started => {
          if (fleet.scheme === 'ssl-marshal') nodes = started;
        }),
      ),
    );
  });

  describe('both clients hear the same of both kinds of nodes', { concurrency: 3 }, () => {
    for (const scheme of SCHEMES) {
      for (const [way, settings] of Object.entries(WAYS) as [Way, Settings][]) {
        it(`${scheme}, ${way}`, async () => {
          const fleet = fleets.get(scheme)!;
          const file = fleet.client(way, settings);
          const [ours, theirs] = await Promise.all([
            runFleetspec(lab, [...GET_FACTS, ...PATIENCE, '--config', file]),
            runMco(lab, file, GET_FACTS),
          ]);
          expectBoth(fleet, ours);
          expectBoth(fleet, theirs);
          expect(normaliseJson(ours.stdout)).to.deep.equal(normaliseJson(theirs.stdout));
          for (const client of ['fleetspec', 'mco'] as const) {
            for (const daemon of ['fleetspecd', 'mcollectived'] as const)
              matrix.heard(client, daemon, scheme, way);
          }
        });
      }

      it(`${scheme}, with settings from fleetspec.yaml`, async () => {
        const fleet = fleets.get(scheme)!;
        const { broker, collective } = fleet;
        const security = { psk: undefined, ...clientSection(lab, scheme) };
        const sections = { security, collectives: [collective], main_collective: collective };
        const file = writeFleetspecYaml(
          lab,
          broker,
          sections as unknown as YamlSections,
          `${collective}.yaml`,
        );
        expectBoth(fleet, await runFleetspec(lab, [...GET_FACTS, ...PATIENCE, '--config', file]));
      });
    }
  });

  it('and docs/compatibility.md says so', () => {
    if (process.env.FLEETSPEC_WRITE_MATRIX) writeMatrix(matrix.table());
    expect(shownMatrix(), 'FLEETSPEC_WRITE_MATRIX=1 brings it up to date').to.equal(matrix.table());
    expect(shownMatrix()).to.not.contain('fails');
  });

  // From here on: ssl with Marshal.
  const finds = (file: string): Promise<Outcome[]> =>
    Promise.all([runFleetspec(lab, ['find', '--config', file]), runMco(lab, file, ['find'])]);
  const ssl = (): Fleet => fleets.get('ssl-marshal')!;
  const logged = (ours: RegExp, theirs: RegExp): Promise<unknown> =>
    Promise.all([nodes[0]!.child.untilPrinted(ours), nodes[1]!.child.untilPrinted(theirs)]);

  it('a caller whose key no node has is answered by nobody', async () => {
    const outcomes = await finds(ssl().client('stranger', {}, { caller: 'stranger' }));
    for (const outcome of outcomes) expect(outcome.stdout, describeOutcome(outcome)).to.equal('');
    await logged(/unknown-caller.*stranger\.pem/, /Could not find a public key for stranger/);
  });

  it('a caller with the private key of somebody else is answered by nobody', async () => {
    const file = ssl().client('impostor', {}, { privateKeyOf: 'impostor' });
    const theirs = await runMco(lab, file, ['find']);
    expect(theirs.stdout, describeOutcome(theirs)).to.equal('');
    await logged(/request dropped \(signature\).*cert=alice/, /invalid signature/);
    // Ours would not even send it.
    const ours = await runFleetspec(lab, ['find', '--config', file]);
    expect(ours.stderr, describeOutcome(ours))
      .to.contain('alice.pem')
      .and.to.contain('it is not the public key of');
    expect(ours.stdout + ours.stderr).to.not.contain('BEGIN');
  });

  it('a client that has another key for the nodes believes none of them, and says why', async () => {
    const [ours, theirs] = await finds(ssl().client('misled', {}, { serverPublicOf: 'others' }));
    expect(theirs!.stdout, describeOutcome(theirs!)).to.equal('');
    expect(ours!.stdout, describeOutcome(ours!)).to.equal('');
    expect(ours!.stderr).to.match(/2 replies could not be verified.*keys/);
  });

  describe('requests that were changed on their way', () => {
    const forge = (changes: Record<string, RubyValue>): Promise<void> => {
      const files = clientSection(lab, 'ssl-marshal');
      const caller = makeSsl(
        {
          ...{ provider: 'ssl', serializer: 'marshal', enforceTtl: undefined },
          ...{ clientPublic: files.client_public, clientPrivate: files.client_private },
          ...{ serverPublic: files.server_public, serverPrivate: undefined, clientCertDir: undefined },
        },
        undefined,
        'client',
      );
      return broadcast(
        ssl().broker,
        ssl().collective,
        forgedPing(caller, MARSHAL, ssl().collective, changes),
      );
    };

    it('the ttl', async () => {
      await forge({ ttl: 86_400 });
      await logged(
        /request dropped \(tampered\): its ttl is not the one that was signed/,
        /TTL does not match/,
      );
    });

    it('the time stamp', async () => {
      await forge({ msgtime: Math.floor(Date.now() / 1000) + 30 });
      await logged(/\(tampered\): its msgtime is not/, /Message Time does not match/);
    });

    it('the body', async () => {
      await forge({ body: Buffer.from('\x04\x08"\x09evil', 'latin1') });
      await logged(/request dropped \(signature\)/, /invalid signature/);
    });

    it('the caller', async () => {
      await forge({ callerid: 'cert=../alice' });
      await waitFor('the refusal', () => /\(callerid\)/.test(nodes[0]!.child.output()));
    });
  });

  it('a key that is taken away counts with the next request, and so does one that is put there', async () => {
    const good = ssl().client('good');
    const ping = ['rpc', 'rpcutil', 'ping', '-I', ssl().identities[0], '--json', '-t', '1', '--config', good];
    expect((await runFleetspec(lab, ping)).code).to.equal(0);
    const key = lab.read('keys/callers/alice.pem');
    lab.write('keys/callers/alice.pem', lab.read('keys/stranger.pem'));
    expect((await runFleetspec(lab, ping)).code).to.equal(4);
    lab.write('keys/callers/alice.pem', key);
    expect((await runFleetspec(lab, ping)).code).to.equal(0);
  });
});

describe('the keys that fleetspec init makes', { concurrency: 2 }, () => {
  const lab = useLab('security-init');

  for (const plugin of ['ssl', 'aes'] as const)
    it(`${plugin}: mco and fleetspec call both kinds of daemons with them`, async () => {
      const broker = await labBroker(lab);
      const made = await initiated(lab, broker, plugin);
      const theirs = { ...made.settings, collectives: made.collective, main_collective: made.collective };
      const [file] = await Promise.all([
        writeClient(lab, broker, { file: `${plugin}.cfg`, settings: theirs }),
        startMcollectived(lab, broker, {
          ...{ identity: `ruby.${plugin}`, collectives: [made.collective], settings: made.settings },
        }),
        startInitiated(lab, made),
      ]);
      const ping = ['rpc', 'rpcutil', 'ping', '--json'];
      for (const outcome of await Promise.all([
        runFleetspec(lab, [...ping, ...PATIENCE, '--config', made.file]),
        runMco(lab, file, ping),
      ])) {
        expect(outcome.code, describeOutcome(outcome)).to.equal(0);
        const replies = JSON.parse(outcome.stdout) as { sender: string }[];
        expect(replies.map(({ sender }) => sender).sort()).to.deep.equal([
          `ours.${plugin}`,
          `ruby.${plugin}`,
        ]);
      }
    });
});
