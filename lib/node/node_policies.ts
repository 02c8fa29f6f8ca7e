// What a node holds against requests, and what it writes down: replay guard, authorization, audit, counters.
import type { Config } from '../config/config';
import type { HostPaths } from '../exec/host_paths';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import { AuditLog } from './audit/audit_log';
import { ActionPolicy } from './authorization/action_policy';
import type { Authorizer } from './authorization/authorizer';
import { DropSummary } from './drop_summary';
import { PolicyPluginMissing } from './errors';
import type { LiveNode } from './node_context';
import { ReplayGuard } from './replay_guard';

export interface PolicyParts {
  readonly paths: HostPaths;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the dispatcher asks. */
export interface Policies {
  readonly replay: ReplayGuard;
  /** Undefined: everybody may do everything. */
  readonly authorizer: Authorizer | undefined;
  readonly audit: Pick<AuditLog, 'write' | 'problem'> | undefined;
}

export class NodePolicies implements Policies {
  readonly replay: ReplayGuard;
  readonly authorizer: ActionPolicy | undefined;
  readonly audit: AuditLog | undefined;
  readonly #summary: DropSummary;

  /** Opens the audit log. Throws PolicyPluginMissing and AuditUnwritable. */
  constructor(
    config: Config,
    private readonly node: LiveNode,
    { paths, clock, logger }: PolicyParts,
  ) {
    requirePlugins(config);
    const { authorization, audit, replay } = config.node;
    this.replay = new ReplayGuard({ ...replay, signedTime: config.security.provider !== 'psk' });
    this.authorizer = authorization && new ActionPolicy(authorization, paths, logger);
    node.authorizer = this.authorizer;
    this.audit = audit && new AuditLog(audit, paths, logger);
    this.#summary = new DropSummary(node.drops, node.stats, clock, logger);
    if (authorization && config.security.provider === 'psk') {
      logger.warn(
        'policies are asked, but with psk nothing proves who a caller is: every holder of the key can use any caller id',
      );
    }
  }

  /** Reads the policies of all loaded agents, so that the log tells their faults before a request meets them. */
  async look(): Promise<void> {
    for (const [name, agent] of this.node.agents) {
      if (!agent.respond && !agent.receive) await this.authorizer?.inForce(name);
    }
  }

  /** After a signal: log files may have been moved away, policies are looked at again. */
  async reload(): Promise<void> {
    this.audit?.reopen();
    await this.look();
  }

  /** Says the counters a last time and closes the audit log. */
  close(): void {
    this.#summary.stop();
    this.audit?.close();
  }
}

/** Throws PolicyPluginMissing. */
export function requirePlugins({ file, node: { authorization, audit } }: Config): void {
  if (authorization && authorization.provider.toLowerCase() !== 'action_policy') {
    const { provider } = authorization;
    throw new PolicyPluginMissing(file, 'rpcauthprovider', provider, 'action_policy', 'rpcauthorization');
  }
  if (audit && audit.provider.toLowerCase() !== 'logfile') {
    throw new PolicyPluginMissing(file, 'rpcauditprovider', audit.provider, 'logfile', 'rpcaudit');
  }
}
