// Agent `host`: how busy the machine is. Ours; MCollective has no such agent.
import { RubyFloat } from '../../marshal/values';
import { readCpuCount } from '../../probes/cpus';
import { readLoad } from '../../probes/load';
import { readUptime } from '../../probes/uptime';
import type { Action, Agent } from '../agent';
import { agentMetadata } from './agent_metadata';

const load: Action = {
  name: 'load',
  description: 'Load averages, with the number of processors they are to be compared with',
  display: 'always',
  inputs: {},
  outputs: {
    load1: { description: 'Load average over 1 minute', displayAs: 'Load 1m' },
    load5: { description: 'Load average over 5 minutes', displayAs: 'Load 5m' },
    load15: { description: 'Load average over 15 minutes', displayAs: 'Load 15m' },
    cpus: { description: 'Processors that are online', displayAs: 'CPUs' },
    runnable: { description: 'Tasks running or waiting for a processor now', displayAs: 'Runnable' },
    uptime: { description: 'Whole seconds since the host was started', displayAs: 'Uptime' },
  },
  async run(_request, { paths }) {
    const [averages, cpus, uptime] = await Promise.all([
      readLoad(paths),
      readCpuCount(paths),
      readUptime(paths),
    ]);
    return {
      load1: new RubyFloat(averages.load1),
      load5: new RubyFloat(averages.load5),
      load15: new RubyFloat(averages.load15),
      cpus,
      runnable: averages.runnable,
      uptime: Math.floor(uptime),
    };
  },
};

const uptime: Action = {
  name: 'uptime',
  description: 'How long ago the host was started',
  display: 'always',
  inputs: {},
  outputs: {
    uptime: { description: 'Whole seconds since the host was started', displayAs: 'Uptime' },
    booted_at: { description: 'When that was, seconds since the epoch', displayAs: 'Booted at' },
  },
  async run(_request, { paths, clock }) {
    const seconds = await readUptime(paths);
    return { uptime: Math.floor(seconds), booted_at: Math.floor(clock.now() / 1000 - seconds) };
  },
};

export const host: Agent = {
  metadata: agentMetadata('host', 'How busy the machine is and how long it runs', 10),
  actions: { load, uptime },
};
