// What is known here of the agent that a command calls: its DDL, how long it may take, and what its name may have meant.
import type { Config } from '../config/config';
import type { AgentDdl } from '../ddl/ddl';
import { didYouMean } from '../util/did_you_mean';
import type { CommandInput } from './command';
import { discoverOptions } from './discover_options';
import { millisecondsOption } from './options';
import { callTimeoutMs } from './rpc_request';

export interface KnownAgent {
  /** Undefined: the nodes alone know what they take. */
  readonly ddl: AgentDdl | undefined;
  /** A known agent of nearly that name, when this one is not known. */
  readonly meant: string | undefined;
}

/** Nothing is known with --no-ddl. Throws the errors of broken DDLs. */
export async function findAgent(
  agent: string,
  { options }: Pick<CommandInput, 'options'>,
  { libDirs }: Pick<Config, 'libDirs'>,
): Promise<KnownAgent> {
  if (options.ddl === false) return { ddl: undefined, meant: undefined };
  const { DdlLibrary } = await import('../ddl/ddl_library');
  const library = new DdlLibrary(libDirs);
  const ddl = library.agent(agent);
  return { ddl, meant: ddl ? undefined : didYouMean(agent, library.names('agent')) };
}

/**
 * Milliseconds for the nodes to answer: as the option says, else what the DDL asks for; with data functions in the filter
 * nodes need time for those, too.
 */
export function answerTimeoutMs(
  { options }: Pick<CommandInput, 'options'>,
  { rpc }: Pick<Config, 'rpc'>,
  ddl: AgentDdl | undefined,
): number {
  const { capMs = rpc.discoveryCapMs } = discoverOptions(options);
  return millisecondsOption(options, 'timeout', '--timeout') ?? callTimeoutMs(ddl, capMs, rpc.timeoutMs);
}
