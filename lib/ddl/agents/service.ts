// Agent `service`: system services (MCollective's service agent 3.2.0; its names and labels). fleetspecd has none.
import type { ActionDdl } from '../ddl';
import { action, agentDdl, output, pluginMetadata, summary, text } from './ddl_parts';

const acting = (name: string, description: string, display: ActionDdl['display'] = 'failed'): ActionDdl =>
  action(name, description, {
    display,
    inputs: {
      service: text('Service Name', 'The service to act on', 90, { validator: 'service_name' }),
    },
    outputs: { status: output('The status of the service', 'Service Status', 'unknown') },
    aggregates: [summary('status')],
  });

export const service = agentDdl(pluginMetadata('service', 'Start and stop system services', '3.2.0', 60), [
  acting('status', 'Gets the status of a service', 'always'),
  acting('start', 'Start a service'),
  acting('stop', 'Stop a service'),
  acting('restart', 'Restart a service'),
]);
