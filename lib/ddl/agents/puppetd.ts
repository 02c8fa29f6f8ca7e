// Agent `puppetd`: the older names and numbers for the same thing as `puppet` (MCollective's puppetd agent 1.8).
import { action, agentDdl, outputs, ownMetadata } from './ddl_parts';

const said = outputs({ output: ['String indicating status', 'Status'] });

export const puppetd = agentDdl(
  ownMetadata('puppetd', 'Run puppet agent, get its status, and enable/disable it', 40),
  [
    action('status', "Get puppet agent's status", {
      display: 'always',
      outputs: outputs({
        status: ['The status of the puppet agent: disabled, running, idling or stopped', 'Status'],
        enabled: ['Whether puppet agent is enabled', 'Enabled'],
        running: ['Whether puppet agent is running', 'Running'],
        idling: ['Whether puppet agent is idling', 'Idling'],
        stopped: ['Whether puppet agent is stopped', 'Stopped'],
        lastrun: ['When puppet agent last ran', 'Last Run'],
        output: ['String displaying agent status', 'Status'],
      }),
    }),
    action('runonce', 'Invoke a single puppet run', {
      outputs: outputs({ output: ['Output from puppet agent', 'Output'] }),
    }),
    action('enable', 'Enable puppet agent', { outputs: said }),
    action('disable', 'Disable puppet agent', { outputs: said }),
    action('last_run_summary', 'Get a summary of the last puppet run', {
      display: 'always',
      outputs: outputs({
        time: ['Time per resource type', 'Times'],
        resources: ['Overall resource counts', 'Resources'],
        changes: ['Number of changes', 'Changes'],
        events: ['Number of events', 'Events'],
        version: ['Puppet and Catalog versions', 'Versions'],
      }),
    }),
  ],
);
