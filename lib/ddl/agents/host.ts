// Agent `host`: how busy the machine is. Ours; MCollective has no such agent.
import { action, agentDdl, outputs, ownMetadata } from './ddl_parts';

const UPTIME = ['Whole seconds since the host was started', 'Uptime'] as const;

export const host = agentDdl(ownMetadata('host', 'How busy the machine is and how long it runs', 10), [
  action('load', 'Load averages, with the number of processors they are to be compared with', {
    display: 'always',
    outputs: outputs({
      load1: ['Load average over 1 minute', 'Load 1m'],
      load5: ['Load average over 5 minutes', 'Load 5m'],
      load15: ['Load average over 15 minutes', 'Load 15m'],
      cpus: ['Processors that are online', 'CPUs'],
      runnable: ['Tasks running or waiting for a processor now', 'Runnable'],
      uptime: UPTIME,
    }),
  }),
  action('uptime', 'How long ago the host was started', {
    display: 'always',
    outputs: outputs({
      uptime: UPTIME,
      booted_at: ['When that was, seconds since the epoch', 'Booted at'],
    }),
  }),
]);
