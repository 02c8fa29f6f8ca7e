// What is odd in a DDL that can be read: it works, but hardly as its author meant.
import type { ActionDdl, Ddl, InputDdl } from './ddl';
import { findValidator } from './validators';

/** Sentences that name action and input. */
export function ddlRemarks(ddl: Ddl): string[] {
  if (ddl.plugin === 'data') return ddl.query ? inputRemarks('the query', ddl.query) : [];
  return ddl.plugin === 'agent' ? Object.values(ddl.actions).flatMap(actionRemarks) : [];
}

function actionRemarks({ name, display, inputs, outputs, aggregates }: ActionDdl): string[] {
  return [
    ...(display === 'flatten'
      ? [`action ${name} displays \`flatten\`, which is obsolete and shown as failed`]
      : []),
    ...Object.entries(inputs).flatMap(([key, input]) =>
      inputRemarks(`input ${key} of action ${name}`, input),
    ),
    ...aggregates
      .filter(({ output }) => !Object.hasOwn(outputs, output))
      .map(it => `action ${name} sums up ${it.output} by ${it.name}, but has no such output`),
  ];
}

function inputRemarks(what: string, { type, validation, list, default: value }: InputDdl): string[] {
  const isListed = value === undefined || !list || list.includes(value);
  return [
    ...(isListed ? [] : [`${what} has a default that is not in its list`]),
    ...(KNOWN_TYPES.has(type) || findValidator(type)
      ? []
      : [`${what} has the type ${type}, which fleetspec cannot check`]),
    ...validationRemarks(what, validation),
  ];
}

const KNOWN_TYPES = new Set(['string', 'list', 'boolean', 'integer', 'float', 'number', 'hash', 'array']);

// A regex that cannot be used makes its DDL unreadable already.
function validationRemarks(what: string, validation: InputDdl['validation']): string[] {
  if (!validation || !('validator' in validation) || findValidator(validation.validator)) return [];
  return [`${what} is checked by ${validation.validator}, a validator fleetspec does not have`];
}
