// fleetspec service: its metadata.
import type { CommandUsage } from '../command';
import { AGENT_EXITS, AGENT_OPTIONS } from './agent_options';
import { YES_OPTION } from './shared_options';

export const serviceUsage: CommandUsage = {
  name: 'service',
  summary: 'see, start, stop and restart a service on many nodes',
  description: `Shows the state on each node; after a change only where it is not as wanted, -v shows all. Service and action may change
places. A change asks first when no filter is given.
${AGENT_EXITS}`,
  args: [
    { name: 'service', description: 'name of the service, such as nginx', required: true },
    {
      name: 'action',
      description: 'status, start, stop or restart',
      required: true,
      values: ['status', 'start', 'stop', 'restart'],
    },
  ],
  options: [YES_OPTION, ...AGENT_OPTIONS],
  examples: [
    { line: 'fleetspec service nginx status -C role::web', does: 'where it runs' },
    {
      line: 'fleetspec service nginx restart -C role::web --batch 1',
      does: 'one web server after the other',
    },
  ],
  faultExit: 1,
};
