// Agent `puppet`: Puppet's agent on a node (MCollective's puppet agent 1.14; its names and labels).
import type { AggregateDdl, OutputDdl } from '../ddl';
import {
  action,
  agentDdl,
  aggregate,
  boolean,
  number,
  optional,
  output,
  ownMetadata,
  summary,
  text,
} from './ddl_parts';

const RUNONCE_INPUTS = {
  force: boolean('Force', 'Will force a run immediately else subject to default splay time'),
  server: optional(
    text('Puppet Master', 'Address and port of the Puppet Master in server:port format', 50, {
      validator: 'puppet_server_address',
    }),
  ),
  tags: optional(
    text('Tags', 'Restrict the Puppet run to a comma list of tags', 120, { validator: 'puppet_tags' }),
  ),
  noop: boolean('No-op', 'Do a Puppet dry run'),
  splay: boolean('Splay', 'Sleep for a period before initiating the run'),
  splaylimit: number('Splay Limit', 'Maximum amount of time to sleep before run', 'number'),
  environment: optional(
    text('Environment', 'Which Puppet environment to run', 50, { validator: 'puppet_variable' }),
  ),
  use_cached_catalog: boolean('Use Cached Catalog', 'Determine if to use the cached catalog or not'),
};

const LAST_RUN = {
  lastrun: output('When the Agent last applied a catalog in local time', 'Last Run', 0),
  since_lastrun: output(
    'How long ago did the Agent last apply a catalog in local time',
    'Since Last Run',
    'Unknown',
  ),
};

const STATUS_OUTPUTS: Record<string, OutputDdl> = {
  applying: output('Is a catalog being applied', 'Applying', false),
  idling: output('Is the Puppet agent daemon running but not doing any work', 'Idling', false),
  enabled: output('Is the agent currently locked', 'Enabled'),
  daemon_present: output('Is the Puppet agent daemon running on this system', 'Daemon Running', false),
  ...LAST_RUN,
  status: output('Current status of the Puppet agent', 'Status', 'unknown'),
  disable_message: output('Message supplied when agent was disabled', 'Lock Message', ''),
  message: output('Descriptive status message', 'Message', 'unknown'),
};

const SWITCH_OUTPUTS: Record<string, OutputDdl> = {
  status: output('Status', 'Status', ''),
  enabled: output('Is the agent currently locked', 'Enabled'),
};

const SUMMARY_OUTPUTS: Record<string, OutputDdl> = {
  out_of_sync_resources: output('Resources that were not in desired state', 'Out of Sync Resources', -1),
  failed_resources: output('Resources that failed to apply', 'Failed Resources', -1),
  corrected_resources: output('Resources that were correctively changed', 'Corrected Resources', -1),
  changed_resources: output('Resources that were changed', 'Changed Resources', -1),
  total_resources: output('Total resources managed on a node', 'Total Resources', 0),
  config_retrieval_time: output(
    'Time taken to retrieve the catalog from the master',
    'Config Retrieval Time',
    -1,
  ),
  total_time: output('Total time taken to retrieve and process the catalog', 'Total Time', 0),
  logs: output('Log lines from the last Puppet run', 'Last Run Logs', new Map()),
  ...LAST_RUN,
  config_version: output('Puppet config version for the previously applied catalog', 'Config Version'),
  type_distribution: output('Resource counts per type managed by Puppet', 'Type Distribution', new Map()),
  summary: output('Summary data as provided by Puppet', 'Summary', new Map()),
  // MCollective's agent does not tell these.
  report_status: output(
    'How the last run ended: changed, unchanged or failed; unknown without a report of it',
    'Report Status',
    'unknown',
  ),
  cached_catalog_status: output(
    'not_used, explicitly_requested, or on_failure: no catalog could be had and an old one was applied',
    'Cached Catalog',
    'unknown',
  ),
};

const words = (of: string, yes: string, no: string): AggregateDdl =>
  aggregate('boolean_summary', of, undefined, { true: yes, false: no });

const enabled = words('enabled', 'enabled', 'disabled');

export const puppet = agentDdl(
  ownMetadata('puppet', 'Run Puppet agent, get its status, and enable/disable it', 20),
  [
    action('status', 'Get the current status of the Puppet agent', {
      display: 'always',
      outputs: STATUS_OUTPUTS,
      aggregates: [
        enabled,
        words('daemon_present', 'running', 'stopped'),
        summary('applying'),
        summary('status'),
        summary('idling'),
      ],
    }),
    action('runonce', 'Invoke a single Puppet run', {
      inputs: RUNONCE_INPUTS,
      outputs: {
        summary: output('Summary of command run', 'Summary', ''),
        initiated_at: output('Timestamp of when the runonce command was issued', 'Initiated at', 0),
      },
    }),
    action('enable', 'Enable the Puppet agent', { outputs: SWITCH_OUTPUTS, aggregates: [enabled] }),
    action('disable', 'Disable the Puppet agent', {
      inputs: {
        message: optional(
          text('Message', 'Supply a reason for disabling the Puppet agent', 120, { validator: 'shellsafe' }),
        ),
      },
      outputs: SWITCH_OUTPUTS,
      aggregates: [enabled],
    }),
    action('last_run_summary', 'Get the summary of the last Puppet run', {
      display: 'always',
      inputs: {
        logs: {
          ...boolean('Logs', 'Whether or not to parse the logs from last_run_report.yaml'),
          default: false,
        },
      },
      outputs: SUMMARY_OUTPUTS,
      aggregates: [
        aggregate('average', 'config_retrieval_time', 'Average: %0.2f'),
        aggregate('average', 'total_time', 'Average: %0.2f'),
        aggregate('average', 'total_resources', 'Average: %d'),
      ],
    }),
    action('resource', 'Evaluate Puppet RAL resources', {
      display: 'always',
      inputs: {
        name: text('Name', 'Resource name', 150, '^.+$'),
        type: text('Type', 'Resource type', 50, '^.+$'),
      },
      outputs: {
        result: output('The result from the Puppet resource', 'Result', ''),
        changed: output('Was a change applied based on the resource', 'Changed'),
      },
      aggregates: [words('changed', 'Changed', 'No Change')],
    }),
  ],
);
