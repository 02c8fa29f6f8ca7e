// Writes DDLs in Choria's JSON form: what `readJsonDdl` reads back to the same model.
import type { ActionDdl, AgentDdl, AggregateDdl, DataDdl, InputDdl, OutputDdl } from '../ddl';
import { METADATA_NAMES } from '../metadata_names';
import { textOfValidation } from '../validation_text';
import { type Writable, writeJsonText } from './write_json_text';

const AGENT_SCHEMA = 'https://choria.io/schemas/mcorpc/ddl/v1/agent.json';

/** Ends without a line feed. */
export function writeJsonDdl(ddl: AgentDdl | DataDdl): string {
  return writeJsonText(jsonDdl(ddl));
}

/** The same before it is text: for output that holds more than one. */
function jsonDdl(ddl: AgentDdl | DataDdl): Writable {
  return ddl.plugin === 'agent' ? agent(ddl) : data(ddl);
}

function agent(ddl: AgentDdl): Writable {
  return { $schema: AGENT_SCHEMA, ...base(ddl), actions: Object.values(ddl.actions).map(action) };
}

function data(ddl: DataDdl): Writable {
  const { description, query } = ddl;
  return { ...base(ddl), description, query: query && input(query), output: outputs(ddl.outputs) };
}

function base({ metadata, requires, usage }: AgentDdl | DataDdl): { readonly [key: string]: Writable } {
  return {
    metadata: Object.fromEntries(METADATA_NAMES.map(name => [name, metadata[name]])),
    requires: requires === undefined ? undefined : { mcollective: requires },
    usage,
  };
}

function action({ name, description, display, inputs, outputs: results, aggregates }: ActionDdl): Writable {
  return {
    action: name,
    description,
    display,
    input: Object.fromEntries(Object.entries(inputs).map(([key, item]) => [key, input(item)])),
    output: outputs(results),
    aggregate: aggregates.length === 0 ? undefined : aggregates.map(aggregate),
  };
}

// Choria's schema wants validation and length of every text, `""` and 0 where there is none.
function input({ prompt, description, type, optional, default: value, ...rules }: InputDdl): Writable {
  const { validation, maxlength = 0, list } = rules;
  const isText = type === 'string';
  const options = validation && 'regex' in validation ? validation.options : undefined;
  return {
    prompt,
    description,
    type,
    default: value,
    optional,
    validation: isText ? (validation ? textOfValidation(validation) : '') : undefined,
    regexp_options: isText ? options : undefined,
    maxlength: isText ? maxlength : undefined,
    list,
  };
}

function outputs(rows: Readonly<Record<string, OutputDdl>>): Writable {
  return Object.fromEntries(
    Object.entries(rows).map(([key, { description, displayAs, type, default: value }]) => [
      key,
      { description, display_as: displayAs, type, default: value },
    ]),
  );
}

function aggregate({ name, output, args, format }: AggregateDdl): Writable {
  const options: { readonly [key: string]: Writable } = { ...args, format };
  const isPlain = Object.values(options).every(value => value === undefined);
  return { function: name, args: isPlain ? [output] : [output, options] };
}
