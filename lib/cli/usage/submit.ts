// fleetspec submit: its metadata.
import type { CommandUsage } from '../command';

export const submitUsage: CommandUsage = {
  name: 'submit',
  summary: 'run a plugin and send its result to Nagios or Icinga',
  description: `Runs a plugin and sends its result to a monitoring system that does not run it itself: a target in the
section passive of fleetspec.yaml. What cannot be delivered in time waits on disk and goes with the next result.
Prints nothing when all went well.
In names, {identity} and {hostname} are this machine, {plugin} is the plugin without folder and ending, and {check} is
that without check_ in front.
Exit codes: 0 delivered, or waiting on disk (which is said); 1 neither.`,
  args: [
    {
      name: 'plugin',
      description: 'after "--": the plugin and its arguments',
      required: false,
      variadic: true,
    },
  ],
  options: [
    { flags: '--to <target>', description: 'target in passive.targets, default passive.default' },
    { flags: '-H, --host <host>', description: 'host that the result is about, default {identity}' },
    { flags: '-s, --service <service>', description: 'service that it is about, default {plugin}' },
    { flags: '--host-check', description: 'it is about the host itself, not about a service' },
    { flags: '-t, --timeout <seconds>', description: 'time for the plugin, default 55' },
    {
      flags: '--timeout-state <state>',
      description: 'state when that time is up: ok, warning, critical or unknown',
      default: 'unknown',
    },
    { flags: '--deliver-timeout <seconds>', description: 'time for delivering, default 10' },
    { flags: '--flush', description: 'run nothing, send what waits for the target, or for all' },
    { flags: '-c, --config <file>', description: 'fleetspec.yaml to use; it needs no broker for this' },
    { flags: '-v, --verbose', description: 'say what was sent, and show details of errors' },
  ],
  examples: [
    {
      line: 'fleetspec submit --to nagios -H web1 -s disk -- /usr/lib/nagios/plugins/check_disk -w 10%',
      does: 'a result for the service disk of web1',
    },
    { line: 'fleetspec submit --flush', does: 'send what waits, from cron or after an outage' },
  ],
  faultExit: 1,
};
