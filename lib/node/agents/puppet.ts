// Agent `puppet`: what Puppet's agent does on this host, running it, switching it on and off (MCollective's 1.14).
import { puppet as ddl } from '../../ddl/agents/puppet';
import { describeError } from '../../errors';
import type { RubyValue } from '../../marshal/values';
import { ProbeFailed } from '../../probes/errors';
import { type RunVerdict, readRunVerdict } from '../../probes/puppet_report';
import { isIdling, puppetStatus } from '../../probes/puppet_state';
import {
  lastRun,
  readPuppetSummary,
  readResourceTypes,
  readRunLog,
  section,
} from '../../probes/puppet_summary';
import type { YamlValue } from '../../probes/ruby_tree';
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';
import { makeAgent } from '../make_agent';
import {
  disablePuppet,
  enablePuppet,
  lastRunTime,
  puppetFiles,
  puppetMissing,
  puppetState,
} from './puppet_host';
import { applyResource } from './puppet_resource';
import { runOnce } from './puppet_run';
import { PUPPET_SETTINGS } from './puppet_settings';

const nowSeconds = (node: NodeContext): number => Math.floor(node.clock.now() / 1000);

async function status(_request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const [state, lastrun] = await Promise.all([puppetState(node), lastRunTime(node)]);
  const sinceLastrun = nowSeconds(node) - lastrun;
  const word = puppetStatus(state);
  return {
    applying: state.applying,
    enabled: state.enabled,
    daemon_present: state.daemonPid !== undefined,
    lastrun,
    idling: isIdling(state),
    disable_message: state.disableMessage,
    since_lastrun: sinceLastrun,
    status: word,
    message: `Currently ${word}; last completed run ${durationText(Math.max(0, sinceLastrun))} ago`,
  };
}

async function disable({ data, callerid }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const message =
    (data.message as string | undefined) ??
    `Disabled via MCollective by ${callerid} at ${minuteText(new Date(node.clock.now()))}`;
  return switched('disable', node, async enabled => {
    if (!enabled) throw new Error('Already disabled');
    await disablePuppet(node, message);
    return `Succesfully locked the Puppet agent: ${message}`;
  });
}

function enable(_request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  return switched('enable', node, async enabled => {
    if (enabled) throw new Error('Already enabled');
    await enablePuppet(node);
    return 'Succesfully enabled the Puppet agent';
  });
}

// Both answer with a sentence and with how it is afterwards, done or not.
async function switched(
  verb: string,
  node: NodeContext,
  change: (enabled: boolean) => Promise<string>,
): Promise<ActionOutputs> {
  const { enabled } = await puppetState(node);
  try {
    const done = await change(enabled);
    return { status: done, enabled: (await puppetState(node)).enabled };
  } catch (error) {
    const sentence = `Could not ${verb} Puppet: ${describeError(error)}`;
    throw new ActionFailed(sentence, 1, { status: sentence, enabled: (await puppetState(node)).enabled });
  }
}

async function lastRunSummary({ data }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const files = await puppetFiles(node);
  const summary = await readPuppetSummary(node.paths, files);
  const resource = (name: string): RubyValue => ruby(section(summary, 'resources').get(name) ?? 0);
  const time = (name: string): RubyValue => ruby(section(summary, 'time').get(name) ?? 0);
  const lastrun = lastRun(summary);
  const { status: reportStatus, cachedCatalog } = await runVerdict(node, lastrun);
  return {
    logs: data.logs === true ? await runLog(node) : new Map(),
    type_distribution: new Map(await readResourceTypes(node.paths, files)),
    out_of_sync_resources: resource('out_of_sync'),
    failed_resources: resource('failed'),
    corrected_resources: resource('corrective_change'),
    changed_resources: resource('changed'),
    total_resources: resource('total'),
    total_time: time('total'),
    config_retrieval_time: time('config_retrieval'),
    lastrun,
    since_lastrun: nowSeconds(node) - lastrun,
    config_version: ruby(section(summary, 'version').get('config') ?? 'unknown'),
    summary: ruby(summary),
    report_status: reportStatus,
    cached_catalog_status: cachedCatalog,
  };
}

async function runVerdict(node: NodeContext, lastrun: number): Promise<RunVerdict> {
  try {
    return await readRunVerdict(node.paths, await puppetFiles(node), lastrun);
  } catch (error) {
    // The counts are still worth telling.
    if (!(error instanceof ProbeFailed)) throw error;
    node.logger.warn(describeError(error));
    return { status: 'unknown', cachedCatalog: 'unknown' };
  }
}

async function runLog(node: NodeContext): Promise<RubyValue[]> {
  const lines = await readRunLog(node.paths, await puppetFiles(node));
  return lines.map(({ time, level, source, message }) => {
    const entries: [string, RubyValue][] = [
      ['time_utc', time],
      ['time', time],
      ['level', level],
      ['source', source],
      ['msg', message],
    ];
    return new Map(entries);
  });
}

export const puppet = makeAgent(
  ddl,
  {
    status,
    runonce: runOnce,
    enable,
    disable,
    last_run_summary: lastRunSummary,
    resource: applyResource,
  },
  { settings: PUPPET_SETTINGS, activate: puppetMissing },
);

/** A tree of the summary as Ruby values. */
export function ruby(value: YamlValue): RubyValue {
  if (Array.isArray(value)) return value.map(ruby);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, ruby(item)]));
  return value;
}

/** `1 day 2 hours 0 minutes 05 seconds`: zero units in front are left out, seconds have two digits. */
export function durationText(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${String(seconds % 60).padStart(2, '0')} seconds`;
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'} ${hours} hours ${minutes} minutes ${rest}`;
  if (hours > 0) return `${hours} hours ${minutes} minutes ${rest}`;
  return minutes > 0 ? `${minutes} minutes ${rest}` : rest;
}

// Local time to the minute, as the host's operators read it.
function minuteText(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
