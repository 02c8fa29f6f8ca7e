// Runs one query of a data plugin: plugin found, query checked, time limited, outputs of allowed types
// (MCollective 2.12, Data and Data::Base; its sentences).
import { inputComplaint } from '../../ddl/check_value';
import type { DataDdl } from '../../ddl/ddl';
import { describeError, FleetspecError } from '../../errors';
import { RubyFloat, type RubyValue } from '../../marshal/values';
import type { NodeContext } from '../agent';
import { DataQueryFailed, DataQueryInvalid } from '../errors';
import { TIMED_OUT, withTimeLimit } from '../time_limit';
import { activePlugins } from './active_plugins';
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
  { signal, plugins = activePlugins(node) }: DataQueryOptions,
): Promise<Record<string, RubyValue>> {
  const plugin = findPlugin(source, query, plugins);
  requireQuery(plugin.ddl, query);
  const { name, timeout } = plugin.ddl.metadata;
  const outputs = await withTimeLimit(node.clock, timeout * 1000, signal, async stop =>
    plugin.query(query ?? '', node, stop),
  ).catch(failed);
  if (outputs === TIMED_OUT) {
    throw new DataQueryFailed(`Data plugin ${name}_data timed out on query '${query ?? ''}'`);
  }
  requireAllowed(outputs);
  const defaults = Object.entries(plugin.ddl.outputs).map(([output, spec]) => [output, spec.default ?? null]);
  return { ...Object.fromEntries(defaults), ...outputs };
}

// What the host does not tell is the asker's to know, and no fault of the daemon.
function failed(error: unknown): never {
  if (error instanceof DataQueryFailed || !(error instanceof FleetspecError)) throw error;
  throw new DataQueryFailed(describeError(error), error);
}

function requireQuery({ query: rule, metadata }: DataDdl, query: string | null): void {
  if (!rule) {
    if (query === null) return;
    throw new DataQueryFailed(
      `No data plugin argument was declared in the ${metadata.name} DDL but an input was supplied`,
    );
  }
  if (query === null && rule.optional) return;
  const complaint = inputComplaint(rule, query);
  if (complaint) throw new DataQueryInvalid(complaint);
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
