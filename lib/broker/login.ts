// Who may use the broker: the check of CONNECT's login and passcode.
import { createHash, timingSafeEqual } from 'node:crypto';
import { FrameRefused } from './errors';

/** Login to password; undefined lets everybody in. */
export type Users = Readonly<Record<string, string>>;

/** Throws FrameRefused in ActiveMQ's words, which clients look for; the password is never named. */
export function checkLogin(
  users: Users | undefined,
  login: string | undefined,
  passcode: string | undefined,
): void {
  if (users === undefined) return;
  const known = login !== undefined && Object.hasOwn(users, login);
  // The comparison is made for unknown users too, so that its time tells nothing.
  const right = sameText(passcode ?? '', known ? users[login]! : '');
  if (known && passcode !== undefined && right) return;
  throw new FrameRefused(`User name [${login ?? 'null'}] or password is invalid.`, { fatal: true });
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [one, other].map(text => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}
