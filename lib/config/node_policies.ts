// What a node does besides answering: whom it obeys, what it writes down, whom it tells that it is there.
import { dirname, join } from 'node:path';
import type { AuditConfig, AuthorizationConfig, RegistrationConfig, ReplayConfig } from './config';
import type { ConfigSource } from './config_source';
import { absolutePath, type PathBase } from './paths';
import type { Settings } from './settings';

const MCOLLECTIVE_AUDIT_LOG = '/var/log/puppetlabs/mcollective/mcollective-audit.log';

export function replayConfig({ replay }: Settings): ReplayConfig {
  return { futureTolerance: 60, maxEntries: 100_000, ...replay };
}

/** Policies lie beside the configuration unless told, as MCollective has them. */
export function authorizationConfig(
  { authorization }: Settings,
  { file }: ConfigSource,
  paths: PathBase,
): AuthorizationConfig | undefined {
  if (!authorization?.enabled) return undefined;
  const { policyDir = file === undefined ? '/etc/fleetspec/policies' : join(dirname(file), 'policies') } =
    authorization;
  return {
    policyDir: absolutePath(policyDir, paths),
    allowUnconfigured: authorization.allowUnconfigured ?? false,
    defaultPolicy: authorization.defaultPolicy,
  };
}

export function auditConfig({ audit }: Settings, paths: PathBase): AuditConfig | undefined {
  if (!audit?.enabled) return undefined;
  return { file: absolutePath(audit.file ?? MCOLLECTIVE_AUDIT_LOG, paths), format: audit.format ?? 'json' };
}

export function registrationConfig({ registration }: Settings): RegistrationConfig | undefined {
  if (!registration?.intervalMs) return undefined;
  return {
    intervalMs: registration.intervalMs,
    method: registration.method ?? 'agentlist',
    collective: registration.collective,
    splay: registration.splay ?? false,
  };
}
