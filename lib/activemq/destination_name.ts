// Names of queues and topics as ActiveMQ takes them in a destination, and its wildcards.
import { BadDestination } from './errors';

export type DestinationKind = 'queue' | 'topic';

const MAX_LENGTH = 1000;

/**
 * The name as the broker has it: without the `queue://` that ActiveMQ prints before it, or spaces at its ends, which a
 * broker takes away. Throws BadDestination.
 */
export function readDestinationName(kind: DestinationKind, text: string): string {
  const name = text.trim().replace(new RegExp(`^${kind}://`), '');
  checkDestination(name);
  return name;
}

/**
 * Throws BadDestination. A comma would make two destinations of one, and put the question into the second; `?` begins
 * options, so that `a?b` would be answered as `a`.
 */
export function checkDestination(name: string): void {
  if (name.length === 0 || name.length > MAX_LENGTH) {
    throw new BadDestination(name, `it has ${name.length} characters`);
  }
  if (/[\0-\x1f\x7f-\x9f\u2028\u2029]/.test(name))
    throw new BadDestination(name, 'it holds a control character');
  const odd = /[,?]/.exec(name)?.[0];
  if (odd) throw new BadDestination(name, `it holds "${odd}"`);
  const prefix = /^(\/(temp-)?(queue|topic)\/|(temp-)?(queue|topic):\/\/)/.exec(name)?.[0];
  if (prefix) throw new BadDestination(name, `it begins with "${prefix}"`);
}

/** True for names with ActiveMQ's wildcards: `*` one part between dots, `>` all further ones. */
export function isWildcard(name: string): boolean {
  return name.split('.').some(part => part === '*' || part === '>');
}

/** Whether a name fits a pattern with those wildcards; `a.>` fits `a`, too. */
export function matchesName(pattern: string, name: string): boolean {
  const parts = name.split('.');
  const wanted = pattern.split('.');
  for (const [index, part] of wanted.entries()) {
    if (part === '>') return true;
    if (parts[index] === undefined || (part !== '*' && part !== parts[index])) return false;
  }
  return parts.length === wanted.length;
}

/** As ActiveMQ writes it in statistics: characters beyond the first 65,536 are lost there. */
export function asStatisticsTell(name: string): string {
  return name.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd\ufffd');
}
