// Agent `puppetd`: the older names and numbers for the same thing (MCollective's puppetd agent 1.8).
import { puppetd as ddl } from '../../ddl/agents/puppetd';
import { describeError } from '../../errors';
import { type PuppetState, type PuppetStatus, puppetStatus } from '../../probes/puppet_state';
import { readPuppetSummary, section } from '../../probes/puppet_summary';
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';
import { makeAgent } from '../make_agent';
import { ruby } from './puppet';
import {
  disablePuppet,
  enablePuppet,
  lastRunTime,
  puppetCommand,
  puppetFiles,
  puppetMissing,
  puppetState,
} from './puppet_host';
import { PUPPETD_SETTINGS } from './puppet_settings';

/** The words of this agent: one that applies a catalog is running. */
const WORDS: Readonly<Record<PuppetStatus, string>> = {
  disabled: 'disabled',
  'applying a catalog': 'running',
  idling: 'idling',
  stopped: 'stopped',
};

async function statusOf(state: PuppetState, node: NodeContext) {
  const status = WORDS[puppetStatus(state)];
  const lastrun = await lastRunTime(node);
  const seconds = Math.floor(node.clock.now() / 1000) - lastrun;
  return {
    status,
    running: Number(status === 'running'),
    enabled: Number(status !== 'disabled'),
    idling: Number(status === 'idling'),
    stopped: Number(status === 'stopped'),
    lastrun,
    output: `Currently ${status}; last completed run ${seconds} seconds ago`,
  };
}

async function status(_request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  return statusOf(await puppetState(node), node);
}

async function runonce({ data }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const state = await puppetState(node);
  const { status: word, output } = await statusOf(state, node);
  if (word === 'disabled') throw new ActionFailed('Empty Lock file exists; puppet agent is disabled.');
  if (word === 'running') throw new ActionFailed('Lock file and PID file exist; puppet agent is running.');
  const done = word === 'idling' ? signal(state.daemonPid!, node) : await start(data.forcerun, node);
  return { output: `${done}${output}` };
}

function signal(pid: number, node: NodeContext): string {
  if (!node.exec.signal(pid, 'SIGUSR1')) {
    throw new ActionFailed(`Failed to signal the puppet agent daemon (process ${pid})`);
  }
  return `Signalled daemonized puppet agent to run (process ${pid}); `;
}

// `forcerun` came as a boolean from some clients and as text from others; it never was in the DDL.
async function start(forcerun: unknown, node: NodeContext): Promise<string> {
  const [program, ...words] = puppetCommand(node);
  const splay = Number(node.setting('puppetd.splaytime') ?? 0);
  const forced = forcerun !== undefined && forcerun !== null && forcerun !== false;
  const splayed = !forced && Number.isSafeInteger(splay) && splay > 0;
  const args = [...words, '--onetime', ...(splayed ? ['--splaylimit', String(splay), '--splay'] : [])];
  try {
    await node.exec.detach(program, args);
  } catch (error) {
    throw new ActionFailed(`Could not call ${program}: ${describeError(error)}`);
  }
  return `Called ${[program, ...args].join(' ')}, `;
}

async function enable(_request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const { enabled } = await puppetState(node);
  if (enabled) throw new ActionFailed('Already enabled');
  await orFail('Could not remove lock', () => enablePuppet(node));
  return { output: 'Lock removed' };
}

async function disable({ callerid }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const { enabled } = await puppetState(node);
  if (!enabled) throw new ActionFailed('Already disabled');
  await orFail('Could not create lock', () => disablePuppet(node, `Disabled via MCollective by ${callerid}`));
  return { output: 'Lock created' };
}

async function orFail(what: string, change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    throw new ActionFailed(`${what}: ${describeError(error)}`);
  }
}

async function lastRunSummary(_request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const summary = await readPuppetSummary(node.paths, await puppetFiles(node));
  const part = (name: string) => ruby(section(summary, name));
  return {
    time: part('time'),
    resources: part('resources'),
    changes: part('changes'),
    events: part('events'),
    version: part('version'),
  };
}

export const puppetd = makeAgent(
  ddl,
  { status, runonce, enable, disable, last_run_summary: lastRunSummary },
  { settings: PUPPETD_SETTINGS, activate: puppetMissing },
);
