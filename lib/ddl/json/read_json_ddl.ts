// Reads DDLs in Choria's JSON form (its schema mcorpc/ddl/v1/agent, and its data DDLs), with what MCollective's own
// DDLs say beyond it: `requires`, `usage`, `regexp_options`.
import type {
  ActionDdl,
  AgentDdl,
  AggregateDdl,
  DataDdl,
  DdlMetadata,
  Display,
  InputDdl,
  OutputDdl,
  Validation,
} from '../ddl';
import { regexpOfText, validationOfText } from '../validation_text';
import { JsonNode } from './json_node';
import { parseJsonText } from './json_text';

const DISPLAYS: readonly Display[] = ['ok', 'failed', 'always', 'flatten'];

/** What has `actions` is an agent's, all else a data plugin's. Throws DdlUnreadable. */
export function readJsonDdl(text: string, file: string): AgentDdl | DataDdl {
  const root = JsonNode.root(parseJsonText(text, file), file);
  if (!(root.value instanceof Map)) return root.fail('holds no DDL');
  const base = {
    metadata: metadataOf(root.field('metadata')),
    ...present('requires', root.field('requires').field('mcollective').optionalText()),
    ...present('usage', root.field('usage').optionalText()),
  };
  if (!root.field('actions').isMissing) {
    return { plugin: 'agent', ...base, actions: actionsOf(root.field('actions')) };
  }
  if (root.field('output').isMissing)
    return root.fail('has neither `actions` nor `output`, so it describes no plugin');
  return { plugin: 'data', ...base, ...dataOf(root) };
}

function metadataOf(node: JsonNode): DdlMetadata {
  if (node.isMissing) node.fail('is missing');
  return {
    name: node.field('name').text() || node.field('name').fail('is empty'),
    description: node.field('description').text(),
    author: node.field('author').text(),
    license: node.field('license').text(),
    version: node.field('version').text(),
    url: node.field('url').text(),
    timeout: node.field('timeout').number(),
  };
}

function actionsOf(node: JsonNode): Record<string, ActionDdl> {
  const actions = new Map<string, ActionDdl>();
  for (const item of node.items()) {
    const action = actionOf(item);
    if (actions.has(action.name))
      item.field('action').fail(`is ${JSON.stringify(action.name)} a second time`);
    actions.set(action.name, action);
  }
  return Object.fromEntries(actions);
}

function actionOf(node: JsonNode): ActionDdl {
  const display = node.field('display');
  return {
    name: nameOf(node.field('action')),
    description: node.field('description').text(),
    display: display.isMissing ? 'failed' : display.oneOf(DISPLAYS),
    inputs: Object.fromEntries(
      node
        .field('input')
        .fields()
        .map(([name, input]) => [name, inputOf(input)]),
    ),
    outputs: outputsOf(node.field('output')),
    aggregates: node.field('aggregate').items().map(aggregateOf),
  };
}

function nameOf(node: JsonNode): string {
  const name = node.text();
  return /^[^\x00-\x1f\x7f]{1,200}$/.test(name) ? name : node.fail('is no name');
}

function dataOf(root: JsonNode): Pick<DataDdl, 'description' | 'query' | 'outputs'> {
  const query = root.field('query');
  return {
    description:
      root.field('description').optionalText() ?? root.field('metadata').field('description').text(),
    ...(query.isMissing ? {} : { query: inputOf(query) }),
    outputs: outputsOf(root.field('output')),
  };
}

function inputOf(node: JsonNode): InputDdl {
  if (node.isMissing) node.fail('is missing');
  const type = typeOf(node.field('type'));
  return {
    prompt: node.field('prompt').text(),
    description: node.field('description').text(),
    type,
    optional: node.field('optional').boolean(),
    ...present('default', node.field('default').data()),
    ...(type === 'string' ? stringRules(node) : {}),
    ...(type === 'list' ? { list: listOf(node.field('list')) } : {}),
  };
}

// Choria writes Array and Hash either way.
function typeOf(node: JsonNode): string {
  const type = node.text();
  if (!/^\w{1,64}$/.test(type)) node.fail('must be a word');
  return type === 'Array' || type === 'Hash' ? type.toLowerCase() : type;
}

function stringRules(node: JsonNode): Pick<InputDdl, 'validation' | 'maxlength'> {
  const maxlength = node.field('maxlength').isMissing ? 0 : Math.trunc(node.field('maxlength').number());
  return { ...present('validation', validationOf(node)), ...(maxlength > 0 && { maxlength }) };
}

function validationOf(node: JsonNode): Validation | undefined {
  const text = node.field('validation').optionalText();
  const options = node.field('regexp_options');
  if (text === undefined) return undefined;
  return options.isMissing ? validationOfText(text) : regexpOfText(text, options.number() & 7);
}

function listOf(node: JsonNode): NonNullable<InputDdl['list']> {
  const list = node.items().map(item => item.data() ?? null);
  return list.length > 0 ? list : node.fail('has no values');
}

function outputsOf(node: JsonNode): Record<string, OutputDdl> {
  return Object.fromEntries(node.fields().map(([name, output]) => [name, outputOf(output)]));
}

function outputOf(node: JsonNode): OutputDdl {
  if (node.isMissing) node.fail('is missing');
  const type = node.field('type');
  return {
    description: node.field('description').text(),
    displayAs: node.field('display_as').text(),
    ...present('default', node.field('default').data()),
    ...(type.isMissing ? {} : { type: typeOf(type) }),
  };
}

// `{"function": "average", "args": ["total_time", {"format": "Average: %0.2f"}]}`.
function aggregateOf(node: JsonNode): AggregateDdl {
  const [output, options, ...more] = node.field('args').items();
  if (!output) return node.field('args').fail('must begin with the name of an output');
  if (more.length > 0) node.field('args').fail('has too many items');
  const args = new Map(options?.fields().map(([name, value]) => [name, value.data() ?? null]));
  args.delete('format');
  return {
    name: nameOf(node.field('function')),
    output: nameOf(output),
    args: Object.fromEntries(args),
    ...present('format', options?.field('format').optionalText()),
  };
}

// A field only when there is a value for it.
function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: Value });
}
