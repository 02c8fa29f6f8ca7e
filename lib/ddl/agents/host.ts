// Agent `host`: how busy and how full the machine is, and what it lets a caller do. Ours; MCollective has no such agent.
import { action, agentDdl, optional, output, outputs, ownMetadata, text } from './ddl_parts';

const NAME = '\\A\\w+\\z';

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
  action('memory', 'Memory and swap space', {
    display: 'always',
    outputs: outputs({
      total: ['Memory in bytes', 'Total'],
      available: ['What programs could get without swapping, in bytes', 'Available'],
      used_percent: ['What of the memory is not available', 'Used %'],
      swap_total: ['Swap space in bytes', 'Swap'],
      swap_free: ['What of it is free, in bytes', 'Swap free'],
      swap_used_percent: ['What of it is used', 'Swap used %'],
    }),
  }),
  action('disks', 'How full the file systems are', {
    display: 'always',
    inputs: {
      path: optional(text('Path', 'Only the file system this file or folder is on', 1024, '\\A/.*\\z')),
    },
    outputs: outputs({
      filesystems: ['A row for each: where, what, bytes, and percent as df has them', 'File systems'],
      unread: ['Those that could not be read, and why', 'Unread'],
    }),
  }),
  action('may', 'Whether the caller may have an action done here, without doing it', {
    display: 'always',
    inputs: {
      agent: text('Agent', 'Name of the agent', 60, NAME),
      action: text('Action', 'Name of its action', 60, NAME),
    },
    outputs: {
      allowed: output('Whether this node would do it for this caller', 'Allowed', false),
      reason: output('Why, in a sentence', 'Reason', ''),
    },
  }),
]);
