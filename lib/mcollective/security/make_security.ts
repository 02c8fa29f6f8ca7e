// The security provider a configuration asks for, with the caller identity of this process.
import { readFileSync } from 'node:fs';
import type { CallerType, Config } from '../../config/config';
import type { Environment } from '../../environment';
import { CalleridUnusable, PskMissing } from '../errors';
import { CALLERID, fits } from '../wire_fields';
import { PskSecurity } from './psk';
import { makeAes, makeSsl } from './rsa_security';
import type { SecurityProvider } from './security_provider';

/** Text of the group database. */
export type GroupReader = () => string;

const readEtcGroup: GroupReader = () => readFileSync('/etc/group', 'utf8');

/**
 * `role` chooses among the keys of ssl and aes; with a shared key both are alike. Throws PskMissing, CalleridUnusable,
 * MissingSetting, BadValue and KeyUnusable; reads /etc/group only for caller type `group`.
 */
export function makeSecurity(
  config: Pick<Config, 'file' | 'identity' | 'security'>,
  role: 'client' | 'server',
  environment: Pick<Environment, 'uid' | 'gid' | 'username'>,
  readGroups: GroupReader = readEtcGroup,
): SecurityProvider {
  const { security } = config;
  if (security.provider === 'ssl') return makeSsl(security, config.file, role);
  if (security.provider === 'aes') return makeAes(security, config.file, role);
  if (security.psk === '') throw new PskMissing(config.file);
  const callerid = makeCallerid(security.callerType, config.identity, environment, readGroups);
  return new PskSecurity(security.psk, callerid);
}

function makeCallerid(
  type: CallerType,
  identity: string,
  environment: Pick<Environment, 'uid' | 'gid' | 'username'>,
  readGroups: GroupReader,
): string {
  const values: Record<CallerType, () => string> = {
    uid: () => String(environment.uid),
    gid: () => String(environment.gid),
    user: () => environment.username,
    group: () => groupName(environment.gid, readGroups),
    identity: () => identity,
  };
  const value = values[type]();
  const callerid = `${type}=${value}`;
  if (value === '') throw new CalleridUnusable(type, `this process has no ${type} name`);
  if (!fits(callerid, CALLERID))
    throw new CalleridUnusable(type, `no node answers to ${JSON.stringify(callerid)}`);
  return callerid;
}

// group(5): name:password:gid:members
function groupName(gid: number, readGroups: GroupReader): string {
  for (const line of groupLines(readGroups)) {
    const [name = '', , id] = line.split(':');
    if (id === String(gid)) return name;
  }
  throw new CalleridUnusable('group', `the group ${gid} has no name in /etc/group`);
}

function groupLines(readGroups: GroupReader): string[] {
  try {
    return readGroups().split('\n');
  } catch {
    throw new CalleridUnusable('group', '/etc/group cannot be read');
  }
}
