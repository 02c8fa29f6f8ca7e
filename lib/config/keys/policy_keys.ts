// Keys of what a node refuses and what it writes down: replay guard, authorization, audit.

import type { Settings } from '../settings';
import { type KeySpec, single } from './key_spec';
import type { McollectiveKey } from './mcollective_key';
import { BOOLEAN, choice, integer, NAME, SECONDS, TEXT, type ValueKind } from './value_kind';

const replay = (s: Settings): NonNullable<Settings['replay']> => {
  s.replay ??= {};
  return s.replay;
};

const authorization = (s: Settings): NonNullable<Settings['authorization']> => {
  s.authorization ??= {};
  return s.authorization;
};

const audit = (s: Settings): NonNullable<Settings['audit']> => {
  s.audit ??= {};
  return s.audit;
};

const REPLAY_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'node.replay.future_tolerance',
    integer(0, 86_400),
    { meaning: 'a request dated further ahead than this is refused', default: '60', unit: 'seconds' },
    replay,
    'futureTolerance',
  ),
  single(
    'node.replay.max_ttl',
    SECONDS,
    {
      meaning: 'an older request is refused, however long its own ttl is; so long requests are remembered',
      default: '3600',
      unit: 'seconds',
    },
    replay,
    'maxTtl',
  ),
  single(
    'node.replay.max_entries',
    integer(100, 10_000_000),
    {
      meaning: 'requests remembered at most; when all of them are still in their ttl, new ones are refused',
      default: '100000',
    },
    replay,
    'maxEntries',
  ),
];

const AUTHORIZATION_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'node.authorization.enabled',
    BOOLEAN,
    {
      meaning: 'ask policies before acting; without, whoever can sign a request is obeyed',
      default: 'false',
    },
    authorization,
    'enabled',
  ),
  single(
    'node.authorization.policy_dir',
    TEXT,
    {
      meaning: 'folder with AGENT.policy files and the file groups',
      default: 'policies, beside this file',
    },
    authorization,
    'policyDir',
  ),
  single(
    'node.authorization.allow_unconfigured',
    BOOLEAN,
    {
      meaning: 'allow what no policy speaks of: agents without a file, files without a default',
      default: 'false',
    },
    authorization,
    'allowUnconfigured',
  ),
  single(
    'node.authorization.default_policy',
    NAME,
    { meaning: 'policy file, without .policy, for agents that have none of their own', default: 'none' },
    authorization,
    'defaultPolicy',
  ),
  single(
    'node.authorization.strict',
    BOOLEAN,
    {
      meaning: 'rules hold exactly where they hold under MCollective, oddities included',
      default: 'false',
    },
    authorization,
    'strict',
  ),
];

const AUDIT_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'node.audit.enabled',
    BOOLEAN,
    { meaning: 'write down every request an agent was asked to act on', default: 'false' },
    audit,
    'enabled',
  ),
  single(
    'node.audit.file',
    TEXT,
    { meaning: 'audit log, only ever appended to', default: '/var/log/fleetspec/audit.log' },
    audit,
    'file',
  ),
  single(
    'node.audit.format',
    choice('json', 'mcollective'),
    { meaning: 'a JSON object a line, or the lines of MCollective’s logfile plugin', default: 'json' },
    audit,
    'format',
  ),
  single(
    'node.audit.required',
    BOOLEAN,
    { meaning: 'refuse to act while the audit log cannot be written', default: 'false' },
    audit,
    'required',
  ),
];

/** Of fleetspec.yaml. */
export const POLICY_KEYS: readonly KeySpec<Settings>[] = [
  ...REPLAY_KEYS,
  ...AUTHORIZATION_KEYS,
  ...AUDIT_KEYS,
];

// To MCollective's plugin only what starts with 1 or holds a "y" is true. Words that mean one thing there and another
// to the reader (`true`, `deny`) are refused: they would open the node, or leave it without its default policy.
const ACTIONPOLICY_BOOLEAN: ValueKind<boolean> = {
  name: '1, y or yes, or 0, n, no or false (MCollective takes "true" for no)',
  read(text) {
    const word = text.trim().toLowerCase();
    if (['1', 'y', 'yes'].includes(word)) return true;
    return ['0', 'n', 'no', 'false', 'f', 'off'].includes(word) ? false : undefined;
  },
};

/** Of MCollective's server.cfg. */
export const MCOLLECTIVE_POLICY_KEYS: readonly McollectiveKey[] = [
  single(
    'rpcauthorization',
    BOOLEAN,
    { meaning: 'ask policies before acting', default: '0' },
    authorization,
    'enabled',
  ),
  single(
    'rpcauthprovider',
    TEXT,
    { meaning: 'authorisation plugin; any other than action_policy is refused', default: 'none' },
    authorization,
    'provider',
  ),
  single(
    'plugin.actionpolicy.allow_unconfigured',
    ACTIONPOLICY_BOOLEAN,
    { meaning: 'allow what no policy speaks of', default: '0' },
    authorization,
    'allowUnconfigured',
  ),
  single(
    'plugin.actionpolicy.enable_default',
    ACTIONPOLICY_BOOLEAN,
    { meaning: 'agents without a policy file have that of default_name', default: '0' },
    authorization,
    'enableDefault',
  ),
  single(
    'plugin.actionpolicy.default_name',
    NAME,
    { meaning: 'policy file for agents without one, without .policy', default: 'default' },
    authorization,
    'defaultName',
  ),
  single('rpcaudit', BOOLEAN, { meaning: 'write down every request', default: '0' }, audit, 'enabled'),
  single(
    'rpcauditprovider',
    TEXT,
    { meaning: 'audit plugin; any other than logfile is refused', default: 'none' },
    audit,
    'provider',
  ),
  single(
    'plugin.rpcaudit.logfile',
    TEXT,
    { meaning: 'audit log', default: '/var/log/puppetlabs/mcollective/mcollective-audit.log' },
    audit,
    'file',
  ),
];
