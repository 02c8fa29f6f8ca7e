// The inputs of a request against the DDL of its action, with MCollective's own sentences (2.12: DDL::AgentDDL).
import { isUtf8 } from 'node:buffer';
import type { RubyValue } from '../marshal/values';
import { inputComplaint } from './check_value';
import type { ActionDdl } from './ddl';

/** Inputs by plain name. */
export type Inputs = Readonly<Record<string, RubyValue>>;

/** Either what is wrong, or the inputs as they were meant. */
export type CheckedInputs =
  | { readonly complaint: string; readonly inputs?: never }
  | { readonly inputs: Inputs; readonly complaint?: never };

/** The first thing that is wrong, or the inputs with text as strings. What the DDL does not know is passed on. */
export function checkInputs(action: Pick<ActionDdl, 'name' | 'inputs'>, inputs: Inputs): CheckedInputs {
  const checked: Record<string, RubyValue> = Object.assign(Object.create(null), inputs);
  for (const [name, input] of Object.entries(action.inputs)) {
    if (!(name in checked)) {
      if (input.optional) continue;
      return { complaint: `Action ${action.name} needs a ${name} argument` };
    }
    const value = readable(checked[name]!);
    const complaint = inputComplaint(input, value);
    if (complaint !== undefined) return { complaint: `Cannot validate input ${name}: ${complaint}` };
    checked[name] = value;
  }
  return { inputs: checked };
}

/** What MCollective says of an action its DDL does not have. */
export function unknownAction(agent: string, action: string): string {
  return `Attempted to call action ${action} for ${agent} but it's not declared in the DDL`;
}

// Clients that write every String as bytes mean text.
function readable(value: RubyValue): RubyValue {
  return Buffer.isBuffer(value) && isUtf8(value) ? value.toString('utf8') : value;
}
