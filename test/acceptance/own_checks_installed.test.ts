// `fleetspec` as somebody else's project sees it: the example runs from an installation, its types fit, and plain
// cucumber-js runs it, too.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { describeOutcome, type Outcome, runProgram } from '../lab/peers/outcome';
import { PROJECT, ToySite } from './toy_site';

const { exports } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'fleetspec-own-checks-'));
const home = join(folder, 'home');
let site: ToySite;

before(async () => {
  expect(existsSync(join(PROJECT, 'dist/index.js')), 'run `npm run build` first').to.equal(true);
  expect(exports, 'package.json').to.include.keys('.', './steps');
  cpSync(join(PROJECT, 'examples/own_checks'), folder, { recursive: true });
  const installed = join(folder, 'node_modules/fleetspec');
  mkdirSync(installed, { recursive: true });
  mkdirSync(join(folder, 'node_modules/@types'));
  mkdirSync(home);
  writeFileSync(
    join(installed, 'package.json'),
    JSON.stringify({ name: 'fleetspec', type: 'commonjs', exports }),
  );
  symlinkSync(join(PROJECT, 'dist'), join(installed, 'dist'));
  for (const name of ['@types/node', '@cucumber', 'ts-node', 'typescript', '@swc'])
    symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name));
  const facts = { country: 'de', release: 'bookworm' };
  const load = [0.5, 0.5, 0.5] as const;
  site = await ToySite.start([{ identity: 'web1.example.net', classes: ['role::web'], facts, load }]);
  const config = site.configFile({
    checks: {
      groups: { 'the shop': 'hosts with class role::web and fact country=de' },
      params: { busy: '4' },
    },
  });
  cpSync(config, join(folder, 'fleetspec.yaml'));
});
after(async () => {
  await site.stop();
  rmSync(folder, { recursive: true });
});

// From somewhere else: the configuration is found beside the steps.
const fleetspec = (...argv: string[]): Promise<Outcome> =>
  runProgram(process.execPath, [join(PROJECT, 'dist/bin/fleetspec.js'), ...argv], {
    cwd: '/',
    env: { HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
    timeoutMs: 60_000,
  });

describe('an installed package with steps of one’s own', () => {
  it('runs TypeScript and JavaScript, and compiles only once', async () => {
    const run = () => fleetspec('check', join(folder, 'features/releases.feature'));
    const first = await run();
    expect(first.stdout, describeOutcome(first)).to.match(/^OK: Releases - 2 scenarios passed\|/);
    const kept = readdirSync(join(home, 'cache/fleetspec/steps'));
    expect(kept).to.have.lengthOf(2);
    expect((await run()).stdout).to.match(/^OK: /);
    expect(readdirSync(join(home, 'cache/fleetspec/steps'))).to.deep.equal(kept);
    const budget = await fleetspec('check', join(folder, 'features/budget.feature'));
    expect(budget.stdout, describeOutcome(budget)).to.match(/^OK: Budget - 2 scenarios passed\|/);
  });

  it('knows its sentences without sources', async () => {
    const { stdout } = await fleetspec('steps', 'load', 'average', '--steps', folder);
    expect(stdout).to.include('{claim} have a load average {comparison}').and.include('over one minute');
    const own = await fleetspec('steps', 'paid', '--steps', folder);
    expect(own.stdout, describeOutcome(own)).to.include('How many machines have been paid for.');
    const lint = await fleetspec('lint', join(folder, 'features'));
    expect(lint.stdout, describeOutcome(lint)).to.match(/2 features, 4 scenarios: 0 errors, 0 warnings\n$/);
    expect((await fleetspec('new', 'project', join(home, 'ours'))).code).to.equal(0);
    expect(readdirSync(join(home, 'ours'))).to.include.members([
      'features',
      'step_definitions',
      'tsconfig.json',
    ]);
  });

  it('is checked by its types', async () => {
    writeFileSync(
      join(folder, 'step_definitions/mistaken.ts'),
      "import { expectOfHosts, Then } from 'fleetspec';\nThen('x', async function () {\n  this.hosts.withClas('x');\n  await expectOfHosts('every host should', 7, {}, this);\n});\n",
    );
    const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await runProgram(process.execPath, [compiler, '-p', folder], {
      cwd: folder,
      timeoutMs: 60_000,
    });
    rmSync(join(folder, 'step_definitions/mistaken.ts'));
    const places = stdout.split('\n').flatMap(line => /^(\S+?)\(\d+,/.exec(line)?.slice(1) ?? []);
    expect(new Set(places), stdout).to.deep.equal(new Set(['step_definitions/mistaken.ts']));
    expect(stdout).to.include("Property 'withClas' does not exist").and.include('mistaken.ts(4,');
  });

  it('runs under plain cucumber-js', async () => {
    const cucumber = join(PROJECT, 'node_modules/@cucumber/cucumber/bin/cucumber.js');
    const run = await runProgram(process.execPath, [cucumber, 'features/releases.feature'], {
      cwd: folder,
      env: { HOME: home },
      timeoutMs: 60_000,
    });
    expect(run.stdout, describeOutcome(run)).to.include('2 scenarios (2 passed)');
    expect(run.code).to.equal(0);
  });
});
