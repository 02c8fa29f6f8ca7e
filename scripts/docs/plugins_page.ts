// docs/reference/plugins.md: every plugin with its options, from the tables its help is made of.
import { optionHelp } from '../../lib/nagios/plugin_help';
import type { PluginOption } from '../../lib/nagios/plugin_option';
import type { TimedProgram } from '../../lib/nagios/timed_program';
import { block, bullet, code, page, paragraph, sentence } from './markdown';
import { PLUGINS } from './plugin_list';

/** What checks have in common is told once. */
interface Common {
  readonly options: readonly PluginOption[];
  readonly notes: readonly string[];
}

export function pluginsPage(plugins: Readonly<Record<string, TimedProgram>> = PLUGINS): string {
  const programs = Object.values(plugins);
  const common = commonOf(programs);
  return page('Plugins', [
    paragraph(
      'What each plugin takes; `--help` says the same at the terminal. [plugins.md](../plugins.md) shows them at work. `check_feature` takes what [fleetspec check](commands.md#fleetspec-check) takes, and `--extra-opts`.',
    ),
    programs.map(({ name, summary }) => bullet(`[${name}](#${name}): ${summary}`)).join('\n'),
    ...programs.flatMap(program => programParts(program, common)),
    '## Options of every check',
    optionList(common.options),
    paragraph(common.notes.join(' ')),
  ]);
}

function programParts({ name, summary, options, notes, examples }: TimedProgram, common: Common): string[] {
  const isCheck = notes === common.notes;
  const shared = new Set(isCheck ? common.options.map(option => option.name) : []);
  return [
    `## ${name}`,
    paragraph(sentence(summary)),
    optionList(options.filter(option => !shared.has(option.name))),
    paragraph(isCheck ? 'And the [options of every check](#options-of-every-check).' : notes.join(' ')),
    block('', examples.map(({ line, does }) => `# ${does}\n${line}`).join('\n\n')),
  ];
}

// By name: of some the default differs.
function commonOf(programs: readonly TimedProgram[]): Common {
  const { notes } = programs[0]!;
  const [first, ...others] = programs.filter(program => program.notes === notes);
  const options = first!.options.filter(({ name }) =>
    others.every(other => other.options.some(option => option.name === name)),
  );
  return { options, notes };
}

function optionList(options: readonly PluginOption[]): string {
  return optionHelp(options)
    .map(({ names, words }) => bullet(`${code(names)}: ${words}`))
    .join('\n');
}
