// The rules a DDL has for the inputs of an action, with MCollective's own sentences (2.12: DDL::AgentDDL, Validator).
import { isUtf8 } from 'node:buffer';
import { RubyFloat, type RubyValue } from '../marshal/values';
import { type Action, ActionFailed, type Agent, type InputSpec } from './agent';

/** Inputs by plain name, as they came. */
export type Inputs = Readonly<Record<string, RubyValue>>;

/** The action a request names. Throws ActionFailed with statuscode 4. */
export function findAction(agent: Agent, name: string): Action {
  const action = Object.hasOwn(agent.actions, name) ? agent.actions[name] : undefined;
  if (action) return action;
  throw invalid(
    `Attempted to call action ${name} for ${agent.metadata.name} but it's not declared in the DDL`,
  );
}

/** The inputs, checked, text as strings. What the DDL does not know is passed on. Throws ActionFailed, statuscode 4. */
export function checkInputs(action: Action, inputs: Inputs): Inputs {
  const checked: Record<string, RubyValue> = Object.assign(Object.create(null), inputs);
  for (const [name, spec] of Object.entries(action.inputs)) {
    if (!(name in checked)) {
      if (spec.optional) continue;
      throw invalid(`Action ${action.name} needs a ${name} argument`);
    }
    const value = readable(checked[name]!);
    const complaint = inputComplaint(spec, value);
    if (complaint) throw invalid(`Cannot validate input ${name}: ${complaint}`);
    checked[name] = value;
  }
  return checked;
}

const invalid = (sentence: string): ActionFailed => new ActionFailed(sentence, 4);

// Clients that write every String as bytes mean text.
function readable(value: RubyValue): RubyValue {
  return Buffer.isBuffer(value) && isUtf8(value) ? value.toString('utf8') : value;
}

/** What is wrong with the value, undefined when it is good. */
export function inputComplaint(spec: InputSpec, value: RubyValue): string | undefined {
  switch (spec.type) {
    case 'string':
      return typeof value === 'string' ? textComplaint(spec, value) : 'value should be a string';
    case 'list':
      return typeof value === 'string' && spec.list?.includes(value)
        ? undefined
        : `value should be one of ${spec.list?.join(', ') ?? ''}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'value should be a boolean';
    case 'integer':
      return isInteger(value) ? undefined : 'value should be a integer';
    case 'float':
      return isFloat(value) ? undefined : 'value should be a float';
    case 'number':
      return isInteger(value) || isFloat(value) ? undefined : 'value should be a number';
  }
}

function textComplaint(spec: InputSpec, text: string): string | undefined {
  const { maxlength = 0, validate, check } = spec;
  // Ruby counts characters, not UTF-16 units; the cheap test first, for texts may be long.
  if (maxlength > 0 && text.length > maxlength && [...text].length > maxlength) {
    return `Input string is longer than ${maxlength} character(s)`;
  }
  if (validate && !validate.test(text)) return `value should match ${spec.validateAs ?? validate.source}`;
  return check?.(text);
}

// Integral Floats are RubyFloat, so a whole number here was an Integer.
const isInteger = (value: RubyValue): boolean => typeof value === 'bigint' || Number.isInteger(value);

const isFloat = (value: RubyValue): boolean =>
  value instanceof RubyFloat || (typeof value === 'number' && !Number.isInteger(value));
