// Everything that can keep a check from being made: one clear sentence, exit code 3, nothing on stderr, in time.
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { uptimeMs } from '../../lib/environment';
import { type Answer, PROJECT, splitAnswer, ToySite } from './toy_site';

const FEATURE = 'features/puppet_master_capacity.feature';

let site: ToySite;
before(async () => {
  site = await ToySite.start([{ identity: 'web1.example.net', classes: ['role::web'], puppet: 'applying' }]);
});
after(() => site.stop());

function expectUnknown(answer: Answer, first: RegExp): void {
  expect(answer.first).to.match(first);
  expect(answer).to.include({ code: 3, stderr: '' });
  expect([answer.first, ...answer.more].join('\n')).not.to.match(/\n\s+at |\.js:\d+/);
}

// Also of a test that fails: a server that listens on would keep the whole file from ending.
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A server that does `greet` with every client, until the test is over. */
async function serverThat(greet: (socket: Socket) => void): Promise<{ port: number; stop(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  stops.push(stop);
  return { port: (server.address() as AddressInfo).port, stop };
}

describe('a fleet that cannot be asked', () => {
  it('because the broker is down', async () => {
    const gone = await serverThat(() => {});
    gone.stop();
    expectUnknown(
      await site.check(FEATURE, [], { port: gone.port }),
      /^UNKNOWN: Puppet master capacity - cannot reach the broker 127\.0\.0\.1:\d+: connection refused/,
    );
  });

  it('because the login is refused', async () => {
    expectUnknown(
      await site.check(FEATURE, [], { password: 'wrong' }),
      /the broker 127\.0\.0\.1:\d+ refused the login of user "mcollective"/,
    );
  });

  it('because the pre-shared key is another', async () => {
    expectUnknown(
      await site.check(FEATURE, [], { psk: 'other' }),
      /no nodes discovered with the agent puppet or puppetd; .*security keys/,
    );
  });

  it('because something else listens there', async () => {
    const web = await serverThat(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expectUnknown(
      await site.check(FEATURE, ['-t', '5'], { port: web.port }),
      /^UNKNOWN: Puppet master capacity - .*127\.0\.0\.1:\d+/,
    );
  });

  it('because the broker says nothing, before the deadline', async () => {
    const mute = await serverThat(() => {});
    // Begun a while ago: the second and a half that is kept for the answer is room enough on a busy machine, too.
    const startedAt = uptimeMs() - 17_000;
    const answer = await site.check(FEATURE, ['-t', '20'], { port: mute.port }, { startedAt });
    expect(uptimeMs() - startedAt).to.be.below(20_000);
    expectUnknown(
      answer,
      new RegExp(`the deadline of 20 s was reached while connecting to the broker 127.0.0.1:${mute.port};`),
    );
  });

  it('because the broker dies while it is asked', async () => {
    const other = await ToySite.start([{ identity: 'web1.example.net', classes: ['role::web'] }]);
    const { exec } = other.fleet.host('web1.example.net');
    exec.run = async () => {
      void other.broker.stop();
      return new Promise(() => {});
    };
    const feature = other.feature(`Feature: Toys
  Scenario: One
    Given the lb has ip address 192.0.2.7
    And I want to update hosts with class role::web
    Then traffic from the lb should be unblocked
`);
    const startedAt = uptimeMs() - 6000;
    try {
      const answer = await other.check(feature, ['-t', '10'], { timeoutMs: 60_000 }, { startedAt });
      expect(uptimeMs() - startedAt).to.be.below(10_000);
      expectUnknown(answer, /^UNKNOWN: Toys - /);
    } finally {
      await other.stop();
    }
  });

  it('because a node answers discovery and nothing more', async () => {
    site.fleet.host('web1.example.net').exec.run = () => new Promise(() => {});
    const feature = site.feature(`Feature: Toys
  Scenario: One
    Given the lb has ip address 192.0.2.7
    And I want to update hosts with class role::web
    Then traffic from the lb should be unblocked
`);
    const startedAt = uptimeMs() - 5000;
    expectUnknown(
      await site.check(feature, ['-t', '10'], { timeoutMs: 60_000 }, { startedAt }),
      /^UNKNOWN: Toys - no answer from web1\.example\.net to iptables isblocked; .*toy\.feature:5\)$/,
    );
  });
});

describe('two nodes of one name', () => {
  it('are never taken for one that is well', async () => {
    const web = { identity: 'twin1.example.net', classes: ['role::twin'], puppet: 'applying' as const };
    const fleets = [await site.join([web]), await site.join([web])];
    // Silence ends discovery, however late the two answer; a cap would only hide the second.
    const discovery = { capMs: 30_000, quietMs: 100 };
    const twins = (feature: string): Promise<Answer> => site.check(site.feature(feature), [], { discovery });
    const expected =
      /twin1\.example\.net answered discovery more than once, .*; give each daemon an identity of its own/;
    const chosen = await twins(`Feature: Toys
  Scenario: One
    Given the lb has ip address 192.0.2.7
    And I want to update hosts with class role::twin
    Then traffic from the lb should be unblocked
`);
    const master = await twins(`Feature: Toys
  Scenario: One
    Given the Puppet Master load average should be below 100
    And the Puppet Master is found by role::twin
    Then the Puppet Master should have an acceptable load average
`);
    const counted = await twins(`Feature: Toys
  Scenario: One
    Given we know we can run 10 concurrent Puppet clients
    When there are more than usual Puppet clients running
`);
    for (const fleet of fleets) await fleet.stop();
    for (const answer of [chosen, master, counted]) expectUnknown(answer, expected);
  });
});

describe('a feature that cannot be run', () => {
  const check = (text: string, argv: readonly string[] = []) => site.check(site.feature(text), argv);

  it('because it is missing', async () => {
    expectUnknown(
      await site.check('features/firewal.feature'),
      /^UNKNOWN: features\/firewal\.feature - there is no feature file .* \(did you mean features\/firewall\.feature\?\)/,
    );
  });

  it('because it cannot be read', async () => {
    expectUnknown(
      await check('Feature: Toys\n  Scenario: One\n    Given x\n    Gvien y\n'),
      /the feature cannot be read: "Gvien y" is no step, .*\(.*toy\.feature:4\)$/,
    );
  });

  it('because it only prepares and asks nobody', async () => {
    const prepared = [
      'Then the Puppet Master load average should be below 0.001',
      'When I want to update hosts with class role::nosuch',
      'Given the lb has ip address 192.0.2.7',
    ];
    for (const step of prepared) {
      const answer = await check(`Feature: Toys\n  Scenario: One\n    ${step}\n`);
      expectUnknown(answer, /^UNKNOWN: Toys - the scenario only prepares and tests nothing/);
    }
  });

  it('because there is a table below a step that takes none', async () => {
    const text = 'Feature: Toys\n  Scenario: One\n    Given the lb has ip address 192.0.2.7\n      | a |\n';
    expectUnknown(await check(text), /^UNKNOWN: Toys - the step takes no table and no text below it/);
  });

  it('because nobody knows a step', async () => {
    const answer = await check('Feature: Toys\n  Scenario: One\n    Given the moon is full\n');
    expectUnknown(answer, /^UNKNOWN: Toys - undefined step "the moon is full" \(.*toy\.feature:3\)$/);
  });

  it('because no scenario has the tags', async () => {
    expectUnknown(
      await site.check(FEATURE, ['--tags', '@nobody']),
      /^UNKNOWN: Puppet master capacity - no scenario with the tags "@nobody" was found in /,
    );
  });

  it('because no scenario begins at the line', async () => {
    expectUnknown(
      await site.check(`${FEATURE}:2`),
      /^UNKNOWN: Puppet master capacity - no scenario begins at /,
    );
  });

  it('because it is empty', async () => {
    expectUnknown(await check(''), /the feature has no scenario /);
    expectUnknown(
      await check('Feature: Toys\n  Scenario: One\n'),
      /^UNKNOWN: Toys - the scenario has no steps/,
    );
  });

  it('because one file of a folder has no scenario, however well the others are', async () => {
    const folder = join(site.folder, 'half');
    mkdirSync(folder);
    writeFileSync(join(folder, 'well.feature'), readFileSync(join(PROJECT, FEATURE)));
    writeFileSync(join(folder, 'forgotten.feature'), 'Feature: Forgotten\n');
    expectUnknown(await site.check(folder), /the feature has no scenario \(.*half\/forgotten\.feature\)$/);
  });
});

describe('a command line or configuration that cannot be used', () => {
  const check = async (...argv: string[]): Promise<Answer> => {
    const { code, stdout, stderr } = await site.fleetspec(['check', ...argv]);
    return { code, stderr, ...splitAnswer(stdout) };
  };

  it('says what is wrong with the command line, as a plugin does', async () => {
    expectUnknown(await check(), /^UNKNOWN: fleetspec - missing required argument 'feature'/);
    expectUnknown(await check(FEATURE, '--bogus'), /^UNKNOWN: fleetspec - unknown option '--bogus'/);
    expectUnknown(await check(FEATURE, '-t', 'soon'), /^UNKNOWN: fleetspec - --timeout cannot be "soon"/);
    expectUnknown(
      await check(FEATURE, '--param', 'x'),
      /^UNKNOWN: fleetspec - --param cannot be "x"; give name=value/,
    );
  });

  it('names a configuration that is missing or broken', async () => {
    expectUnknown(
      await check(FEATURE, '--config', '/nowhere.yaml'),
      /^UNKNOWN: features\/puppet.* - cannot read the configuration \/nowhere\.yaml/,
    );
    const file = join(site.folder, 'broken.yaml');
    writeFileSync(file, 'broker: [1\nsecurity: }', { mode: 0o600 });
    expectUnknown(await check(FEATURE, '--config', file), /broken\.yaml line \d+.*: broken YAML/);
    writeFileSync(file, 'brokr: {}\nsecurity: {psk: x}\n', { mode: 0o600 });
    expectUnknown(await check(FEATURE, '--config', file), /unknown key "brokr"; did you mean "broker"/);
  });
});

describe('a check that takes long', () => {
  it('tells with -v when it waited for what', async () => {
    const { stderr } = await site.check(FEATURE, ['-v']);
    const told = stderr.trimEnd().split('\n');
    const times = told.map(line => Number(/^ {2}at (\d+\.\d\d) s: /.exec(line)?.[1]));
    expect(times).to.deep.equal([...times].sort((a, b) => a - b));
    const what = told.map(line => line.replace(/^.* s: /, '').replace(/:\d+$|\d+(?= ms)/g, ''));
    // Two agents are looked for at once.
    expect([...new Set(what)]).to.deep.equal([
      'connecting to 127.0.0.1',
      'connected to the broker',
      'discovery took  ms, nodes found: 1',
      'puppet status took  ms, answers: 1, silent nodes: 0',
      'left the broker',
    ]);
  });

  it('names a silent node that it waited for twice, though it changes nothing', async () => {
    const others = await site.join(
      [1, 2].map(n => ({
        identity: `app${n}.example.net`,
        classes: ['role::app'],
        packages: { bash: '5.2' },
      })),
    );
    others.host('app2.example.net').exec.run = () => new Promise(() => {});
    const feature = site.feature(`Feature: Toys
  Scenario: One
    Then at least 1 host with class role::app should have the package bash installed
    And at least 1 host with class role::app should have the package bash installed
`);
    const { code, stderr, more } = await site.check(feature, ['-v'], { timeoutMs: 700 });
    await others.stop();
    expect(code).to.equal(0);
    expect(more[0]).to.include('is not known of app2.example.net, which changes nothing');
    expect(stderr.match(/package status took \d+ ms, answers: 1, silent nodes: 1$/gm)).to.have.length(2);
  });
});
