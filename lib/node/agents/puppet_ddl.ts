// Inputs and outputs of agent `puppet`, as the DDL of MCollective's puppet agent 1.14 declares them.
import type { RubyValue } from '../../marshal/values';
import type { Action, ActionFunction, InputSpec, OutputSpec } from '../agent';
import { puppetServerAddress, puppetTags, puppetVariable, shellsafe } from './puppet_inputs';

/** The code of each action. */
export type PuppetFunctions = Readonly<
  Record<'status' | 'runonce' | 'enable' | 'disable' | 'last_run_summary', ActionFunction>
>;

export function puppetActions(run: PuppetFunctions): Readonly<Record<string, Action>> {
  return {
    status: {
      name: 'status',
      description: 'Get the current status of the Puppet agent',
      display: 'always',
      inputs: {},
      outputs: STATUS_OUTPUTS,
      run: run.status,
    },
    runonce: {
      name: 'runonce',
      description: 'Invoke a single Puppet run',
      display: 'failed',
      inputs: RUNONCE_INPUTS,
      outputs: {
        summary: output('Summary of command run', 'Summary', ''),
        initiated_at: output('Timestamp of when the runonce command was issued', 'Initiated at', 0),
      },
      run: run.runonce,
    },
    enable: {
      name: 'enable',
      description: 'Enable the Puppet agent',
      display: 'failed',
      inputs: {},
      outputs: SWITCH_OUTPUTS,
      run: run.enable,
    },
    disable: {
      name: 'disable',
      description: 'Disable the Puppet agent',
      display: 'failed',
      inputs: { message: text('Supply a reason for disabling the Puppet agent', 120, shellsafe) },
      outputs: SWITCH_OUTPUTS,
      run: run.disable,
    },
    last_run_summary: {
      name: 'last_run_summary',
      description: 'Get the summary of the last Puppet run',
      display: 'always',
      inputs: {
        logs: { ...boolean('Whether or not to parse the logs from last_run_report.yaml'), default: false },
      },
      outputs: SUMMARY_OUTPUTS,
      run: run.last_run_summary,
    },
  };
}

const STATUS_OUTPUTS: Record<string, OutputSpec> = {
  applying: output('Is a catalog being applied', 'Applying', false),
  idling: output('Is the Puppet agent daemon running but not doing any work', 'Idling', false),
  enabled: output('Is the agent currently locked', 'Enabled'),
  daemon_present: output('Is the Puppet agent daemon running on this system', 'Daemon Running', false),
  lastrun: output('When the Agent last applied a catalog in local time', 'Last Run', 0),
  since_lastrun: output(
    'How long ago did the Agent last apply a catalog in local time',
    'Since Last Run',
    'Unknown',
  ),
  status: output('Current status of the Puppet agent', 'Status', 'unknown'),
  disable_message: output('Message supplied when agent was disabled', 'Lock Message', ''),
  message: output('Descriptive status message', 'Message', 'unknown'),
};

const SWITCH_OUTPUTS: Record<string, OutputSpec> = {
  status: output('Status', 'Status', ''),
  enabled: output('Is the agent currently locked', 'Enabled'),
};

const SUMMARY_OUTPUTS: Record<string, OutputSpec> = {
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
  lastrun: output('When the Agent last applied a catalog in local time', 'Last Run', 0),
  since_lastrun: output(
    'How long ago did the Agent last apply a catalog in local time',
    'Since Last Run',
    'Unknown',
  ),
  config_version: output('Puppet config version for the previously applied catalog', 'Config Version'),
  type_distribution: output('Resource counts per type managed by Puppet', 'Type Distribution', new Map()),
  summary: output('Summary data as provided by Puppet', 'Summary', new Map()),
};

// The client sends `ignoreschedules` too, which no DDL declares.
const RUNONCE_INPUTS: Record<string, InputSpec> = {
  force: boolean('Will force a run immediately else subject to default splay time'),
  server: text('Address and port of the Puppet Master in server:port format', 50, puppetServerAddress),
  tags: text('Restrict the Puppet run to a comma list of tags', 120, puppetTags),
  noop: boolean('Do a Puppet dry run'),
  splay: boolean('Sleep for a period before initiating the run'),
  splaylimit: { description: 'Maximum amount of time to sleep before run', type: 'number', optional: true },
  environment: text('Which Puppet environment to run', 50, puppetVariable),
  use_cached_catalog: boolean('Determine if to use the cached catalog or not'),
};

// Declared as functions: the tables above use them before this line is reached.
function output(description: string, displayAs: string, value?: RubyValue): OutputSpec {
  return { description, displayAs, ...(value === undefined ? {} : { default: value }) };
}

function boolean(description: string): InputSpec {
  return { description, type: 'boolean', optional: true };
}

function text(
  description: string,
  maxlength: number,
  check: (value: string) => string | undefined,
): InputSpec {
  return { description, type: 'string', optional: true, maxlength, check };
}
