// docs/reference/ is what the code says now, and nothing in it is without a meaning.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { COMMANDS } from '../../lib/cli/commands';
import { KNOWN_KEYS } from '../../lib/config/keys/known_keys';
import { loadConfig } from '../../lib/config/load_config';
import { FleetspecError } from '../../lib/errors';
import { AGENTS } from '../../lib/node/agents';
import { BrokerUnreachable } from '../../lib/stomp/errors';
import { agentsPage } from '../../scripts/docs/agents_page';
import { ALTERNATIVES, exampleYaml } from '../../scripts/docs/configuration_example';
import { catalogueErrors } from '../../scripts/docs/error_catalogue';
import { type ErrorClass, errorClassesOf, findErrorClasses } from '../../scripts/docs/error_classes';
import { ERROR_SAMPLES } from '../../scripts/docs/error_samples';
import { FOLDER, PAGES } from '../../scripts/docs/pages';
import { PROJECT, projectFiles, readProjectFile } from '../../scripts/docs/project';
import { catalogueSteps, collectSteps, type KnownStep } from '../../scripts/docs/step_catalogue';
import { stepsPage } from '../../scripts/docs/steps_page';
import { pskOf } from './config/default_config';
import { fakeEnvironment, fakeFiles } from './config/fakes';

describe('docs/reference', () => {
  for (const [name, make] of Object.entries(PAGES)) {
    it(`${name} is what the code says`, async () => {
      const path = `${FOLDER}/${name}`;
      const made = await make();
      const written = projectFiles('docs', '.md').includes(path) ? readProjectFile(path) : '';
      expect(firstDifference(made, written), `${path} is out of date: run npm run docs`).to.equal(undefined);
    });

    it(`${name} can be read in 80 columns`, async () => {
      const prose = (await make()).replace(/^```[\s\S]*?^```$/gm, '').split('\n');
      // A link or a code span is not broken.
      const long = prose.filter(
        line => [...line].length > 80 && /\s\S+\s/.test(line.trim()) && !/^#/.test(line),
      );
      expect(long).to.deep.equal([]);
    });

    it(`${name} leads to files that exist`, async () => {
      const targets = [...(await make()).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(match => match[1]!);
      const missing = targets.filter(target => !existsSync(join(PROJECT, FOLDER, target)));
      expect(missing).to.deep.equal([]);
    });
  }
});

function firstDifference(made: string, written: string): string | undefined {
  const before = written.split('\n');
  const after = made.split('\n');
  const row = Array.from({ length: Math.max(before.length, after.length) }, (_, i) => i).find(
    i => before[i] !== after[i],
  );
  if (row === undefined) return undefined;
  return `line ${row + 1} is "${before[row] ?? ''}", should be "${after[row] ?? ''}"`;
}

describe('the example fleetspec.yaml', () => {
  const keys = KNOWN_KEYS.filter(key => key.format === 'fleetspec.yaml');
  const load = (text: string) =>
    loadConfig(
      fakeEnvironment(),
      { role: 'client', file: '/etc/fleetspec/fleetspec.yaml' },
      fakeFiles({
        '/etc/fleetspec/fleetspec.yaml': text,
        '/etc/fleetspec/broker.password': 'sesame\n',
        '/etc/fleetspec/fleet.psk': 'key\n',
      }),
    );

  it('loads as it stands, without a warning', () => {
    const config = load(exampleYaml(keys));
    expect(config.warnings).to.deep.equal([]);
    expect(pskOf(config)).to.equal('key');
    expect(config.broker.pool).to.have.lengthOf(1);
    expect(config.broker.pool[0]).to.deep.include({ host: 'mq1.example.net', password: 'sesame' });
    expect(config.broker.pool[0]!.tls).to.deep.include({ caFiles: ['/etc/fleetspec/tls/ca.pem'] });
    expect(config.node.plugins).to.deep.include({ 'iptables.chain': 'junk_filter' });
  });

  it('loads with what is commented out, too', () => {
    const others = exampleYaml(keys)
      .replace(/^ *(password_file|psk_file): .*\n/gm, '')
      .replace(/^( *)tls:\n(?:^\1 {2}.*\n)+/gm, '')
      .replace(/^( *)# (password|psk|tls): /gm, '$1$2: ');
    const config = load(others);
    expect(pskOf(config)).to.equal('what all nodes know');
    expect(config.broker.pool[0]).to.deep.include({ password: 'what the broker knows' });
    expect(config.broker.pool[0]!.tls).to.deep.include({ caFiles: [], verify: true });
  });

  it('has every key', () => {
    const text = exampleYaml(keys);
    for (const { key } of keys) {
      const name = key.split('.').at(-1)!;
      const written = ALTERNATIVES.includes(key) ? `# ${name}: ` : `${name}:`;
      expect(text, key).to.match(new RegExp(`^ *(?:- )?${written}`, 'm'));
    }
  });

  it('needs a value for a key that has none', () => {
    const key = {
      format: 'fleetspec.yaml',
      key: 'new.key',
      type: 'text',
      meaning: 'new',
      default: 'none',
    } as const;
    expect(() => exampleYaml([key])).to.throw('new.key');
  });
});

describe('steps', () => {
  const file = 'step_definitions/new_steps.ts';
  const step = (pattern: string, matches = true): KnownStep => ({
    keyword: 'When',
    pattern,
    match: () => (matches ? [] : undefined),
  });
  const catalogue = (source: string, known: KnownStep) => catalogueSteps([known], [file], () => source);

  it('take their meaning from the comment above them', () => {
    const source = "// New.\n\n// Shines until\n// the morning.\nWhen<World>(\n  'the sun shines',\n);\n";
    const [group] = catalogue(source, step('the sun shines'));
    expect(group).to.deep.include({ title: 'New.', file });
    expect(group!.steps[0]).to.deep.include({
      phrase: 'the sun shines',
      meaning: 'Shines until the morning.',
    });
  });

  it('have a title of one sentence, and below it what else the head of their file says', () => {
    const source =
      "// Of suns, and of\n// moons. They shine. Or do they?\n\n// Shines.\nWhen('the sun shines');\n";
    const [group] = catalogue(source, step('the sun shines'));
    expect(group).to.deep.include({ title: 'Of suns, and of moons.', about: 'They shine. Or do they?' });
  });

  it('show the table of an example', async () => {
    const page = await stepsPage();
    expect(page).to.match(/have these facts:\n {2}\| fact +\| value +\|\n {2}\| /);
    expect(page).not.to.match(/example `(,| )/);
  });

  it('must have a meaning, an example, and a file', () => {
    const silent = "// New.\n\nWhen('the sun shines');\n";
    expect(() => catalogue(silent, step('the sun shines'))).to.throw('no comment above it');
    const told = "// New.\n\n// Shines.\nWhen('the sun shines');\n";
    expect(() => catalogue(told, step('the sun shines', false))).to.throw('no feature');
    expect(() => catalogue(told, step('the moon shines'))).to.throw('the moon shines');
  });

  it('show a shipped feature before one that tests, each matching its step', async () => {
    const known = await collectSteps();
    const groups = catalogueSteps(known, projectFiles('step_definitions', '.ts'));
    const steps = groups.flatMap(group => group.steps);
    expect(steps.map(entry => entry.phrase)).to.have.members(known.map(({ pattern }) => pattern));
    const block = steps.find(entry => entry.phrase === 'I block the {device}')!;
    expect(block.example).to.deep.equal({
      line: 'When I block the load balancer',
      file: 'features/firewall.feature',
      values: ['load balancer'],
    });
    for (const { example } of steps) {
      expect(readProjectFile(example!.file)).to.include(example!.line.replace(/^\w+ /, ''));
    }
  });
});

describe('agents', () => {
  it('must tell of every setting they read', () => {
    const { settings: _, ...untold } = AGENTS.iptables!;
    expect(() => agentsPage({ ...AGENTS, iptables: untold })).to.throw('iptables.chain');
  });
});

class Spilt extends FleetspecError {
  readonly code: string = 'E_SPILT';
  readonly kind = 'local';
}
class VerySpilt extends Spilt {}
class Burnt extends FleetspecError {
  readonly code = 'E_SPILT';
  readonly kind = 'local';
}

describe('errors', () => {
  const known = (make: new (message: string) => FleetspecError, meaning: string) =>
    ({ name: make.name, file: 'lib/x/errors.ts', meaning, code: 'E_SPILT', make }) as ErrorClass;
  const sample = (make: new (message: string) => FleetspecError) =>
    ({ error: new make('oh'), ends: 'client' }) as const;

  it('finds every class that has a code', () => {
    const codes = projectFiles('lib', '.ts').flatMap(file =>
      [...readProjectFile(file).matchAll(/\bcode(?:: string)? = '(E_\w+)'/g)].map(match => match[1]!),
    );
    const found = findErrorClasses().flatMap(({ code }) => (code ? [code] : []));
    expect(found.sort()).to.deep.equal(codes.sort());
    const catalogued = catalogueErrors(findErrorClasses(), ERROR_SAMPLES).map(({ code }) => code);
    expect(catalogued).to.deep.equal([...new Set(codes)]);
  });

  it('has one sample for each class', () => {
    const sampled = ERROR_SAMPLES.map(({ error }) => error.constructor);
    expect(sampled).to.have.lengthOf(new Set(sampled).size);
    expect(sampled).to.have.members(findErrorClasses().map(({ make }) => make));
  });

  it('wants a meaning, a public class and a sample', () => {
    const classes = (text: string) => errorClassesOf([{ file: 'lib/x/errors.ts', text }], () => ({ Spilt }));
    const body = "class Spilt extends FleetspecError {\n  code = 'E_SPILT';\n}\n";
    expect(() => classes(`export ${body}`)).to.throw('no doc comment');
    expect(() => classes(`/** The milk. */\n${body}`)).to.throw('not exported');
    const [found] = classes(`/** The milk is spilt. \`where\` names the floor. */\nexport ${body}`);
    expect(found).to.deep.include({
      name: 'Spilt',
      code: 'E_SPILT',
      meaning: 'The milk is spilt.',
      make: Spilt,
    });
    expect(() => catalogueErrors([found!], [])).to.throw('no sample');
  });

  it('follows classes over several steps', () => {
    const text =
      '/** B. */\nexport class B extends A {}\n/** A. */\nexport abstract class A extends FleetspecError {}\n' +
      '/** No. */\nexport class Other extends Error {}\n';
    expect(errorClassesOf([{ file: 'x', text }], () => ({})).map(({ name }) => name)).to.deep.equal(['B']);
  });

  it('lets two classes share a code only for the same thing', () => {
    const samples = [sample(Spilt), sample(VerySpilt), sample(Burnt)];
    const twice = [known(Spilt, 'The milk.'), known(Burnt, 'The toast.')];
    expect(() => catalogueErrors(twice, samples)).to.throw('E_SPILT for different things');
    const same = [known(Spilt, 'The milk.'), known(Burnt, 'The milk.')];
    expect(catalogueErrors(same, samples)[0]!.meanings).to.deep.equal(['The milk.']);
    const special = [known(Spilt, 'The milk.'), known(VerySpilt, 'All of it.')];
    expect(catalogueErrors(special, samples)[0]!.meanings).to.deep.equal(['The milk.', 'All of it.']);
  });

  it('names the commands that exit as plugins', async () => {
    const plugins = Object.values(COMMANDS).filter(({ faultExit }) => faultExit === 3);
    expect(plugins.map(({ name }) => name)).to.deep.equal([
      'check',
      'run',
      'plan',
      'replay',
      'drill',
      'lint',
    ]);
    const { error } = ERROR_SAMPLES.find(one => one.error instanceof BrokerUnreachable)!;
    expect((await PAGES['errors.md']!()).replace(/\n> |\n/g, ' ')).to.include(error.message);
  });
});
