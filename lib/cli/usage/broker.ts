// fleetspec broker: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS } from './shared_options';

export const brokerUsage: CommandUsage = {
  name: 'broker',
  summary: 'run the embedded broker, to try things out or for one small site',
  description: `Runs a STOMP broker in the foreground until it is interrupted.
It listens where the configuration's first broker is said to be and lets in that login only, so that one \
fleetspec.yaml serves broker, nodes and operators.
For more than a few hundred nodes, or where it must not be a single point of failure, run ActiveMQ.`,
  args: [],
  options: [...CONFIG_OPTIONS],
  examples: [
    { line: 'fleetspec broker --config fleetspec.yaml', does: 'listens at the broker address of that file' },
  ],
  faultExit: 1,
};
