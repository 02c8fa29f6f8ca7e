// How long to wait for nodes to be discovered, from the options of a command.
import type { DiscoverOptions } from '../rpc/fleet';
import type { CommandInput } from './command';
import { millisecondsOption } from './options';

export function discoverOptions(options: CommandInput['options']): DiscoverOptions {
  const capMs = millisecondsOption(options, 'discoveryTimeout', '--discovery-timeout');
  const quietMs = millisecondsOption(options, 'discoveryQuiet', '--discovery-quiet');
  return { ...(capMs !== undefined && { capMs }), ...(quietMs !== undefined && { quietMs }) };
}
