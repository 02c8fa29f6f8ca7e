// People's own steps: the example project and mistakes in such projects, over the embedded broker in this process.
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { PROJECT, ToySite } from './toy_site';

const GROUPS = {
  groups: { 'the shop': 'hosts with class role::web and fact country=de' },
  params: { busy: '4' },
};
const FEATURE = 'Feature: Own\n  Scenario: Own\n    Then it is so\n';

let site: ToySite;
let project: string;
before(async () => {
  const web = (name: string, release: string) => ({
    identity: `${name}.example.net`,
    classes: ['role::web'],
    facts: { country: 'de', release },
    load: [0.5, 0.5, 0.5] as const,
  });
  site = await ToySite.start([
    web('web1', 'bookworm'),
    web('web2', 'bullseye'),
    { identity: 'db1.example.net' },
  ]);
});
after(() => site.stop());
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'fleetspec-own-'));
});

function write(name: string, text: string): string {
  const file = join(project, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** The first line for a project of one file of steps. */
async function answerTo(name: string, text: string, feature = FEATURE): Promise<string> {
  write(`step_definitions/${name}`, text);
  return (await site.check(write('features/own.feature', feature))).first;
}

const FINE = 'OK: Own - 1 scenario passed';
const STEP = "import { Then } from 'fleetspec';\nThen('it is so', () => {});\n";
const cache = () => join(site.folder, '.cache/fleetspec/steps');

describe('the example of own steps', () => {
  const check = (feature: string) =>
    site.check(`examples/own_checks/features/${feature}`, [], { checks: GROUPS });

  it('passes', async () => {
    expect((await check('releases.feature')).first).to.equal('OK: Releases - 2 scenarios passed');
    expect((await check('budget.feature')).first).to.equal('OK: Budget - 2 scenarios passed');
  });

  it('fails as ours do, with hosts and severity', async () => {
    const folder = join(project, 'copy');
    cpSync(join(PROJECT, 'examples/own_checks'), folder, { recursive: true });
    const feature = join(folder, 'features/releases.feature');
    writeFileSync(
      feature,
      readFileSync(feature, 'utf8').replace('bullseye or bookworm', 'trixie or bookworm'),
    );
    const answer = await site.check(feature, [], { checks: GROUPS });
    expect(answer).to.include({
      code: 2,
      first: `CRITICAL: Releases - web2.example.net: fact release expected trixie or bookworm, got bullseye (${feature}:6)`,
    });
  });

  it('has no mistakes', async () => {
    const { code, stdout } = await site.fleetspec(['lint', 'examples/own_checks/features', '--strict']);
    expect(stdout).to.match(/^2 features, 4 scenarios: 0 errors, \d warnings?\n$|\[severity\]/);
    expect(stdout.replace(/.*\[severity\]\n/g, '')).to.match(/^2 features, 4 scenarios: 0 errors/);
    expect(code).to.be.oneOf([0, 1]);
  });
});

describe('steps of one’s own', () => {
  const files: Readonly<Record<string, [string, string]>> = {
    TypeScript: ['own.ts', STEP],
    CommonJS: ['own.js', "require('fleetspec').Then('it is so', () => {});\n"],
    'an ES module': ['own.mjs', STEP],
    'an ES module called .js': ['own.js', STEP],
    'what was written for cucumber-js': ['own.ts', STEP.replace('fleetspec', '@cucumber/cucumber')],
  };
  for (const [kind, [name, text]] of Object.entries(files))
    it(`can be ${kind}`, async () => {
      expect(await answerTo(name, text)).to.equal(FINE);
    });

  it('can be in a package of ES modules, import each other, and share what they import', async () => {
    write('package.json', '{ "type": "module" }');
    write('lib/said.ts', 'export const said: { so?: boolean } = {};\n');
    write(
      'support/before.ts',
      "import { Before } from 'fleetspec';\nimport { said } from '../lib/said.js';\nBefore(() => { said.so = true; });\n",
    );
    const text =
      "import { expect } from 'chai';\nimport { Then } from 'fleetspec';\nimport { said } from '../lib/said';\nThen('it is so', () => { if (!said.so) throw new Error('no'); });\n";
    expect(await answerTo('own.ts', text.replace("import { expect } from 'chai';\n", ''))).to.equal(FINE);
  });

  it('end as ours do: failed, not applicable, cannot tell', async () => {
    const thrown = (what: string) =>
      answerTo(
        'own.ts',
        `import { CheckFailed, NotApplicable, BadSentence, Then } from 'fleetspec';\nThen('it is so', () => { throw ${what}; });\n`,
      );
    expect(await thrown("new CheckFailed('moon', 'full', [{ host: 'sky', got: 'new' }])")).to.match(
      /^CRITICAL: Own - sky: moon expected full, got new \(/,
    );
    expect(await thrown("new NotApplicable('it is day')")).to.equal('OK: Own - not applicable: it is day');
    expect(await thrown("new BadSentence('so what', 'say it')")).to.match(
      /^UNKNOWN: Own - so what; say it \(/,
    );
  });

  it('are found by --steps and by checks.steps, too', async () => {
    write('elsewhere/own.ts', STEP);
    const feature = site.feature(FEATURE, 'alone.feature');
    expect((await site.check(feature)).first).to.match(/^UNKNOWN: .*undefined step "it is so"/);
    expect((await site.check(feature, ['--steps', join(project, 'elsewhere')])).first).to.equal(FINE);
    const checks = { steps: join(project, 'elsewhere') };
    expect((await site.check(feature, [], { checks })).first).to.equal(FINE);
    expect((await site.check(feature, ['--steps', '/nowhere'])).first).to.match(
      /^UNKNOWN: .*no steps can be taken from \/nowhere: there is no such folder/,
    );
  });

  it('are undone and refused like ours when they change hosts', async () => {
    const text =
      "import { acts, Then, When } from 'fleetspec';\nWhen('I change it', acts(() => {}));\nThen('it is so', () => {});\n";
    const feature = FEATURE.replace('    Then', '    When I change it\n    Then');
    expect(await answerTo('own.ts', text, feature)).to.match(/^UNKNOWN: Own - .*--act/);
  });
});

describe('a mistake in steps of one’s own', () => {
  const mistakes: Readonly<Record<string, [text: string, told: RegExp]>> = {
    'no TypeScript': [
      'const a = 1;\nconst b: = 3;\n',
      /own\.ts:2:10: .*(Expected an identifier|expected|Unexpected token)/i,
    ],
    'thrown while loading': [
      '\n\nconst a: any = undefined;\n  a.b;\n',
      /own\.ts:4:5: Cannot read properties of undefined \(reading 'b'\)/,
    ],
    'a module that is not there': [
      "\nimport { x } from './nowhere';\nx();\n",
      /own\.ts(:\d+:\d+)?: Cannot find module '\.\/nowhere'/,
    ],
    'a word nobody defines': [
      "import { Then } from 'fleetspec';\n\nThen('{clam} be so', () => {});\n",
      /own\.ts:3:1: the step "\{clam\} be so" has a word \{clam\} that nobody defines \(did you mean \{claim\}\?\)/,
    ],
    'a broken phrase': [
      "import { Then } from 'fleetspec';\n\nThen('it is {so', () => {});\n",
      /own\.ts:3:1: the step "it is \{so" is broken at its column 7: The '\{' does not have a matching '\}'/,
    ],
    'a World of its own': [
      "import { setWorldConstructor } from '@cucumber/cucumber';\nsetWorldConstructor(class {});\n",
      /own\.ts:2:\d+: the World of fleetspec cannot be exchanged/,
    ],
    'one of our steps again': [
      "import { When } from 'fleetspec';\n\n\nWhen('I block the {device}', () => {});\n",
      /the step "I block the \{device\}" is defined twice, in (fleetspec itself|.*firewall_steps\.ts:\d+) and in .*own\.ts:4; word one of them otherwise/,
    ],
  };
  for (const [mistake, [text, told]] of Object.entries(mistakes))
    it(`is told in one sentence, UNKNOWN: ${mistake}`, async () => {
      write('step_definitions/own.ts', text);
      const answer = await site.check(write('features/own.feature', FEATURE));
      expect(answer.first)
        .to.match(/^UNKNOWN: /)
        .and.match(told);
      expect(answer).to.include({ code: 3, stderr: '' });
    });

  it('in plain JavaScript has its line, too', async () => {
    expect(await answerTo('own.js', 'const a = 1;\nconst b = ;\n')).to.match(
      /own\.js:2(:1)?: Unexpected token/,
    );
  });

  it('shows when the step runs, with its place, and a stack only for who asks', async () => {
    const text =
      "import { Then } from 'fleetspec';\n\n// one\n\nThen('it is so', async () => {\n  await undefined;\n  (undefined as any).x;\n});\n";
    write('step_definitions/own.ts', text);
    const feature = write('features/own.feature', FEATURE);
    const answer = await site.check(feature);
    expect(answer.first).to.match(
      /^UNKNOWN: Own - the step went wrong at .*own\.ts:7:\d+: Cannot read properties of undefined \(reading 'x'\) \(.*own\.feature:3\)$/,
    );
    expect(answer.stderr).to.equal('');
    expect((await site.check(feature, ['-v'])).stderr).to.include('OwnStepCrashed');
  });

  it('by somebody else is not run', async () => {
    const file = write('step_definitions/own.ts', STEP);
    const feature = write('features/own.feature', FEATURE);
    chmodSync(file, 0o666);
    expect((await site.check(feature)).first).to.match(
      /^UNKNOWN: .*own\.ts are not run: everybody may write to it/,
    );
    chmodSync(file, 0o644);
    chmodSync(dirname(file), 0o777);
    expect((await site.check(feature)).first).to.match(
      /^UNKNOWN: .*step_definitions are not run: everybody may write to it/,
    );
    chmodSync(dirname(file), 0o755);
    chownSync(dirname(file), 65534, 65534);
    expect((await site.check(feature)).first).to.match(
      /^UNKNOWN: .*step_definitions are not run: it belongs to somebody else/,
    );
    chownSync(project, 65534, 65534);
    expect((await site.check(feature)).first, 'all of it is theirs').to.equal(FINE);
    chmodSync(project, 0o1777);
    expect((await site.check(feature)).first).to.match(/it belongs to somebody else/);
    chmodSync(project, 0o755);
    chownSync(dirname(file), 0, 0);
    expect((await site.check(feature)).first).to.equal(FINE);
  });
});

describe('compiled steps', () => {
  it('are taken from the cache, while nobody else can write there', async () => {
    rmSync(cache(), { recursive: true, force: true });
    write('step_definitions/own.ts', `${STEP}// ${project}\n`);
    const feature = write('features/own.feature', FEATURE);
    expect((await site.check(feature)).first).to.equal(FINE);
    const [name, ...others] = readdirSync(cache());
    expect(others).to.deep.equal([]);
    const file = join(cache(), name!);
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    const other = { ...kept, code: kept.code.replace('it is so', 'it is different') };
    writeFileSync(file, JSON.stringify(other));
    expect((await site.check(feature)).first, 'what is kept is used').to.match(/undefined step "it is so"/);
    chmodSync(file, 0o620);
    expect((await site.check(feature)).first, 'a file that others can write').to.equal(FINE);
    writeFileSync(file, JSON.stringify(other));
    chmodSync(file, 0o600);
    chmodSync(cache(), 0o777);
    expect((await site.check(feature)).first, 'a folder that others can write').to.equal(FINE);
    chmodSync(cache(), 0o700);
    writeFileSync(file, '{"code":');
    expect((await site.check(feature)).first, 'half a file').to.equal(FINE);
  });
});
