// Queues and topics as sentences name them: `queue "exim.stats"`, `queues "exim.>"`, `topic "news"`.
import { type DestinationKind, readDestinationName } from '../../activemq/destination_name';
import { BadSentence } from '../errors';

/** Text of `{destination}`; parsed when the step runs. */
export type DestinationText = string;

export interface Destination {
  readonly kind: DestinationKind;
  /** May hold ActiveMQ's wildcards. */
  readonly name: string;
}

/** No groups that capture. */
export const DESTINATION_PATTERN = /(?:queue|topic)s? "[^"]*"/;

/** Throws BadSentence and BadDestination. */
export function parseDestination(text: DestinationText): Destination {
  const [, word, name] = /^(queue|topic)s? "([^"]*)"$/.exec(text) ?? [];
  if (name === undefined)
    throw new BadSentence(`"${text}" names no queue`, 'write it like queue "exim.stats"');
  const kind = word as DestinationKind;
  return { kind, name: readDestinationName(kind, name) };
}
