// What a check may change, and what becomes of it: refused, planned, limited, and undone after a crash. And what it may
// tell: no secrets, wherever one looks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { PROJECT, splitAnswer, ToySite } from './toy_site';

const LB = '192.0.2.7';
const names = ['web1.example.net', 'web2.example.net', 'web3.example.net'];
const WEB = names.map(identity => ({ identity, classes: ['role::web'] }));
const PARAMS = ['--param', `load_balancer=${LB}`, '--param', 'web_servers=role::web'];
const FIREWALL = 'features/firewall.feature';
const BLOCKS = `${FIREWALL}:20`;

let site: ToySite;
before(async () => {
  site = await ToySite.start([...WEB, { identity: 'db1.example.net' }]);
});
after(() => site.stop());

const rules = async (name: string): Promise<string> =>
  (await site.fleet.host(name).exec.run('iptables', ['-S', 'junk_filter'], { timeoutMs: 1000 })).stdout;

/** Web servers that drop the load balancer. */
async function blocked(): Promise<string[]> {
  const all = await Promise.all(names.map(rules));
  return names.filter((_, i) => all[i]!.includes(LB));
}

/** What changes rules on these hosts from now on, in order. */
function watchChanges(): string[] {
  const changes: string[] = [];
  for (const name of names) {
    const { exec } = site.fleet.host(name);
    const run = exec.run.bind(exec);
    exec.run = (file, args, options) => {
      if (args.includes('-A') || args.includes('-D')) changes.push(`${name} ${args.join(' ')}`);
      return run(file, args, options);
    };
  }
  return changes;
}

const journals = (): string[] => {
  const folder = join(site.folder, 'state');
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** `fleetspec` as a process of its own, from the sources; `onStart` may end it. */
async function fleetspec(
  argv: string[],
  onStart: (signal: (name: NodeJS.Signals) => void, closed: Promise<unknown>) => void = () => {},
) {
  const child = spawn(process.execPath, ['--require', 'ts-node/register', 'bin/fleetspec.ts', ...argv], {
    cwd: PROJECT,
  });
  let stdout = '';
  child.stdout.on('data', text => {
    stdout += text;
  });
  const closed = once(child, 'close');
  onStart(name => child.kill(name), closed);
  const [code, signal] = await closed;
  return { code, signal, stdout };
}

/** Blocks web1 and web3, and web2 as well once it has been killed in the middle. */
async function killedWhileBlocking(signal: NodeJS.Signals) {
  const { exec } = site.fleet.host('web2.example.net');
  const well = exec.run;
  const others = ['web1.example.net', 'web3.example.net'];
  let tellBlocked = (): void => {};
  const all = new Promise<void>(resolve => {
    tellBlocked = resolve;
  });
  const config = site.configFile({ timeoutMs: 30_000 });
  const ended = await fleetspec(
    ['check', BLOCKS, ...PARAMS, '--act', '-c', config, '-t', '20'],
    (kill, closed) => {
      exec.run = async (file, args, options) => {
        if (!args.includes('-A')) return well.call(exec, file, args, options);
        while ((await Promise.all(others.map(rules))).some(text => !text.includes(LB)))
          await new Promise(resolve => setImmediate(resolve));
        kill(signal);
        await closed;
        const done = await well.call(exec, file, args, options);
        tellBlocked();
        return done;
      };
    },
  );
  await all;
  exec.run = well;
  return ended;
}

describe('a check without leave to act', () => {
  it('refuses before anything is sent, and names step, place and remedy', async () => {
    const changes = watchChanges();
    const answer = await site.check(FIREWALL, PARAMS);
    expect(answer.first).to.equal(
      'UNKNOWN: Firewall - the step "I block the load balancer" and 1 more step would change hosts, so nothing was run; let it with --act, or see with --plan what it would change (features/firewall.feature:21), and 1 more',
    );
    expect(answer.code).to.equal(3);
    expect(changes).to.deep.equal([]);
  });

  it('runs not even the scenarios before the one that would act', async () => {
    const feature = site.feature(`Feature: Toys
  Scenario: Looks
    Given the load balancer has ip address ${LB}
    And I want to update hosts with class role::web
    Then traffic from the load balancer should be blocked
  Scenario: Acts
    Given the load balancer has ip address ${LB}
    And I want to update hosts with class role::web
    When I block the load balancer
`);
    const answer = await site.check(feature);
    expect(answer.code).to.equal(3);
    expect(answer.more.join('\n')).not.to.include('expected blocked');
    expect((await site.check(`${feature}:2`)).first).to.include('expected blocked');
  });

  it('is refused by run as well, and by a tag that selects it', async () => {
    const { code, stdout } = await site.fleetspec(['run', FIREWALL, ...PARAMS, '-c', site.configFile()]);
    expect(stdout).to.include('let it with --act');
    expect(code).to.equal(3);
  });
});

describe('a plan', () => {
  const plan = (...argv: string[]) =>
    site.fleetspec(['check', FIREWALL, ...PARAMS, ...argv, '-c', site.configFile()]);

  it('shows calls, hosts, consent and undo, and changes nothing', async () => {
    const changes = watchChanges();
    const { code, stdout } = await plan('--plan');
    expect(stdout).to.equal(`OK: Firewall - 1 call would change 3 hosts, and nothing was

I block the load balancer (features/firewall.feature:21)
  iptables block ipaddr=${LB} on 3 hosts
    allowed (no policy): web1.example.net, web2.example.net, web3.example.net
    undone by: iptables unblock ipaddr=${LB}

I unblock the load balancer (features/firewall.feature:25)
  nothing as things are now; it depends on the steps before it
`);
    expect(code).to.equal(0);
    expect(changes).to.deep.equal([]);
    expect(journals()).to.deep.equal([]);
  });

  it('is a command, too', async () => {
    const shown = await site.fleetspec(['plan', FIREWALL, ...PARAMS, '-c', site.configFile()]);
    expect(shown).to.include({ code: 0, stdout: (await plan('--plan')).stdout });
  });

  it('keeps to 80 columns', async () => {
    const { stdout } = await plan('--plan');
    expect(Math.max(...stdout.split('\n').map(line => line.length))).to.be.at.most(80);
  });

  it('is data as well', async () => {
    const { stdout } = await plan('--plan-json');
    const { status, steps } = JSON.parse(stdout);
    expect(status).to.equal('OK');
    expect(steps[0].calls[0]).to.deep.include({ agent: 'iptables', action: 'block', args: { ipaddr: LB } });
    expect(steps[0].calls[0].hosts).to.deep.include({
      host: 'web2.example.net',
      allowed: true,
      reason: 'no policy',
    });
  });

  it('judges nothing after the first change, and fails on what is wrong before it', async () => {
    const background = `Feature: Toys\n  Scenario: One\n    Given the lb has ip address ${LB}
    And I want to update hosts with class role::web\n`;
    const after = site.feature(
      `${background}    When I block the lb\n    Then traffic from the lb should be blocked\n`,
    );
    const ahead = site.feature(
      `${background}    Then traffic from the lb should be blocked\n    When I block the lb\n`,
      'b.feature',
    );
    const run = (feature: string) => site.fleetspec(['check', feature, '--plan', '-c', site.configFile()]);
    expect(await run(after)).to.include({ code: 0 });
    const { code, stdout } = await run(ahead);
    expect(stdout).to.match(
      /^UNKNOWN: Toys - nothing would be changed, and nothing was; this is not the\s+whole plan/,
    );
    expect(stdout).to.include('expected blocked');
    expect(code).to.equal(3);
  });

  it('cannot be had together with --act', async () => {
    expect((await plan('--plan', '--act')).stdout).to.match(/^UNKNOWN: fleetspec - --plan changes nothing/);
  });
});

describe('a limit on targets', () => {
  afterEach(async () => expect(await blocked()).to.deep.equal([]));

  it('refuses before the first host is touched, and undoes nothing it did not do', async () => {
    const changes = watchChanges();
    const answer = await site.check(BLOCKS, [...PARAMS, '--act', '--max-targets', '2']);
    expect(answer.first).to.match(
      /^UNKNOWN: Firewall - 3 hosts would be changed in this run, more than max_targets 2 allows: /,
    );
    expect(answer.more.join('\n')).not.to.include('undone');
    expect(changes).to.deep.equal([]);
    expect(journals()).to.deep.equal([]);
  });

  it('takes percent of all that answer, rounded down, from the configuration too', async () => {
    const checks = (max: string) => ({ checks: { max_targets: max } });
    const tooMany = await site.check(FIREWALL, [...PARAMS, '--act'], checks('74%'));
    expect(tooMany.first).to.include('max_targets 74% allows, which is 2 of the 4 that answered');
    expect(await site.check(FIREWALL, [...PARAMS, '--act'], checks('75%'))).to.include({ code: 0 });
  });

  it('must be a number or a percentage', async () => {
    expect((await site.check(FIREWALL, ['--max-targets', '101%'])).first).to.include(
      '--max-targets cannot be "101%"',
    );
  });
});

describe('a run that is killed', () => {
  it('is undone at the next start, once, and named', async () => {
    expect(await killedWhileBlocking('SIGKILL')).to.include({ signal: 'SIGKILL', stdout: '' });
    expect(await blocked()).to.deep.equal(names);
    expect(journals()).to.have.lengthOf(1);
    expect(statSync(join(site.folder, 'state', journals()[0]!)).mode & 0o777).to.equal(0o600);
    // Two starts at once: one of them has it.
    const answers = await Promise.all(
      [1, 2].map(() =>
        fleetspec(['check', 'features/puppet_master_capacity.feature', '-c', site.configFile()]),
      ),
    );
    const told = answers.filter(({ stdout }) => stdout.includes('left by an earlier run'));
    expect(told).to.have.lengthOf(1);
    expect(splitAnswer(told[0]!.stdout).more.join('\n')).to.match(
      /^undone: unblocked 192\.0\.2\.7 on web1\.example\.net, web2\.example\.net and web3\.example\.net; left by an earlier run \(pid \d+, .*\/features\/firewall\.feature\)/,
    );
    expect(await blocked()).to.deep.equal([]);
    expect(journals()).to.deep.equal([]);
  });

  it('is shown by undo --list, and undone by undo', async () => {
    await killedWhileBlocking('SIGKILL');
    const undo = (...argv: string[]) => site.fleetspec(['undo', ...argv, '-c', site.configFile()]);
    const listed = await undo('--list');
    expect(listed.stdout).to.match(
      /^[0-9a-f]{8}: its run is over \(pid \d+\)\n {2}block 192\.0\.2\.7 on web1/,
    );
    expect(listed.code).to.equal(1);
    expect(JSON.parse((await undo('--list', '--json')).stdout)[0]).to.deep.include({
      life: 'dead',
      ours: true,
    });
    const done = await undo();
    expect(done.stdout).to.match(/^undone: unblocked 192\.0\.2\.7 on web1/);
    expect(done.code).to.equal(0);
    expect(await blocked()).to.deep.equal([]);
    expect(await undo()).to.deep.include({
      code: 0,
      stdout: `nothing is left to undo in ${site.folder}/state\n`,
    });
  });

  it('stays noted while its hosts cannot be reached, and makes checks unknown', async () => {
    await killedWhileBlocking('SIGKILL');
    const nowhere = await site.check('features/puppet_master_capacity.feature', [], {
      psk: 'other',
      timeoutMs: 300,
    });
    expect(nowhere.first).to.include('not undone: block 192.0.2.7 may still hold on web1.example.net');
    expect(nowhere.code).to.equal(3);
    expect(journals()).to.have.lengthOf(1);
    const answer = await site.check('features/puppet_master_capacity.feature');
    expect(answer.more.join('\n')).to.match(/^undone: unblocked .*; left by an earlier run/m);
    expect(await blocked()).to.deep.equal([]);
  });

  it('leaves nothing behind when it is told to end', async () => {
    const { stdout, code } = await killedWhileBlocking('SIGTERM');
    expect(stdout).to.match(/^UNKNOWN: Firewall - interrupted by SIGTERM/);
    expect(stdout).to.include(
      `not undone: block ${LB} may still hold on web2.example.net; undone: unblocked`,
    );
    expect(code).to.equal(3);
    // What it could not reach is kept.
    await site.fleetspec(['undo', '-c', site.configFile()]);
    expect(await blocked()).to.deep.equal([]);
    expect(journals()).to.deep.equal([]);
  });
});

describe('a journal that cannot be written', () => {
  it('keeps everything as it is', async () => {
    const changes = watchChanges();
    const file = join(site.folder, 'no_folder');
    writeFileSync(file, '');
    const answer = await site.check(BLOCKS, [...PARAMS, '--act'], { checks: { state_dir: `${file}/state` } });
    expect(answer.first).to.match(
      /^UNKNOWN: Firewall - no host is changed, because its undo cannot be kept in .*no_folder\/state: /,
    );
    expect(changes).to.deep.equal([]);
  });
});

describe('secrets', () => {
  const SECRET = 'zqx&<flower>"1';
  const feature = `Feature: Toys <db_password>
  Scenario: One <db_password>
    Given the <db_password> has ip address 192.0.2.9
    And the lb has ip address <db_password>
    Then traffic from the <db_password> should be blocked
  Scenario: Two
    Given the lb has ip address 192.0.2.9
    And I want to update hosts with fact pin=<db_password>
    Then traffic from the lb should be blocked
`;

  it('are refused on the command line, with the remedy', async () => {
    const answer = await site.check(FIREWALL, ['--param', `db_password=${SECRET}`]);
    expect(answer.first).to.match(
      /^UNKNOWN: fleetspec - <db_password> is a secret by its name, .* put db_password=… into a file/,
    );
    expect(JSON.stringify(answer)).not.to.include('zqx');
  });

  it('are nowhere in what a run tells or writes, though steps have them', async () => {
    const path = site.feature(feature);
    writeFileSync(join(site.folder, 'secret.txt'), `${SECRET}\n`, { mode: 0o600 });
    const checks = { secret_params: { db_password: join(site.folder, 'secret.txt') } };
    const config = site.configFile({ checks });
    const formats = ['html', 'junit', 'messages', 'json', 'prometheus', 'tap'];
    const reports = formats.flatMap(format => [`--${format}`, join(site.folder, `r.${format}`)]);
    const argv = [path, ...reports, '--record', join(site.folder, 'r.record'), '-v', '-c', config];
    const outputs = [await site.fleetspec(['check', ...argv]), await site.fleetspec(['run', ...argv])];
    outputs.push(await site.fleetspec(['check', path, '--plan', '-c', config]));
    outputs.push(await site.fleetspec(['check', path, '--messages', '-', '-c', config]));
    // The step was given it: an address that is none is told.
    expect(outputs[0]!.stdout).to.match(
      /^UNKNOWN: Toys <db_password> - "\(hidden\)" is not an IP address, so the lb has none/,
    );
    const written = [...formats, 'record'].map(name => readFileSync(join(site.folder, `r.${name}`), 'utf8'));
    for (const text of [...outputs.map(one => JSON.stringify(one)), ...written]) {
      expect(text.length).to.be.above(50);
      expect(text).not.to.include('zqx');
    }
  });

  it('come from a file of parameters or a variable, and are missed by name', async () => {
    const path = site.feature(feature);
    writeFileSync(join(site.folder, 'params'), '# ours\ndb_password = 192.0.2.8\n', { mode: 0o600 });
    const given = await site.check(path, ['--param-file', join(site.folder, 'params')]);
    expect(given.first).to.include('no hosts were chosen');
    const missing = await site.check(path, [], { checks: { secret_params: { db_password: 'env:NO_SUCH' } } });
    expect(missing.first).to.include(
      'no value for the secret <db_password>: the variable NO_SUCH is not set',
    );
    expect((await site.check(path)).first).to.include('give a line db_password=… in a --param-file');
    writeFileSync(join(site.folder, 'open'), 'db_password=192.0.2.8\n', { mode: 0o644 });
    expect((await site.check(path, ['--param-file', join(site.folder, 'open')])).first).to.include(
      'everybody on this machine can read it',
    );
  });
});
