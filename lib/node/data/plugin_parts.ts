// Parts every data plugin of this product is made of.
import { VERSION } from '../../version';
import type { InputSpec, OutputSpec } from '../agent';
import type { DataPluginMetadata } from './data_plugin';

export const DATA_METADATA: DataPluginMetadata = {
  author: 'the fleetspec authors',
  license: 'Apache-2.0',
  version: VERSION,
  url: 'unknown',
};

/** A query that must be there; `validateAs` is the pattern as Ruby spells it. */
export function queryInput(
  description: string,
  validate: RegExp,
  validateAs: string,
  maxlength: number,
): InputSpec {
  return { description, type: 'string', optional: false, validate, validateAs, maxlength };
}

export function outputTable(
  rows: Readonly<Record<string, readonly [description: string, displayAs: string]>>,
): Record<string, OutputSpec> {
  return Object.fromEntries(
    Object.entries(rows).map(([name, [description, displayAs]]) => [name, { description, displayAs }]),
  );
}
