// Whether the outputs of a program are what its DDL promises: what is not is passed on, and told in the log.
import type { ActionDdl } from '../../ddl/ddl';
import { RubyFloat, type RubyValue } from '../../marshal/values';
import type { Logger } from '../../util/logger';
import type { ActionOutputs } from '../agent';

const isInteger = (value: RubyValue): boolean => typeof value === 'bigint' || Number.isInteger(value);
const isFloat = (value: RubyValue): boolean =>
  value instanceof RubyFloat || (typeof value === 'number' && !Number.isInteger(value));

/** The types of Choria's DDLs; Ruby's say nothing of outputs. */
const FITS: Readonly<Record<string, (value: RubyValue) => boolean>> = {
  string: value => typeof value === 'string',
  boolean: value => typeof value === 'boolean',
  integer: isInteger,
  // JSON of many languages writes 2.0 as 2.
  float: value => isInteger(value) || isFloat(value),
  number: value => isInteger(value) || isFloat(value),
  array: value => Array.isArray(value),
  hash: value => value instanceof Map,
};

const MAX_WARNINGS = 10;

/** `name` is the action's, `agent#action`. */
export function warnOfOutputs(
  name: string,
  action: ActionDdl,
  outputs: ActionOutputs,
  logger: Pick<Logger, 'warn'>,
): void {
  for (const sentence of outputComplaints(action, outputs)) logger.warn(`${name}: ${sentence}`);
}

/** Sentences about outputs that are not what the DDL promises, ten at most. */
export function outputComplaints(action: ActionDdl, outputs: ActionOutputs): string[] {
  const complaints = Object.entries(outputs).flatMap(
    ([output, value]) => complaint(output, value, action) ?? [],
  );
  return complaints.slice(0, MAX_WARNINGS);
}

function complaint(output: string, value: RubyValue, { outputs }: ActionDdl): string | undefined {
  const spec = Object.hasOwn(outputs, output) ? outputs[output] : undefined;
  if (!spec) return `the output ${output} is not in its DDL`;
  const fits = value === null || !spec.type || FITS[spec.type]?.(value) !== false;
  return fits ? undefined : `the output ${output} is no ${spec.type}`;
}
