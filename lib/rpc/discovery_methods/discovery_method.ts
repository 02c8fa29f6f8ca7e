// What a discovery method is: another way to know which nodes there are than asking them (that one is `mc`).
import type { Filter } from '../../mcollective/filter';
import type { RpcContext } from '../rpc_context';
import type { StdinText } from '../stdin_text';

/** The name of asking the nodes themselves: not a method like the others, for it can hear of nodes late. */
export const ASKING = 'mc';

/** What a method can be asked for; compound filters are answered by nodes only. */
export type FilterKind = 'identity' | 'fact' | 'class' | 'agent';

export interface DiscoveryQuery {
  /** What the user says to this method (`--do`), its own language. */
  readonly options: readonly string[];
  /** The agent that is going to be called: in every filter, so no reason to refuse it. */
  readonly ownAgent: string | undefined;
  /** Undefined: the method's own time. */
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Standard input when some of it has been read already. */
  readonly input: StdinText | undefined;
  readonly context: Pick<RpcContext, 'config' | 'environment' | 'clock' | 'collective'>;
}

export interface FoundNodes {
  /** Names that have been checked, each once, in the order of the source. */
  readonly nodes: readonly string[];
  /** What somebody should know of it, one sentence each. */
  readonly remarks: readonly string[];
}

export interface DiscoveryMethod {
  readonly name: string;
  readonly capabilities: readonly FilterKind[];
  /** The nodes that match, as far as is known. Throws FleetspecErrors; an empty answer is none. */
  find(filter: Filter, query: DiscoveryQuery): Promise<FoundNodes>;
}

/** Which method, and what it is told. */
export interface MethodChoice {
  readonly name: string;
  readonly options?: readonly string[];
  readonly input?: StdinText;
}
