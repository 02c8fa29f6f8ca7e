// Runs one query of a data plugin: plugin found, query checked, time limited, outputs of allowed types
// (MCollective 2.12, Data and Data::Base; its sentences).
import { RubyFloat, type RubyValue } from '../../marshal/values';
import type { NodeContext } from '../agent';
import { DataQueryFailed, DataQueryInvalid } from '../errors';
import { inputComplaint } from '../input_rules';
import { TIMED_OUT, withTimeLimit } from '../time_limit';
import { DATA_PLUGINS } from '.';
import type { DataPlugin } from './data_plugin';

export interface DataQueryOptions {
  /** Ends the query early. */
  readonly signal: AbortSignal;
  /** Instead of the product's own. */
  readonly plugins?: Readonly<Record<string, DataPlugin>>;
}

/** `fstat`, `FSTAT` and `fstat_data` all mean `fstat_data`. */
export function dataPluginName(source: string): string {
  const name = source.toLowerCase();
  return name.endsWith('_data') ? name : `${name}_data`;
}

/** All declared outputs, nil those without a value, then the others. Throws DataQueryFailed, DataQueryInvalid. */
export async function queryData(
  source: string,
  query: string | null,
  node: NodeContext,
  { signal, plugins = DATA_PLUGINS }: DataQueryOptions,
): Promise<Record<string, RubyValue>> {
  const plugin = findPlugin(source, query, plugins);
  const complaint = inputComplaint(plugin.input, query);
  if (complaint) throw new DataQueryInvalid(complaint);
  const limitMs = (plugin.timeout ?? 1) * 1000;
  const outputs = await withTimeLimit(node.clock, limitMs, signal, async stop =>
    plugin.query(query as string, node, stop),
  );
  if (outputs === TIMED_OUT) {
    throw new DataQueryFailed(`Data plugin ${plugin.name}_data timed out on query '${query}'`);
  }
  requireAllowed(outputs);
  const defaults = Object.entries(plugin.outputs).map(([name, spec]) => [name, spec.default ?? null]);
  return { ...Object.fromEntries(defaults), ...outputs };
}

// With a query MCollective misses the DDL first.
function findPlugin(
  source: string,
  query: string | null,
  plugins: Readonly<Record<string, DataPlugin>>,
): DataPlugin {
  const name = dataPluginName(source);
  const key = name.slice(0, -'_data'.length);
  const plugin = Object.hasOwn(plugins, key) ? plugins[key] : undefined;
  if (plugin) return plugin;
  throw new DataQueryFailed(
    query === null ? `No plugin ${name} defined` : `Can't find DDL for data plugin '${name}'`,
  );
}

// Types cannot keep a plugin from answering what others gave it.
function requireAllowed(outputs: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (['string', 'number', 'bigint', 'boolean'].includes(typeof value) || value instanceof RubyFloat)
      continue;
    throw new DataQueryFailed(
      `Can only store String, Integer, Float or Boolean data but got ${className(value)} for key ${name}`,
    );
  }
}

function className(value: unknown): string {
  if (value === null || value === undefined) return 'NilClass';
  return value instanceof Map ? 'Hash' : ((value as object).constructor?.name ?? 'Object');
}
