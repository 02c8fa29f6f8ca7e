// The help of every plugin: eighty columns, each option once with its meaning, and examples that can be pasted.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { readArguments } from '../../../lib/nagios/plugin_arguments';
import { optionHelp, pluginHelp } from '../../../lib/nagios/plugin_help';
import type { TimedProgram } from '../../../lib/nagios/timed_program';
import { PLUGINS } from '../../../scripts/docs/plugin_list';
import { PROJECT } from '../../../scripts/docs/project';

const WITHOUT_TABLE = ['plugins/nagios/check_feature.ts'];

// As a shell would: quotes away, lines joined.
function wordsOf(line: string): string[] {
  const words = line.replace(/\\\n/g, '').match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map(word => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2')).slice(1);
}

describe('the list of plugins', () => {
  it('has every one', () => {
    const sources = ['nagios', 'cacti'].flatMap(folder =>
      readdirSync(join(PROJECT, 'plugins', folder)).map(file => `plugins/${folder}/${file}`),
    );
    expect(Object.keys(PLUGINS)).to.have.members(sources.filter(source => !WITHOUT_TABLE.includes(source)));
    for (const [source, { name }] of Object.entries(PLUGINS))
      expect(source).to.match(new RegExp(`/${name}.ts$`));
  });
});

for (const program of Object.values(PLUGINS)) {
  describe(`the help of ${program.name}`, () => {
    const help = pluginHelp(program);

    it('has eighty columns', () => {
      expect(help.split('\n').filter(line => [...line].length > 80)).to.deep.equal([]);
    });

    it('tells of every option once', () => {
      for (const { name, hidden } of program.options) {
        const told = optionHelp(program.options).filter(({ names }) =>
          names.split(/[ ,]+/).includes(`--${name}`),
        );
        expect(told, name).to.have.lengthOf(hidden ? 0 : 1);
      }
      const shorts = program.options.flatMap(({ short }) => short ?? []);
      expect(new Set(shorts).size).to.equal(shorts.length);
    });

    it('tells which states and styles there are', () => {
      for (const { name, choices = [] } of program.options)
        for (const choice of choices) expect(wordsAbout(program, name), name).to.include(choice);
    });

    it('has examples that the plugin takes, pasted as they stand', () => {
      for (const { line } of program.examples)
        expect(() => readArguments(program.name, program.options, wordsOf(line)), line).to.not.throw();
      const shown = help
        .slice(help.indexOf('\nExamples:\n'))
        .split(/^ {2}(?=\w)/m)
        .slice(1);
      const commands = shown.map(text => text.replace(/\\\n\s+/g, '').split('\n')[0]!);
      expect(commands).to.deep.equal(program.examples.map(({ line }) => line));
    });
  });
}

function wordsAbout({ options }: TimedProgram, name: string): string {
  return optionHelp(options).find(({ names }) => names.includes(`--${name}`))!.words;
}

describe('the help of a plugin', () => {
  const program = {
    name: 'check_x',
    summary: 'checks x',
    options: [
      {
        name: 'x-warn',
        short: 'w',
        kind: 'limit',
        value: 'N|RANGE',
        description: 'how much x',
        default: '5',
      },
      {
        name: 'x-crit',
        short: 'c',
        kind: 'limit',
        value: 'N|RANGE',
        description: 'how much x',
        default: '9',
      },
      {
        name: 'state',
        kind: 'text',
        value: 'STATE',
        description: 'which',
        choices: ['a', 'b', 'c'],
        repeat: true,
      },
      { name: 'old', kind: 'flag', description: 'no more', hidden: true },
    ],
    examples: [{ line: `check_x -w 5 ${'--state a '.repeat(9)}-c 9`, does: 'does it' }],
    notes: [],
  } as unknown as TimedProgram;

  it('says names, meaning, choices and defaults', () => {
    expect(optionHelp(program.options)).to.deep.equal([
      { names: '-w, --x-warn, -c, --x-crit N|RANGE', words: 'how much x (default 5, 9)' },
      { names: '--state STATE', words: 'which: a, b or c; may be repeated' },
    ]);
  });

  it('breaks lines as a shell takes them', () => {
    const shown = pluginHelp(program).split('Examples:\n')[1]!;
    expect(shown).to.match(/^ {2}check_x -w 5 (--state a )+\\\n {6}(--state a )*-c 9\n {6}does it$/);
  });
});
