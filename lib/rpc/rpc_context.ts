// What every request of one fleet connection shares.
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { Connector } from '../mcollective/connector';
import type { SecurityProvider } from '../mcollective/security/security_provider';
import type { StompConnection } from '../stomp/connection';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { DataDdls } from './data_time';
import type { DiscoveryMemory } from './discovery_memory';
import type { LateReplies } from './late_replies';

export interface RpcContext {
  readonly config: Config;
  readonly connection: StompConnection;
  readonly connector: Connector;
  readonly security: SecurityProvider;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For discovery methods that read files or standard input. */
  readonly environment: Pick<Environment, 'cwd' | 'stdin'>;
  /** What is known of data plugins; undefined when nothing is. */
  readonly ddls: DataDdls | undefined;
  /** Collective addressed. */
  readonly collective: string;
  readonly late: LateReplies;
  readonly memory: DiscoveryMemory;
  /** Aborted when the fleet is closed; ends every request. */
  readonly closing: AbortSignal;
}
