// What the data functions of a compound filter ask of the nodes: time, and outputs that exist
// (MCollective 2.12, Discovery#timeout_for_compound_filter and Matcher).
import type { DataDdl } from '../ddl/ddl';
import type { Filter } from '../mcollective/filter';
import { UnknownDataOutput } from './errors';

/** What DDLs say of data plugins; undefined for those nobody knows. */
export interface DataDdls {
  data(plugin: string): DataDdl | undefined;
}

/** Of a plugin without DDL: MCollective's own default. */
const STANDARD_SECONDS = 1;

/**
 * Milliseconds for all the data functions of a filter together, 0 without any. Throws UnknownDataOutput where a DDL
 * tells that no node would match.
 */
export function dataTimeMs(filter: Filter, ddls: DataDdls | undefined): number {
  let seconds = 0;
  for (const [plugin, output] of dataFunctions(filter)) {
    const ddl = ddls?.data(plugin);
    if (ddl && !Object.hasOwn(ddl.outputs, output))
      throw new UnknownDataOutput(plugin, output, Object.keys(ddl.outputs));
    seconds += ddl?.metadata.timeout ?? STANDARD_SECONDS;
  }
  return seconds * 1000;
}

// Plugin and output of each, as parseCompound wrote them.
function dataFunctions({ compound }: Filter): [string, string][] {
  return compound
    .flatMap(stack => (Array.isArray(stack) ? stack : []))
    .map(entry => (entry instanceof Map ? entry.get('fstatement') : undefined))
    .flatMap(test => (test instanceof Map ? [[String(test.get('name')), String(test.get('value'))]] : []));
}
