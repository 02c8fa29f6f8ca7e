// The programs as people start them: the built `fleetspec`, and plain `cucumber-js`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { PROJECT, splitAnswer, ToySite } from './toy_site';

const FLEETSPEC = join(PROJECT, 'dist/bin/fleetspec.js');
const CUCUMBER = join(PROJECT, 'node_modules/@cucumber/cucumber/bin/cucumber.js');
const LB = '192.0.2.7';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program of Node; `onStart` is given a way to end it. */
async function run(
  argv: readonly string[],
  onStart?: (kill: () => void, closeReader: () => void) => void,
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, argv, { cwd: PROJECT, env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', text => {
    stdout += text;
  });
  child.stderr.on('data', text => {
    stderr += text;
  });
  onStart?.(
    () => child.kill('SIGTERM'),
    () => child.stdout.destroy(),
  );
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

const WEB = ['web1', 'web2'].map(name => ({ identity: `${name}.example.net`, classes: ['role::web'] }));

let site: ToySite;
before(async () => {
  site = await ToySite.start(WEB);
});
after(() => site.stop());

const params = ['--act', '--param', `load_balancer=${LB}`, '--param', 'web_servers=role::web'];

describe('the built fleetspec', () => {
  before(() => expect(existsSync(FLEETSPEC), 'run `npm run build` first').to.equal(true));

  it('checks a feature with nothing on stderr, from any directory', async () => {
    const feature = join(PROJECT, 'features/firewall.feature');
    const answer = await run([FLEETSPEC, 'check', feature, ...params, '-c', site.configFile()]);
    expect(splitAnswer(answer.stdout).first).to.equal('OK: Firewall - 2 scenarios passed');
    expect(answer).to.include({ code: 0, stderr: '' });
  });

  it('runs features for people, with reports', async () => {
    const html = join(site.folder, 'reports/run.html');
    const argv = ['run', 'features/firewall.feature', ...params, '--html', html, '-c', site.configFile()];
    const { code, stdout, stderr } = await run([FLEETSPEC, ...argv]);
    expect(stderr).to.equal('');
    expect(stdout).to.include('✔ When I block the load balancer');
    expect(stdout).to.match(/^passed {10}The load balancer is blocked on every web server /m);
    expect(stdout.trimEnd().split('\n').slice(-2)).to.deep.equal([
      'OK: Firewall - 2 scenarios passed',
      `report: ${html}`,
    ]);
    expect(site.read('reports/run.html')).to.include(`the load balancer has ip address ${LB}`);
    expect(code).to.equal(0);
  });

  // Kept code cannot import(): what a step loads late must come another way.
  it('gets pages', async () => {
    const server = createServer((_request, response) => response.end('welcome')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const feature = join(site.folder, 'page.feature');
    writeFileSync(
      feature,
      `Feature: Page\n  Scenario: S\n    Then the page "http://127.0.0.1:${port}/" should contain "welcome"\n`,
    );
    const { code, stdout } = await run([FLEETSPEC, 'check', feature, '-c', site.configFile()]);
    server.close();
    expect(splitAnswer(stdout).first).to.equal('OK: Page - 1 scenario passed');
    expect(code).to.equal(0);
  });

  it('answers and undoes when it is told to end', async () => {
    // A site of its own: one of its hosts is spoilt.
    const spoilt = await ToySite.start(WEB);
    const [one, two] = WEB.map(({ identity }) => spoilt.fleet.host(identity).exec);
    const config = spoilt.configFile({ timeoutMs: 30_000 });
    const argv = ['check', 'features/firewall.feature:20', ...params, '-c', config, '-t', '4'];
    const answer = await run([FLEETSPEC, ...argv], kill => {
      const well = two!.run.bind(two);
      // web1 blocks, web2 hangs.
      two!.run = (file, args, options) => {
        if (!args.includes('-A')) return well(file, args, options);
        setTimeout(kill, 50);
        return new Promise(() => {});
      };
    });
    const { stdout: rules } = await one!.run('iptables', ['-S', 'junk_filter'], { timeoutMs: 1000 });
    await spoilt.stop();
    const { first, more } = splitAnswer(answer.stdout);
    expect(first).to.match(/^UNKNOWN: Firewall - interrupted by SIGTERM \(features\/firewall\.feature:21\)/);
    expect(more.join('\n')).to.include(`undone: unblocked ${LB} on web1.example.net`);
    expect(answer).to.include({ code: 3, stderr: '' });
    expect(rules).not.to.include(LB);
  });
});

describe('a run whose reader goes away', () => {
  // Without the stop it would wait for the silent node first, for two minutes.
  it('undoes what it changed before it ends, at once', { timeout: 30_000 }, async () => {
    const spoilt = await ToySite.start(WEB);
    const [one, two] = WEB.map(({ identity }) => spoilt.fleet.host(identity).exec);
    const argv = [
      'run',
      'features/firewall.feature:20',
      ...params,
      '-c',
      spoilt.configFile({ timeoutMs: 120_000 }),
    ];
    const ended = await run([FLEETSPEC, ...argv], (_kill, closeReader) => {
      const well = two!.run.bind(two);
      let looks = Number.NEGATIVE_INFINITY;
      two!.run = (file, args, options) => {
        if (args.includes('-A')) {
          closeReader();
          looks = 0;
        }
        // The agent's own look after blocking is answered; the next step's never is.
        if (args.includes('-S') && ++looks === 2) return new Promise(() => {});
        return well(file, args, options);
      };
    });
    const { stdout: rules } = await one!.run('iptables', ['-S', 'junk_filter'], { timeoutMs: 1000 });
    await spoilt.stop();
    expect(ended).to.include({ code: 141, stderr: '' });
    expect(rules).not.to.include(LB);
  });
});

describe('plain cucumber-js', () => {
  const cucumber = (argv: string[], checks: object) =>
    run([CUCUMBER, '--format', 'progress', ...argv], undefined, {
      FLEETSPEC_CONFIG: site.configFile({ checks: checks as never }),
      FLEETSPEC_ACT: '1',
    });

  it('runs the shipped features, and says what was not applicable', async () => {
    const features = ['features/firewall.feature', 'features/puppet_master_capacity.feature'];
    const params = { load_balancer: LB, web_servers: 'role::web' };
    const { code, stdout } = await cucumber(features, { params });
    expect(stdout).to.include('3 scenarios (1 skipped, 2 passed)');
    expect(stdout).to.include(
      'not applicable: The master copes with more clients than usual: 0 of 2 Puppet clients',
    );
    expect(code).to.equal(0);
  });

  it('logs no secrets', async () => {
    const secretFile = join(site.folder, 'pin');
    writeFileSync(secretFile, 'zqx-pin-7\n', { mode: 0o600 });
    const feature = site.feature(
      `Feature: Secrets
  Scenario: A warning that holds one
    Then every host with class role::web should ideally have these facts:
      | fact    | value |
      | country | <pin> |
`,
      'secret.feature',
    );
    const { stdout, stderr } = await run([CUCUMBER, '--format', 'message', feature], undefined, {
      FLEETSPEC_CONFIG: site.configFile({ checks: { secret_params: { pin: secretFile } } as never }),
    });
    expect(stdout).to.include(
      'warning: web1.example.net and web2.example.net: facts expected country (hidden)',
    );
    expect(stdout + stderr).not.to.include('zqx');
  });

  it('fails clearly without parameters or configuration', async () => {
    const unfilled = await cucumber(['features/firewall.feature'], {});
    expect(unfilled.stdout).to.include('no value for <load_balancer>, <web_servers>');
    expect(unfilled.code).to.equal(1);
    const argv = [CUCUMBER, '--format', 'progress', 'features/puppet_master_capacity.feature'];
    const nowhere = await run(argv, undefined, { FLEETSPEC_CONFIG: join(site.folder, 'none.yaml') });
    expect(nowhere.stdout).to.match(/cannot read the configuration .*none\.yaml/);
    expect(nowhere.code).to.equal(1);
  });
});
