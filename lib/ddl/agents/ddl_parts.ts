// Parts the DDLs of this folder are written with.
import type { RubyValue } from '../../marshal/values';
import { VERSION } from '../../version';
import type { ActionDdl, AgentDdl, AggregateDdl, DdlMetadata, InputDdl, OutputDdl } from '../ddl';

/** Of the agents fleetspecd runs. `timeout` in seconds. */
export function ownMetadata(name: string, description: string, timeout: number): DdlMetadata {
  return metadataOf(name, description, VERSION, timeout);
}

/** Of agents that other daemons run: `version` is the release of MCollective's plugin that was described. */
export function pluginMetadata(
  name: string,
  description: string,
  version: string,
  timeout: number,
): DdlMetadata {
  return metadataOf(name, description, version, timeout);
}

function metadataOf(name: string, description: string, version: string, timeout: number): DdlMetadata {
  return {
    name,
    description,
    author: 'the fleetspec authors',
    license: 'Apache-2.0',
    version,
    url: 'unknown',
    timeout,
  };
}

export function agentDdl(metadata: DdlMetadata, actions: readonly ActionDdl[]): AgentDdl {
  return { plugin: 'agent', metadata, actions: byName(actions) };
}

function byName(actions: readonly ActionDdl[]): Record<string, ActionDdl> {
  return Object.fromEntries(actions.map(action => [action.name, action]));
}

/** What an action has besides name and description. */
export type ActionParts = Partial<Pick<ActionDdl, 'display' | 'inputs' | 'outputs' | 'aggregates'>>;

/** Shown when it failed, unless told. */
export function action(name: string, description: string, parts: ActionParts): ActionDdl {
  return { name, description, display: 'failed', inputs: {}, outputs: {}, aggregates: [], ...parts };
}

export function output(description: string, displayAs: string, value?: RubyValue): OutputDdl {
  return { description, displayAs, ...(value === undefined ? {} : { default: value }) };
}

/** Outputs without defaults. */
export function outputs(
  rows: Readonly<Record<string, readonly [description: string, displayAs: string]>>,
): Record<string, OutputDdl> {
  return Object.fromEntries(
    Object.entries(rows).map(([name, [text, displayAs]]) => [name, output(text, displayAs)]),
  );
}

type Check = NonNullable<InputDdl['validation']>;

/** A text that must be given; `check` is a regex in Ruby's spelling or the name of a validator. */
export function text(
  prompt: string,
  description: string,
  maxlength: number,
  check: Check | string,
): InputDdl {
  const validation = typeof check === 'string' ? { regex: check } : check;
  return { prompt, description, type: 'string', optional: false, validation, maxlength };
}

export function boolean(prompt: string, description: string): InputDdl {
  return { prompt, description, type: 'boolean', optional: true };
}

export function number(prompt: string, description: string, type: 'integer' | 'float' | 'number'): InputDdl {
  return { prompt, description, type, optional: true };
}

export const optional = (input: InputDdl): InputDdl => ({ ...input, optional: true });

export function aggregate(
  name: string,
  of: string,
  format?: string,
  args: AggregateDdl['args'] = {},
): AggregateDdl {
  return { name, output: of, args, ...(format === undefined ? {} : { format }) };
}

export const summary = (of: string): AggregateDdl => aggregate('summary', of);
