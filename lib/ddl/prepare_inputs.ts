// What a client does with the inputs of a call before it sends them (MCollective 2.12, RPC::Client.validate_request).
import { type CheckedInputs, checkInputs, type Inputs } from './check_inputs';
import type { ActionDdl } from './ddl';

/** Fills in the defaults of inputs that must be there and are not, then checks all of them. */
export function prepareInputs(action: Pick<ActionDdl, 'name' | 'inputs'>, inputs: Inputs): CheckedInputs {
  const missing = Object.entries(action.inputs).flatMap(([name, { optional, default: value }]) =>
    optional || Object.hasOwn(inputs, name) || value === undefined || value === null
      ? []
      : [[name, value] as const],
  );
  return checkInputs(action, { ...inputs, ...Object.fromEntries(missing) });
}
