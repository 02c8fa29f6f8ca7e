// `fleetspec lint`: each mistake is found at its place, before anything runs and without a fleet.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { LINT_RULES } from '../../lib/runner/lint/finding';
import { fleetspec, folderWith } from '../unit/cli/run_fleetspec';
import { PROJECT } from './toy_site';

const WELL = 'Then every host with class x should have a load average below 3';

/** Files → what lint prints. */
async function lint(files: Record<string, string>, ...argv: string[]) {
  const folder = folderWith(files);
  try {
    return await fleetspec(['lint', ...argv], { cwd: folder.path });
  } finally {
    folder.remove();
  }
}

const feature = (...lines: string[]) =>
  `Feature: F\n  Scenario: S\n${lines.map(line => `    ${line}\n`).join('')}`;
const ONE = 'features/x.feature';

const MISTAKES: readonly [
  rule: keyof typeof LINT_RULES,
  text: string,
  told: RegExp,
  argv?: readonly string[],
][] = [
  [
    'unreadable',
    'Feature: F\n  Scenario: S\n    Then x\n   nonsense\n',
    /x\.feature:4:4: error: cannot be read: "nonsense" is no step, /,
  ],
  ['unreadable', 'Featre: F\n', /x\.feature:1:1: error: cannot be read/],
  ['no-scenario', 'Feature: F\n  only words\n', /x\.feature:1:1: error: the feature has no scenario/],
  ['no-scenario', '', /x\.feature:1:1: error: the file has no feature/],
  ['no-step', 'Feature: F\n  Scenario: S\n', /x\.feature:2:3: error: the scenario "S" has no steps/],
  [
    'undefined',
    feature('Then every host with class x shuold have a load average below 3'),
    /x\.feature:3:5: error: undefined step ".*shuold.*"; did you mean "every host with class x should have a load average below 3"/,
  ],
  [
    'sentence',
    feature('Then every host should have a load average between 5 and 3'),
    /x\.feature:3:5: error: "between 5 and 3" can never hold/,
  ],
  [
    'sentence',
    feature(
      'Then within 0 seconds at least 3 hosts should have a load average below 3',
      'Then for -5 minutes every host should have a load average below 3',
    ),
    /x\.feature:4:5: error: /,
  ],
  [
    'no-assertion',
    feature('Given I want to update hosts with class x'),
    /x\.feature:2:3: error: the scenario "S" has no step that could fail/,
  ],
  [
    'no-assertion',
    feature('Then every host happens to have a load average below 3'),
    /x\.feature:2:3: error: .*no step that could fail/,
  ],
  [
    'missing-parameter',
    feature('Then every host with class <role> should have a load average below <limit>'),
    /x\.feature:3:5: warning: no value yet for <limit>: --param limit=…/,
  ],
  [
    'unused-parameter',
    feature(WELL),
    /x\.feature:1:1: error: no feature uses the parameter limit/,
    ['--param', 'limit=3'],
  ],
  [
    'same-name',
    `${feature(WELL)}  Scenario: S\n    ${WELL}\n`,
    /x\.feature:4:3: warning: the scenario of line 2 is called "S", too/,
  ],
  [
    'tag',
    `@waring\n${feature(WELL)}`,
    /x\.feature:1:1: error: the tag @waring means nothing; did you mean @warning/,
  ],
  [
    'tag',
    feature(WELL).replace('  Scenario', '  @x @crtical\n  Scenario'),
    /x\.feature:2:6: error: the tag @crtical means nothing; did you mean @critical/,
  ],
  [
    'acts',
    feature(
      'Given the cache has ip address 192.0.2.7',
      'When I block the cache',
      'Then traffic from the cache should be blocked',
    ),
    /x\.feature:2:3: warning: the scenario "S" changes hosts \("I block the cache"\), so it runs only with --act/,
  ],
  [
    'severity',
    feature(WELL),
    /x\.feature:2:3: warning: the scenario "S" does not say how serious it is/,
    ['--strict'],
  ],
];

describe('fleetspec lint', () => {
  for (const [rule, text, told, argv = []] of MISTAKES)
    it(`finds ${rule}: ${LINT_RULES[rule]}`, async () => {
      const { code, stdout, stderr } = await lint({ [ONE]: text }, ONE, ...argv);
      const lines = stdout.trimEnd().split('\n');
      const found = lines.find(line => line.endsWith(`[${rule}]`) && told.test(line));
      expect(found, stdout + stderr).to.be.a('string');
      expect(code).to.equal(found!.includes(': error: ') || argv.includes('--strict') ? 1 : 0);
      expect(stderr).to.equal('');
    });

  const step = (body: string) => `import { acts, Then, When } from 'fleetspec';\n${body}`;

  it('finds ambiguous steps with all their places, and changes without an undo', async () => {
    const own = step(
      "Then('it is {word}', () => {});\nThen(/^it is (.+)$/, () => {});\nWhen('I break it', acts(() => {}));\n",
    );
    const text = `@acts\n${feature('When I break it', 'Then it is so')}`;
    const { code, stdout } = await lint({ [ONE]: text, 'step_definitions/own.ts': own });
    expect(stdout).to.match(
      /x\.feature:4:5: warning: the step changes hosts and notes no undo \(step_definitions\/own\.ts:4\) \[undo\]/,
    );
    expect(stdout).to.match(
      /x\.feature:5:5: error: the step "it is so" could be "it is \{word\}" \(step_definitions\/own\.ts:2\) or .* \(step_definitions\/own\.ts:3\) \[ambiguous\]/,
    );
    expect(code).to.equal(1);
  });

  it('finds a step of ours that is defined again, where that is', async () => {
    const mine = "const { When } = require('fleetspec');\nWhen('I block the {device}', () => {});\n";
    const { stdout } = await lint({ 'step_definitions/mine.js': mine, [ONE]: feature(WELL) });
    expect(stdout).to.match(/^step_definitions\/mine\.js:2:1: error: the step "I block .*\[steps\]$/m);
  });

  it('finds steps that cannot be loaded', async () => {
    const { code, stdout } = await lint({
      [ONE]: feature(WELL),
      'step_definitions/own.ts': 'const x: = 1;\n',
    });
    expect(stdout).to.match(/^step_definitions\/own\.ts:1:10: error: .* \[steps\]\n0 features/);
    expect(code).to.equal(1);
  });

  it('knows the parameters of the configuration, without its broker and keys', async () => {
    const files = {
      [ONE]: feature('Then every host should have a load average below <limit>'),
      'fleetspec.yaml':
        'broker: { pool: [{ host: mq, password_file: /nowhere }] }\nchecks: { params: { limit: "3", limt: "4" } }\n',
    };
    const { code, stdout } = await lint(files);
    expect(stdout).to.equal(
      'features:1:1: warning: no feature uses checks.params.limt; did you mean <limit> [unused-parameter]\n1 feature, 1 scenario: 0 errors, 1 warning\n',
    );
    expect(code).to.equal(0);
    expect((await lint(files, ONE)).stdout, 'one file alone').to.equal(
      '1 feature, 1 scenario: 0 errors, 0 warnings\n',
    );
  });

  it('gives findings to programs', async () => {
    const { stdout } = await lint({ [ONE]: `@waring\n${feature(WELL)}` }, '--json');
    expect(JSON.parse(stdout)).to.deep.equal({
      ok: false,
      features: 1,
      scenarios: 1,
      findings: [
        {
          ...{ weight: 'error', rule: 'tag', file: ONE, line: 1, column: 1 },
          text: 'the tag @waring means nothing; did you mean @warning',
        },
      ],
    });
  });

  it('ends with 3 when nothing can be judged', async () => {
    const { code, stdout } = await lint({}, 'features/none.feature');
    expect({ code, stdout }).to.deep.equal({
      code: 3,
      stdout:
        'UNKNOWN: fleetspec - there is no feature file features/none.feature; check the path; it is looked up from the working directory\n',
    });
  });

  it('finds no error in what is shipped', async () => {
    const { stdout } = await fleetspec(['lint'], { cwd: PROJECT });
    expect(stdout).to.match(/\d+ features, \d+ scenarios: \d+ errors?, \d+ warnings?\n$/);
    // A selftest may hold a condition for its own sake.
    const meant = /^features\/selftest\/.*\[no-assertion\]$/;
    const errors = stdout.split('\n').filter(line => line.includes(': error: ') && !meant.test(line));
    expect(errors).to.deep.equal([]);
  });
});
