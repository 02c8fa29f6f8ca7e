// The completion of zsh: one call of _arguments for each command.
import {
  type CompletedArgument,
  type CompletedCommand,
  type CompletedOption,
  type CompletionModel,
  PROGRAM_OPTIONS,
  type Wanted,
} from './completion_model';

type Agents = CompletionModel['agents'];

export function zshScript({ commands, agents }: CompletionModel): string {
  return `#compdef fleetspec
# Completion of fleetspec for zsh, made by \`fleetspec completion zsh\`.

${wordFunctions(commands, agents)}

${argumentsFunction(commands)}
${CALL}`;
}

// What there is of commands, agents, actions and inputs.
function wordFunctions(commands: readonly CompletedCommand[], agents: Agents): string {
  return `_fleetspec_commands() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${single(`${name}:${summary}`)}`).join('\n')}
  )
  _describe -t commands command commands
}

_fleetspec_agents() {
  local -a agents=(${Object.keys(agents).join(' ')})
  _describe -t agents agent agents
}

_fleetspec_actions() {
  local -a actions=()
  case $1 in
${actionCases(agents).join('\n')}
  esac
  _describe -t actions action actions
}

_fleetspec_inputs() {
  local -a inputs=()
  case "$1 $2" in
${inputCases(agents).join('\n')}
  esac
  _describe -t inputs argument inputs -S =
}`;
}

const actionCases = (agents: Agents): string[] =>
  Object.entries(agents).map(
    ([agent, actions]) => `    ${agent}) actions=(${Object.keys(actions).join(' ')}) ;;`,
  );

const inputCases = (agents: Agents): string[] =>
  Object.entries(agents).flatMap(([agent, actions]) =>
    Object.entries(actions)
      .filter(([, inputs]) => inputs.length > 0)
      .map(([action, inputs]) => `    '${agent} ${action}') inputs=(${inputs.join(' ')}) ;;`),
  );

function argumentsFunction(commands: readonly CompletedCommand[]): string {
  return `_fleetspec() {
  local context state state_descr curcontext=$curcontext ret=1
  local -a line
  typeset -A opt_args
  _arguments -C \\
${PROGRAM_OPTIONS.map(option => `    ${optionSpec(option)} \\`).join('\n')}
    '1: :_fleetspec_commands' \\
    '*:: :->command' && ret=0
  [[ $state == command ]] || return ret
  curcontext=\${curcontext%:*:*}:fleetspec-$words[1]:
  case $words[1] in
${commands.map(commandCase).join('\n')}
  esac
  case $state in
    action) _fleetspec_actions $line[1] && ret=0 ;;
    input) _fleetspec_inputs $line[1] $line[2] && ret=0 ;;
  esac
  return ret
}
`;
}

// Read by compinit, or sourced.
const CALL = `if [[ $funcstack[1] == _fleetspec ]]; then
  _fleetspec "$@"
else
  compdef _fleetspec fleetspec
fi
`;

const single = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function commandCase({ name, options, args }: CompletedCommand): string {
  const specs = [...options.map(optionSpec), ...args.map(argumentSpec)];
  return `    ${name})
      state=
      _arguments -C \\
${specs.map(spec => `        ${spec}`).join(' \\\n')} && ret=0
      ;;`;
}

function optionSpec({ names, description, repeat, value }: CompletedOption): string {
  const told = `[${description.replace(/[[\]\\]/g, '\\$&')}]`;
  const takes = value ? `:${value.name.replaceAll(':', ' ')}:${action(value.wanted)}` : '';
  const spelt = names.map(name => (value ? `${name}${name.startsWith('--') ? '=' : '+'}` : name));
  const before = repeat ? "'*'" : single(names.includes('--help') ? '(- *)' : `(${names.join(' ')})`);
  const braces = spelt.length > 1 ? `{${spelt.join(',')}}` : spelt[0];
  return `${before}${braces}${single(told + takes)}`;
}

function argumentSpec({ name, required, variadic, wanted }: CompletedArgument, at: number): string {
  const place = variadic ? '*' : `${at + 1}${required ? '' : ':'}`;
  return single(`${place}:${name}:${action(wanted)}`);
}

function action(wanted: Wanted): string {
  if (wanted === undefined) return ' ';
  if (typeof wanted !== 'string') return `(${wanted.join(' ')})`;
  return ACTIONS[wanted];
}

const ACTIONS = {
  file: '_files',
  folder: '_files -/',
  command: '_fleetspec_commands',
  agent: '_fleetspec_agents',
  action: '->action',
  input: '->input',
} as const;
