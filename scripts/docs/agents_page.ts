// docs/reference/agents.md: every agent of fleetspecd with its actions, inputs and outputs, and the data plugins.
import type { Validation } from '../../lib/ddl/ddl';
import { shownRegex } from '../../lib/ddl/validation_regex';
import { RubyFloat, type RubyValue } from '../../lib/marshal/values';
import type { Action, Agent, InputSpec, OutputSpec } from '../../lib/node/agent';
import { AGENTS } from '../../lib/node/agents';
import { DATA_PLUGINS } from '../../lib/node/data';
import type { DataPlugin } from '../../lib/node/data/data_plugin';
import { bullet, code, page, paragraph, sentence } from './markdown';
import { projectFiles, readProjectFile } from './project';

type Agents = Readonly<Record<string, Agent>>;

const DISPLAY: Readonly<Record<Action['display'], string>> = {
  always: 'Every answer is shown.',
  failed: 'Only failed answers are shown.',
  flatten: 'Only failed answers are shown.',
  ok: 'Only good answers are shown.',
};

/** Throws when an agent reads a setting it does not tell of. */
export function agentsPage(agents: Agents = AGENTS): string {
  requireSettingsTold(agents);
  return page('Agents of fleetspecd', [
    paragraph(
      'What a node can be asked. From a terminal: `fleetspec rpc AGENT ACTION key=value`, or `mco rpc` with the same words. A node loads every agent that can work there; `node.agents` of its configuration names fewer, and the setting `AGENT.activate_agent: false` leaves one out.',
    ),
    paragraph(
      'Settings stand under `node.plugins` of fleetspec.yaml (`iptables.chain: junk_filter`), or as `plugin.iptables.chain = junk_filter` in server.cfg. Inputs that an action does not list are passed on, and ignored.',
    ),
    Object.entries(agents)
      .map(([name, { metadata }]) => bullet(`[${name}](#${name}): ${metadata.description}`))
      .concat(bullet('[Data plugins](#data-plugins)'))
      .join('\n'),
    ...Object.entries(agents).flatMap(([name, agent]) => agentParts(name, agent)),
    ...dataParts(),
  ]);
}

function agentParts(name: string, { metadata, actions, settings = {} }: Agent): string[] {
  return [
    `## ${name}`,
    paragraph(`${sentence(metadata.description)} An action may take ${metadata.timeout} seconds.`),
    ...settingsPart(settings),
    ...(Object.keys(actions).length === 0 ? ['It has no actions to call.'] : []),
    ...Object.entries(actions)
      .filter(([, { run }]) => run)
      .flatMap(([action, spec]) => actionParts(name, action, spec)),
  ];
}

function dataParts(): string[] {
  return [
    '## Data plugins',
    paragraph(
      'What a node can be asked by `fleetspec rpc rpcutil get_data source=NAME query=TEXT`, and in compound filters (`-S`), see [filters.md](../filters.md). The setting `NAME.activate_data: false` switches one off.',
    ),
    ...Object.entries(DATA_PLUGINS).flatMap(([name, plugin]) => pluginParts(name, plugin)),
  ];
}

function pluginParts(name: string, { ddl, settings = {} }: DataPlugin): string[] {
  const { description, metadata, query, outputs } = ddl;
  return [
    `### data ${name}`,
    paragraph(`${sentence(description)} A query may take ${metadata.timeout} s.`),
    ...settingsPart(settings),
    query ? `**Query**\n\n${inputLine('query', query)}` : 'It takes no query.',
    `**Outputs**\n\n${Object.entries(outputs)
      .map(([output, spec]) => outputLine(output, spec))
      .join('\n')}`,
  ];
}

function settingsPart(settings: Readonly<Record<string, string>>): string[] {
  const told = Object.entries(settings).map(([key, text]) =>
    bullet(`${code(key)}: ${meaningAndDefault(text)}`),
  );
  return told.length > 0 ? [`**Settings**\n\n${told.join('\n')}`] : [];
}

function meaningAndDefault(text: string): string {
  const at = text.lastIndexOf('; ');
  return at < 0 ? text : `${text.slice(0, at)}. Default: ${text.slice(at + 2)}`;
}

function actionParts(
  agent: string,
  name: string,
  { description, inputs, outputs, display }: Action,
): string[] {
  const ins = Object.entries(inputs).map(([input, spec]) => inputLine(input, spec));
  const outs = Object.entries(outputs).map(([output, spec]) => outputLine(output, spec));
  return [
    `### ${agent} ${name}`,
    paragraph(`${sentence(description)} ${DISPLAY[display]}`),
    ...(ins.length > 0 ? [`**Inputs**\n\n${ins.join('\n')}`] : []),
    ...(outs.length > 0 ? [`**Outputs**\n\n${outs.join('\n')}`] : []),
  ];
}

function inputLine(name: string, spec: InputSpec): string {
  const { description, type, optional, maxlength, validation, list } = spec;
  const rules = [
    type,
    optional ? 'optional' : 'required',
    ...(maxlength === undefined ? [] : [`at most ${maxlength} characters`]),
    ...(list ? [`one of ${list.join(', ')}`] : []),
    ...(validation ? [rule(validation)] : []),
    ...(spec.default === undefined ? [] : [`default ${shown(spec.default)}`]),
  ];
  return bullet(`${code(name)} (${rules.join(', ')}): ${description}`);
}

function rule(validation: Validation): string {
  if ('regex' in validation) return `matches ${code(shownRegex(validation))}`;
  return `checked as ${code(validation.validator)}`;
}

function outputLine(name: string, { description, displayAs, default: standard }: OutputSpec): string {
  const told = standard === undefined ? '' : `; ${shown(standard)} when the node says nothing`;
  return bullet(`${code(name)}, shown as “${displayAs}”: ${description}${told}`);
}

function shown(value: RubyValue): string {
  if (value instanceof RubyFloat) return String(value.value);
  if (value instanceof Map) return 'an empty hash';
  if (Array.isArray(value)) return 'an empty list';
  return value === '' ? 'an empty text' : String(value);
}

// `node.setting('iptables.chain')`, and the names that the place of Puppet's files is made of.
const SETTING = /\b(?:setting|booleanSetting)\((?:node, )?'([\w.]+)'/g;
const PUPPET_NAME = /\bnamed\(setting, '(\w+)'\)/g;

function requireSettingsTold(agents: Agents): void {
  const plugins = [...Object.values(agents), ...Object.values(DATA_PLUGINS)];
  const told = new Set(plugins.flatMap(({ settings = {} }) => Object.keys(settings)));
  const read = projectFiles('lib/node/agents', '.ts')
    .concat(projectFiles('lib/node/data', '.ts'), 'lib/probes/puppet_files.ts', 'lib/probes/nrpe_config.ts')
    .flatMap(path => settingsRead(readProjectFile(path)));
  const untold = [...new Set(read)].filter(name => !told.has(name));
  if (untold.length > 0) throw new Error(`settings of agents without a meaning: ${untold.join(', ')}`);
}

function settingsRead(text: string): string[] {
  const puppet = [...text.matchAll(PUPPET_NAME)].map(match => `puppet.${match[1]}`);
  return [...[...text.matchAll(SETTING)].map(match => match[1]!), ...puppet];
}
