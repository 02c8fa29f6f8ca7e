// Agent `shell`: commands on a node (MCollective's shell agent 0.0.2; its names). fleetspecd has none.
import { action, agentDdl, number, optional, outputs, pluginMetadata, text } from './ddl_parts';

const display = 'always';
const command = text('Command', 'Command to run', 10 * 1024, '.*');
const user = optional(text('User', 'User to run the command as', 1024, '.*'));
const handle = text('Handle', 'The job, as start and list tell it', 36, '^[0-9a-z\\-]*$');

export const shell = agentDdl(pluginMetadata('shell', 'Runs commands', '0.0.2', 180), [
  action('run', 'Run a command', {
    display,
    inputs: { command, user, timeout: number('Timeout', 'Seconds the command may take', 'float') },
    outputs: outputs({
      stdout: ['What the command wrote', 'stdout'],
      stderr: ['What the command wrote as errors', 'stderr'],
      success: ['Whether it ended in time', 'success'],
      exitcode: ['Its exit code', 'exitcode'],
    }),
  }),
  action('start', 'Start a command and do not wait for it', {
    display,
    inputs: { command, user },
    outputs: outputs({ handle: ['The job', 'handle'] }),
  }),
  action('status', 'What a started command does and has written', {
    display,
    inputs: {
      handle,
      stdout_offset: number('stdout offset', 'Characters of stdout to skip', 'integer'),
      stderr_offset: number('stderr offset', 'Characters of stderr to skip', 'integer'),
    },
    outputs: outputs({
      status: ['failed, starting, running or stopped', 'status'],
      stdout: ['What the command wrote', 'stdout'],
      stderr: ['What the command wrote as errors', 'stderr'],
      exitcode: ['Its exit code, once it stopped', 'exitcode'],
    }),
  }),
  action('list', 'All started commands', {
    display,
    outputs: outputs({ jobs: ['Jobs by handle', 'jobs'] }),
  }),
  action('kill', 'End a started command', { display, inputs: { handle } }),
]);
