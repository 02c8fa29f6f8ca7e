// The options of `fleetspec puppet` that belong to some of its tasks only: with another they would be ignored, which
// nobody wants of a --noop.
import type { CommandInput } from '../command';
import { UsageFault } from '../errors';

const RUN = ['runonce', 'runall', 'commander'];
const ROLLOUT = ['runall', 'commander'];
const ASKING = ['status', 'count', 'summary', 'runonce', 'enable', 'disable'];

/** Option as commander names it → its flag and its tasks. */
const OWN: Readonly<Record<string, readonly [flag: string, tasks: readonly string[]]>> = {
  noop: ['--noop', RUN],
  tags: ['--tags', RUN],
  environment: ['--environment', RUN],
  server: ['--server', RUN],
  force: ['--force', RUN],
  splay: ['--splay', ['runonce']],
  splaylimit: ['--splaylimit', ['runonce']],
  gate: ['--gate', ['runall']],
  gateParam: ['--gate-param', ['runall']],
  gateInterval: ['--gate-interval', ['runall']],
  gateTimeout: ['--gate-timeout', ['runall']],
  canary: ['--canary', ['runall']],
  maxFailures: ['--max-failures', ['runall']],
  new: ['--new', ['runall']],
  retryFailed: ['--retry-failed', ['runall']],
  rerun: ['--rerun', ['runall']],
  state: ['--state', ROLLOUT],
  patience: ['--patience', ROLLOUT],
  runTimeout: ['--run-timeout', ROLLOUT],
  poll: ['--poll', ROLLOUT],
  interval: ['--interval', ['commander']],
  maxConcurrent: ['--max-concurrent', ['commander']],
  rediscover: ['--rediscover', ['commander']],
  yes: ['--yes', ['runonce', 'enable', 'disable', 'runall']],
  jsonl: ['--jsonl', ASKING],
  table: ['--table', ASKING],
  senders: ['--senders', ASKING],
  sort: ['--sort', ASKING],
  batch: ['--batch', ASKING],
  batchSleep: ['--batch-sleep', ASKING],
};

/** Throws UsageFault. */
export function checkTaskOptions(task: string, options: CommandInput['options']): void {
  for (const [name, [flag, tasks]] of Object.entries(OWN)) {
    if (options[name] === undefined || tasks.includes(task)) continue;
    throw new UsageFault(`${flag} is no option of ${task}, but of ${tasks.join(', ')}`, 'puppet');
  }
}
