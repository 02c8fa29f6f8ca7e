// Names of queues and topics as ActiveMQ takes them in a destination, and its wildcards.
import { BadDestination } from './errors';

const MAX_LENGTH = 255;

/** Throws BadDestination. A comma would make two destinations of one, `?` begins options. */
export function checkDestination(name: string): void {
  if (name.length === 0 || name.length > MAX_LENGTH) {
    throw new BadDestination(name, `it has ${name.length} characters`);
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) throw new BadDestination(name, 'it holds a control character');
  const odd = /[,?:/]/.exec(name)?.[0];
  if (odd) throw new BadDestination(name, `it holds "${odd}"`);
}

/** True for names with ActiveMQ's wildcards: `*` one part between dots, `>` all further ones. */
export function isWildcard(name: string): boolean {
  return name.split('.').some(part => part === '*' || part === '>');
}

/** Whether a name fits a pattern with those wildcards. */
export function matchesName(pattern: string, name: string): boolean {
  const parts = name.split('.');
  const wanted = pattern.split('.');
  for (const [index, part] of wanted.entries()) {
    // As the last part only; elsewhere it is a part like any other.
    if (part === '>' && index === wanted.length - 1) return true;
    if (parts[index] === undefined || (part !== '*' && part !== parts[index])) return false;
  }
  return parts.length === wanted.length;
}
