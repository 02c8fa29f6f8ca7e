// Agent `service`: system services (MCollective's service agent 3.2.0; its names and labels, `enabled` and `state` are
// ours).
import type { ActionDdl, OutputDdl } from '../ddl';
import { action, agentDdl, output, ownMetadata, summary, text } from './ddl_parts';

// As MCollective's validator service_name, but no option of a program.
const NAME = '\\A[A-Za-z0-9_][A-Za-z0-9_.:@-]*\\z';

interface Parts {
  readonly display?: ActionDdl['display'];
  readonly outputs?: Readonly<Record<string, OutputDdl>>;
}

const acting = (name: string, description: string, { display = 'failed', outputs = {} }: Parts = {}) =>
  action(name, description, {
    display,
    inputs: { service: text('Service Name', 'The service to act on', 90, NAME) },
    outputs: { status: output('The status of the service', 'Service Status', 'unknown'), ...outputs },
    aggregates: [summary('status')],
  });

export const service = agentDdl(ownMetadata('service', 'Start and stop system services', 60), [
  acting('status', 'Gets the status of a service', {
    display: 'always',
    outputs: {
      enabled: output('Whether it starts with the system', 'Enabled', 'unknown'),
      state: output("systemd's own words for its state, as `activating (auto-restart)`", 'State', 'unknown'),
    },
  }),
  acting('start', 'Start a service'),
  acting('stop', 'Stop a service'),
  acting('restart', 'Restart a service'),
]);
