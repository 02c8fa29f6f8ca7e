// Which hosts a sentence is about: `hosts with class role::web and fact country=de`, `hosts named web1 and web2`,
// `hosts of "web servers"`, `hosts matching "…"`, `the Puppet Master`, `the host web1`; plain `hosts` are those the
// scenario has chosen before.
import { BadSentence } from '../errors';

export type HostPhrase =
  | { readonly kind: 'chosen' }
  | { readonly kind: 'filter'; readonly conditions: readonly HostCondition[] }
  | { readonly kind: 'group'; readonly name: string };

export interface HostCondition {
  readonly by: 'class' | 'fact' | 'agent' | 'names' | 'compound';
  readonly value: string;
}

/** The group that `the Puppet Master` means. */
export const PUPPET_MASTER = 'Puppet Master';

const VALUE = String.raw`(?:[^\s"]*"[^"]*"|[^\s"]*/(?:\\.|[^/])+/|\S+)`;
const CONDITION = `(?:class|fact|agent) ${VALUE}`;
const NAMES = String.raw`[^\s,]+(?:(?:, | and |, and )[^\s,]+)*`;
const WHICH = `with ${CONDITION}(?: and (?:with )?${CONDITION})*|named ${NAMES}|(?:of|in) "[^"]*"|matching "[^"]*"`;

/** Nouns with what follows them; no groups that capture. */
export const HOSTS_PATTERN = new RegExp(`(?:hosts?|nodes?|servers?|machines?)(?: (?:${WHICH}))?`);

/** One host, without a quorum. */
export const ONE_HOST_PATTERN = /the (?:host|node) [^\s,]+|the [Pp]uppet [Mm]aster/;

/** Hosts without a quorum, where a sentence speaks of all of them: `every host with class role::web`. */
export const SELECTION_PATTERN = new RegExp(
  `(?:(?:every|each|all|any)(?: of)? (?:the )?|the )?${HOSTS_PATTERN.source}|${ONE_HOST_PATTERN.source}`,
);

/** The text of SELECTION_PATTERN. Throws BadSentence. */
export function parseSelection(text: string): HostPhrase {
  const one = new RegExp(`^(?:${ONE_HOST_PATTERN.source})$`).test(text);
  return parseHostPhrase(one ? text : text.replace(/^(?:(?:every|each|all|any)(?: of)? (?:the )?|the )/, ''));
}

const WHOLE = new RegExp(`^(?:${HOSTS_PATTERN.source}|${ONE_HOST_PATTERN.source})$`);

/** Whether a text that nobody has matched yet, such as one of the configuration, is one of these phrases. */
export const isHostPhrase = (text: string): boolean => WHOLE.test(text);

/** The text of either pattern. Throws BadSentence. */
export function parseHostPhrase(text: string): HostPhrase {
  if (/^the puppet master$/i.test(text)) return { kind: 'group', name: PUPPET_MASTER };
  const one = /^the (?:host|node) (\S+)$/.exec(text);
  if (one) return { kind: 'filter', conditions: [{ by: 'names', value: one[1]! }] };
  const which = text.replace(/^\w+ ?/, '');
  if (which === '') return { kind: 'chosen' };
  const group = /^(?:of|in) "([^"]*)"$/.exec(which);
  if (group) return { kind: 'group', name: group[1]! };
  const compound = /^matching "([^"]*)"$/.exec(which);
  if (compound) return { kind: 'filter', conditions: [{ by: 'compound', value: compound[1]! }] };
  if (which.startsWith('named '))
    return { kind: 'filter', conditions: [{ by: 'names', value: which.slice(6) }] };
  return { kind: 'filter', conditions: conditionsOf(which) };
}

function conditionsOf(text: string): HostCondition[] {
  const found = [...text.matchAll(new RegExp(`(class|fact|agent) (${VALUE})`, 'g'))];
  if (found.length === 0)
    throw new BadSentence(`"${text}" chooses no hosts`, 'write it like: hosts with class role::web');
  return found.map(match => ({
    by: match[1] as 'class' | 'fact' | 'agent',
    value: match[2]!.replace(/^([^"]*)"([^"]*)"$/, '$1$2'),
  }));
}
