// What a node does besides answering: whom it obeys, what it writes down, whom it tells that it is there.
import { dirname, join } from 'node:path';
import type { AuditConfig, AuthorizationConfig, RegistrationConfig, ReplayConfig } from './config';
import type { ConfigSource } from './config_source';
import { absolutePath, type PathBase } from './paths';
import type { Settings } from './settings';

const AUDIT_LOGS = {
  fleetspec: '/var/log/fleetspec/audit.log',
  mcollective: '/var/log/puppetlabs/mcollective/mcollective-audit.log',
} as const;

export function replayConfig({ replay }: Settings): ReplayConfig {
  return { futureTolerance: 60, maxTtl: 3600, maxEntries: 100_000, ...replay };
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
    provider: authorization.provider ?? 'action_policy',
    policyDir: absolutePath(policyDir, paths),
    allowUnconfigured: authorization.allowUnconfigured ?? false,
    defaultPolicy: defaultPolicy(authorization),
    strict: authorization.strict ?? false,
  };
}

function defaultPolicy(authorization: NonNullable<Settings['authorization']>): string | undefined {
  const { enableDefault, defaultName = 'default' } = authorization;
  return authorization.defaultPolicy ?? (enableDefault ? defaultName : undefined);
}

/** Who asks with MCollective's keys wants MCollective's lines. */
export function auditConfig(
  { audit }: Settings,
  { format }: ConfigSource,
  paths: PathBase,
): AuditConfig | undefined {
  if (!audit?.enabled) return undefined;
  return {
    provider: audit.provider ?? 'logfile',
    file: absolutePath(audit.file ?? AUDIT_LOGS[format], paths),
    format: audit.format ?? (format === 'mcollective' ? 'mcollective' : 'json'),
    required: audit.required ?? false,
  };
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
