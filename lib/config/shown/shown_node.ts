// The section `node` of a configuration.
import type { NodeConfig, RegistrationConfig } from '../config';
import { formatDuration } from '../duration';
import { type Shown, type ShownSection, shownSettings } from './shown';

export function shownNode(node: NodeConfig): ShownSection {
  return {
    fact_files: node.factFiles,
    fact_cache: formatDuration(node.factCacheMs),
    classes_file: node.classesFile,
    agents: node.agents ?? 'all that can work here',
    plugins: shownSettings(node.plugins),
    log_file: node.logFile ?? 'standard error',
    log_level: node.logLevel,
    grace: formatDuration(node.graceMs),
    strict_filters: node.strictFilters,
    replay: shownReplay(node.replay),
    authorization: shownAuthorization(node.authorization),
    audit: shownAudit(node.audit),
    registration: shownRegistration(node.registration),
    agent_dirs: node.agentDirs,
  };
}

function shownReplay({ futureTolerance, maxTtl, maxEntries }: NodeConfig['replay']): Shown {
  return { future_tolerance: futureTolerance, max_ttl: maxTtl, max_entries: maxEntries };
}

function shownAuthorization(authorization: NodeConfig['authorization']): Shown {
  if (!authorization) return 'none';
  const { policyDir, allowUnconfigured, defaultPolicy, strict } = authorization;
  return {
    policy_dir: policyDir,
    allow_unconfigured: allowUnconfigured,
    default_policy: defaultPolicy ?? 'none',
    strict,
  };
}

function shownAudit(audit: NodeConfig['audit']): Shown {
  if (!audit) return 'none';
  const { file, format, required } = audit;
  return { file, format, required };
}

function shownRegistration(registration: RegistrationConfig | undefined): Shown {
  if (!registration) return 'none';
  const { intervalMs, method, collective, splay } = registration;
  return {
    ...{ interval: formatDuration(intervalMs), method },
    ...{ collective: collective ?? 'the main collective', splay },
  };
}
