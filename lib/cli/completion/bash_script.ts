// The completion of bash: tables from the model, and one function that looks into them. It starts no program.
import {
  type CompletedCommand,
  type CompletionModel,
  PROGRAM_OPTIONS,
  type Wanted,
} from './completion_model';

type Agents = CompletionModel['agents'];

export function bashScript({ commands, agents }: CompletionModel): string {
  return `# Completion of fleetspec for bash 4 and later, made by \`fleetspec completion bash\`.

_fleetspec_commands=${quoted(commands.map(({ name }) => name))}
_fleetspec_agents=${quoted(Object.keys(agents))}

${commandTables(commands)}

${agentTables(agents)}
${MACHINE}`;
}

function commandTables(commands: readonly CompletedCommand[]): string {
  return `# A command: its options.
_fleetspec_options() {
  case $1 in
${commands.map(({ name, options }) => `    ${name}) REPLY=${quoted(options.flatMap(({ names }) => names))} ;;`).join('\n')}
    *) REPLY=${quoted(PROGRAM_OPTIONS.flatMap(({ names }) => names))} ;;
  esac
}

# A command and an option: what the value of the option can be; fails when it takes none.
_fleetspec_value() {
  case "$1 $2" in
${commands.flatMap(valueCases).join('\n')}
    *) return 1 ;;
  esac
}

# A command and the number of arguments before: what the next one can be.
_fleetspec_argument() {
  case "$1 $2" in
${commands.flatMap(argumentCases).join('\n')}
    *) REPLY= ;;
  esac
}`;
}

function agentTables(agents: Agents): string {
  return `# An agent: its actions.
_fleetspec_actions() {
  case $1 in
${Object.entries(agents)
  .map(([agent, actions]) => `    ${agent}) REPLY=${quoted(Object.keys(actions))} ;;`)
  .join('\n')}
    *) REPLY= ;;
  esac
}

# An agent and an action: what it takes.
_fleetspec_inputs() {
  case "$1 $2" in
${Object.entries(agents).flatMap(inputCases).join('\n')}
    *) REPLY= ;;
  esac
}`;
}

const quoted = (words: readonly string[]): string => `'${words.join(' ')}'`;

// What is no list of words begins with @.
const reply = (wanted: Wanted): string =>
  wanted === undefined ? "''" : quoted(typeof wanted === 'string' ? [`@${wanted}`] : wanted);

// Options whose values are alike share a line.
function valueCases({ name, options }: CompletedCommand): string[] {
  const byReply = new Map<string, string[]>();
  for (const { names, value } of options) {
    if (!value) continue;
    const key = reply(value.wanted);
    byReply.set(key, [...(byReply.get(key) ?? []), ...names]);
  }
  return [...byReply].map(
    ([key, names]) => `    ${names.map(option => `'${name} ${option}'`).join(' | ')}) REPLY=${key} ;;`,
  );
}

function argumentCases({ name, args }: CompletedCommand): string[] {
  return args.flatMap(({ wanted, variadic }, at) =>
    wanted === undefined ? [] : [`    '${name} '${variadic ? '*' : at}) REPLY=${reply(wanted)} ;;`],
  );
}

const inputCases = ([agent, actions]: [string, Agents[string]]): string[] =>
  Object.entries(actions)
    .filter(([, inputs]) => inputs.length > 0)
    .map(([action, inputs]) => `    '${agent} ${action}') REPLY=${quoted(inputs.map(key => `${key}=`))} ;;`);

const MACHINE = `
# What a table said, and the beginning of a word: sets COMPREPLY.
_fleetspec_offer() {
  local IFS=$' \\t\\n'
  case $1 in
    @file) IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$2")) ;;
    @folder) IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$2")) ;;
    @*) ;;
    *=) compopt -o nospace 2>/dev/null; COMPREPLY=($(compgen -W "$1" -- "$2")) ;;
    *) COMPREPLY=($(compgen -W "$1" -- "$2")) ;;
  esac
}

_fleetspec() {
  local REPLY= word command= cur wanted= valued= verbatim= i last
  local -a words=() given=()
  COMPREPLY=()
  # bash parts words at "=": --dm=mc comes as three.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((\${#words[@]})) && [[ $word == = || \${COMP_WORDS[i - 1]} == = ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  last=$((\${#words[@]} - 1))
  cur=\${words[last]}
  for ((i = 0; i < last; i++)); do
    word=\${words[i]}
    if [[ -n $verbatim ]]; then
      given+=("$word")
    elif [[ $word == -- ]]; then
      verbatim=1
    elif [[ $word == -?* ]]; then
      if [[ $word != *=* ]] && _fleetspec_value "$command" "$word"; then
        ((++i == last)) && valued=1 && wanted=$REPLY
      fi
    elif [[ -z $command ]]; then
      command=$word
    else
      given+=("$word")
    fi
  done
  if [[ -n $verbatim ]]; then
    wanted=@file
  elif [[ -n $valued ]]; then
    :
  elif [[ $cur == --*=* ]]; then
    _fleetspec_value "$command" "\${cur%%=*}" && wanted=$REPLY
    cur=\${cur#*=}
  elif [[ $cur == -* ]]; then
    _fleetspec_options "$command"
    wanted=$REPLY
  elif [[ -z $command ]]; then
    wanted=@command
  else
    _fleetspec_argument "$command" "\${#given[@]}"
    wanted=$REPLY
  fi
  case $wanted in
    @command) wanted=$_fleetspec_commands ;;
    @agent) wanted=$_fleetspec_agents ;;
    @action) _fleetspec_actions "\${given[0]}"; wanted=$REPLY ;;
    @input) _fleetspec_inputs "\${given[0]}" "\${given[1]}"; wanted=$REPLY ;;
  esac
  [[ -z $wanted ]] || _fleetspec_offer "$wanted" "$cur"
}

complete -F _fleetspec fleetspec
`;
