// What names of nodes, agents and actions may look like: they become part of headers and destinations.
import { BadName } from './errors';

const IDENTITY = /^[\w.-]{1,255}$/;
// Agents are part of a topic's name; actions may end like methods of Ruby.
const WORD = { agent: /^\w[\w-]{0,254}$/, action: /^\w[\w.?!-]{0,254}$/ };

/** Filter entries in slashes are regexes, evaluated by the nodes. */
export function isRegex(entry: string): boolean {
  return entry.startsWith('/');
}

/** Throws BadName for what cannot be a node's identity. */
export function checkNodeName(name: string): string {
  if (!IDENTITY.test(name)) throw new BadName('node', name);
  return name;
}

/** Throws BadName for what cannot be an agent or action. */
export function checkWord(what: 'agent' | 'action', name: string): string {
  if (!WORD[what].test(name)) throw new BadName(what, name);
  return name;
}
