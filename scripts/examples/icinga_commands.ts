// examples/icinga2/fleetspec_commands.conf: a CheckCommand of Icinga 2 for each plugin, with all its options.
import { checkUsage } from '../../lib/cli/usage/check';
import { optionHelp } from '../../lib/nagios/plugin_help';
import type { PluginOption } from '../../lib/nagios/plugin_option';
import { EXTRA_OPTION, type TimedProgram } from '../../lib/nagios/timed_program';
import { PLUGINS } from '../docs/plugin_list';

interface Argument {
  /** With dashes. */
  readonly key: string;
  readonly variable: string;
  readonly description: string;
  readonly isFlag: boolean;
}

/** Plugins of one kind: the options they have in common are told by variables with one prefix, for a whole host. */
interface Family {
  readonly template: string;
  readonly prefix: string;
  readonly checks: readonly TimedProgram[];
  readonly common: readonly PluginOption[];
  /** Variables that every command has, unless a host or a service tells others. */
  readonly defaults: string;
}

// A password in arguments is a password in `ps`; help and version are for people.
const LEFT_OUT = ['password', 'help', 'version'];
// Reports and plans are for people, too.
const LEFT_OUT_OF_FEATURES = ['html', 'junit', 'plan', 'plan-json', 'verbose'];

const CONFIG = '/etc/fleetspec/monitoring.yaml';
const HEAD = `// CheckCommands for the plugins of fleetspec, made from their options. What is yours belongs into files of your own.
//
// Every option is an argument, and a variable tells its value: \`--queue-warn\` of check_activemq_queue is
// activemq_queue_queue_warn. Options of all plugins are fleetspec_…, those of the connection to a broker activemq_…, and
// those that choose nodes fleet_…, so that a host can tell them for all its services. A list repeats an option; true sets
// a flag.
`;

export function icingaCommands(plugins: Readonly<Record<string, TimedProgram>> = PLUGINS): string {
  const checks = Object.values(plugins).filter(({ name }) => name.startsWith('check_'));
  const every = commonOptions(checks);
  const families = familiesOf(checks, every);
  return [
    HEAD,
    template('fleetspec-plugin', 'plugin-check-command', 'fleetspec', every, '  timeout = 65s\n'),
    ...families.flatMap(family => [
      template(family.template, 'fleetspec-plugin', family.prefix, family.common, family.defaults),
      ...family.checks.map(check => command(check, family, every)),
    ]),
    featureCommand(),
  ].join('\n');
}

function commonOptions([first, ...others]: readonly TimedProgram[]): readonly PluginOption[] {
  return first!.options.filter(({ name }) =>
    others.every(({ options }) => options.some(other => other.name === name)),
  );
}

function familiesOf(checks: readonly TimedProgram[], every: readonly PluginOption[]): Family[] {
  const family = (template: string, prefix: string, names: RegExp, defaults: string): Family => {
    const own = checks.filter(({ name }) => names.test(name));
    const common = commonOptions(own).filter(option => !every.includes(option) && !isNamedIn(every, option));
    return { template, prefix, checks: own, common, defaults };
  };
  return [
    family('fleetspec-activemq', 'activemq', /^check_activemq/, '  vars.activemq_host = "$address$"\n'),
    family('fleetspec-fleet', 'fleet', /fleet/, `  vars.fleet_config = "${CONFIG}"\n`),
  ];
}

const isNamedIn = (options: readonly PluginOption[], { name }: PluginOption): boolean =>
  options.some(option => option.name === name);

function template(
  name: string,
  parent: string,
  prefix: string,
  options: readonly PluginOption[],
  settings: string,
): string {
  return `template CheckCommand "${name}" {
  import "${parent}"
${settings}${argumentBlock(options, prefix)}}
`;
}

function command(check: TimedProgram, family: Family, every: readonly PluginOption[]): string {
  const known = [...every, ...family.common];
  const name = check.name.replace(/^check_/, '');
  return `// ${check.name} ${check.summary}.
object CheckCommand "${name}" {
  import "${family.template}"
  command = [ PluginContribDir + "/${check.name}" ]
${argumentBlock(
  check.options.filter(option => !isNamedIn(known, option)),
  name,
)}}
`;
}

// Its options are those of a command of fleetspec.
function featureCommand(): string {
  const lines = checkUsage.options.flatMap(({ flags, description }) => {
    const long = /--([\w-]+)/.exec(flags)![1]!;
    if (LEFT_OUT_OF_FEATURES.includes(long)) return [];
    const variable = `feature_${long.replaceAll('-', '_')}`;
    return argumentLines({ key: `--${long}`, variable, description, isFlag: !flags.includes('<') });
  });
  const extra = { key: '--extra-opts', variable: 'feature_extra_opts', isFlag: false };
  lines.push(...argumentLines({ ...extra, description: EXTRA_OPTION.description }));
  return `// check_feature runs one feature.
object CheckCommand "feature" {
  import "plugin-check-command"
  timeout = 65s
  command = [ PluginContribDir + "/check_feature", "$feature_file$" ]
  arguments += {
${lines.join('\n')}
  }
  vars.feature_config = "${CONFIG}"
}
`;
}

function argumentBlock(options: readonly PluginOption[], prefix: string): string {
  const shown = options.filter(({ name, hidden }) => !LEFT_OUT.includes(name) && !hidden);
  const lines = shown.flatMap(option =>
    argumentLines({
      key: `--${option.name}`,
      variable: `${prefix}_${option.name.replaceAll('-', '_')}`,
      description: optionHelp([option])[0]!.words,
      isFlag: option.kind === 'flag' || option.kind === 'count',
    }),
  );
  return `  arguments += {\n${lines.join('\n')}\n  }\n`;
}

// An option whose value may be left out takes it only behind a `=`.
const JOINED = ['--extra-opts'];

function argumentLines({ key, variable, description, isFlag }: Argument): string[] {
  const value = `"$${variable}$"`;
  const lines = JOINED.includes(key)
    ? [`value = "${key}=$${variable}$"`, 'skip_key = true']
    : [`${isFlag ? 'set_if' : 'value'} = ${value}`];
  return [
    `    "${key}" = {`,
    ...lines.map(line => `      ${line}`),
    `      description = ${JSON.stringify(description)}`,
    '    }',
  ];
}
