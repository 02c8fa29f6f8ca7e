// What the older agent `puppetd` (1.8) answers, in the words of MCollective's `puppet` (1.14).
import type { RubyValue } from '../../marshal/values';
import type { Plain, Reply } from '../../rpc/reply';

type Fields = Readonly<Record<string, Plain>>;

/** Inputs that it would pass over: `noop` ignored would be a run in earnest. Undefined: it can do it. */
export function refusedByPuppetd(
  action: string,
  args: Readonly<Record<string, RubyValue>>,
): string | undefined {
  if (action !== 'runonce') return undefined;
  const unknown = Object.keys(args).filter(name => name !== 'force');
  return unknown.length > 0 ? `the agent puppetd of this node knows no ${unknown.join(', no ')}` : undefined;
}

/** The same reply with the outputs of `puppet`, as far as there is something in them. */
export function fromPuppetd(action: string, reply: Reply): Reply {
  const translate = TRANSLATIONS[action];
  if (!translate || reply.statuscode !== 0) return reply;
  return { ...reply, data: translate(reply) };
}

const TRANSLATIONS: Readonly<Record<string, (reply: Reply) => Fields>> = {
  status: ({ data }) => ({
    applying: is(data.running),
    enabled: is(data.enabled),
    idling: is(data.idling),
    // It tells of a daemon only when that waits.
    daemon_present: is(data.idling),
    lastrun: data.lastrun ?? 0,
    status: data.status === 'running' ? 'applying a catalog' : (data.status ?? 'unknown'),
    message: data.output ?? 'unknown',
  }),
  runonce: ({ data }) => ({ summary: data.output ?? '' }),
  enable: ({ data }) => ({ status: data.output ?? '', enabled: true }),
  disable: ({ data }) => ({ status: data.output ?? '', enabled: false }),
  last_run_summary: reply => summary(reply),
};

function summary({ data }: Reply): Fields {
  const [resources, time] = [fields(data.resources), fields(data.time)];
  return {
    out_of_sync_resources: resources.out_of_sync ?? 0,
    failed_resources: resources.failed ?? 0,
    corrected_resources: resources.corrective_change ?? 0,
    changed_resources: resources.changed ?? 0,
    total_resources: resources.total ?? 0,
    config_retrieval_time: time.config_retrieval ?? 0,
    total_time: time.total ?? 0,
    lastrun: time.last_run ?? 0,
  };
}

const is = (value: Plain | undefined): boolean => value === 1 || value === true;

function fields(value: Plain | undefined): Fields {
  const isMap =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
  return isMap ? (value as Fields) : {};
}
