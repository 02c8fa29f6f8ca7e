// How long to wait for nodes to be discovered, and how long the question holds, from the options of a command.
import type { DiscoverOptions } from '../rpc/fleet';
import type { CommandInput } from './command';
import { BadValue } from './errors';
import { millisecondsOption, textOption } from './options';

// A week; MCollective's own standard is a minute.
const MAX_TTL = 7 * 24 * 3600;

/** Throws BadValue. */
export function discoverOptions(options: CommandInput['options']): DiscoverOptions {
  const capMs = millisecondsOption(options, 'discoveryTimeout', '--discovery-timeout');
  const quietMs = millisecondsOption(options, 'discoveryQuiet', '--discovery-quiet');
  const ttl = ttlOption(textOption(options, 'ttl'));
  return {
    ...(capMs !== undefined && { capMs }),
    ...(quietMs !== undefined && { quietMs }),
    ...(ttl !== undefined && { ttl }),
  };
}

function ttlOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > MAX_TTL)
    throw new BadValue('--ttl', text, `a whole number of seconds from 1 to ${MAX_TTL}`);
  return seconds;
}
