// Calls that undo: the only ones that are ever sent because a file says so. Each knows what its arguments may be and
// which answers mean that the host is as before.
import { isIP } from 'node:net';
import type { CallOptions } from '../../rpc/call';
import type { Reply } from '../../rpc/reply';
import type { FleetPort } from '../fleet_port';

/** One request that changes hosts back. */
export interface UndoCall {
  readonly agent: string;
  readonly action: string;
  readonly args: Readonly<Record<string, string>>;
}

interface KnownCall {
  readonly args: Readonly<Record<string, (value: string) => boolean>>;
  readonly isDone: (reply: Reply) => boolean;
}

const succeeded = (reply: Reply): boolean => reply.statuscode === 0;
const isName = (value: string): boolean => /^[A-Za-z0-9][\w.@:+-]{0,127}$/.test(value);
const isText = (value: string): boolean => value.length <= 1000 && !/\p{Cc}/u.test(value);

// The agent fails a second block with "192.0.2.7 is already blocked", a second unblock with "… already unblocked".
const already =
  (state: string) =>
  (reply: Reply): boolean =>
    succeeded(reply) || (reply.statuscode === 1 && reply.statusmsg.endsWith(` already ${state}`));

const ADDRESS = { ipaddr: (value: string) => isIP(value) !== 0 };
const SERVICE = { service: isName };

const KNOWN: Readonly<Record<string, KnownCall>> = {
  'iptables.unblock': { args: ADDRESS, isDone: already('unblocked') },
  'iptables.block': { args: ADDRESS, isDone: already('blocked') },
  'service.start': { args: SERVICE, isDone: succeeded },
  'service.stop': { args: SERVICE, isDone: succeeded },
  'puppet.enable': { args: {}, isDone: succeeded },
  'puppet.disable': { args: { message: isText }, isDone: succeeded },
};

/** Undefined when `call` may be sent; else what is wrong with it. */
export function problemWith({ agent, action, args }: UndoCall): string | undefined {
  const name = `${agent}.${action}`;
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (!known) return `${name} is no call that undoes`;
  const bad = Object.entries(args).find(
    ([key, value]) => !Object.hasOwn(known.args, key) || !known.args[key]!(value),
  );
  return bad ? `${name} cannot have ${bad[0]}=${JSON.stringify(bad[1].slice(0, 80))}` : undefined;
}

/** Sends it to exactly these hosts; resolves with those that are as before. */
export async function sendUndo(
  fleet: FleetPort,
  { agent, action, args }: UndoCall,
  hosts: readonly string[],
  limits: CallOptions,
): Promise<string[]> {
  const result = await fleet
    .agent(agent)
    .on(hosts)
    .call(action, { ...args }, limits)
    .result();
  const { isDone = succeeded } = KNOWN[`${agent}.${action}`] ?? {};
  return result.replies.filter(isDone).map(reply => reply.sender);
}
