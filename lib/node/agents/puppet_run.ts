// One Puppet run on demand: what may be asked, and how it is started (MCollective's puppet agent 1.14, runonce).
import { parseServerAddress } from '../../ddl/server_address';
import { describeError } from '../../errors';
import { RubyFloat, type RubyValue } from '../../marshal/values';
import { isIdling, type PuppetState } from '../../probes/puppet_state';
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';
import { puppetCommand, puppetState } from './puppet_host';
import { booleanSetting } from './puppet_settings';

const RUN_OPTIONS = ['--onetime', '--no-daemonize', '--color=false', '--show_diff', '--verbose'];
const DEFAULT_SPLAYLIMIT = 30;

type Inputs = ActionRequest['data'];

/** Throws ActionFailed with the sentence as `summary` too. */
export async function runOnce({ data }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const state = await puppetState(node);
  refuseWhenDisabled(state);
  if (given(data.server) && !booleanSetting(node, 'puppet.allow_server_override', false)) {
    throw refused("Passing 'server' option is not allowed in module configuration");
  }
  if (state.applying) throw refused('Puppet is currently applying a catalog, cannot run now');
  const signalling = booleanSetting(node, 'puppet.signal_daemon', true);
  const options = runOptions(data, state.daemonPid !== undefined && signalling, node);
  const signalled = isIdling(state) && signalling;
  if (signalled && options.length > 0) {
    throw refused('Cannot specify any custom puppet options when the daemon is running');
  }
  const summary = signalled ? signalDaemon(state.daemonPid!, node) : await startRun(options, node);
  return { summary, initiated_at: Math.floor(node.clock.now() / 1000) };
}

/** Wakes the idle daemon. Throws ActionFailed. */
function signalDaemon(pid: number, node: NodeContext): string {
  if (!node.exec.signal(pid, 'SIGUSR1')) throw refused(`Failed to signal the puppet agent at pid ${pid}`);
  return 'Signalled the running Puppet Daemon';
}

function refused(summary: string): ActionFailed {
  return new ActionFailed(summary, 1, { summary });
}

function refuseWhenDisabled({ enabled, disableMessage }: PuppetState): void {
  if (enabled) return;
  throw refused(disableMessage === '' ? 'Puppet is disabled' : `Puppet is disabled: '${disableMessage}'`);
}

async function startRun(options: readonly string[], node: NodeContext): Promise<string> {
  const [program, ...words] = puppetCommand(node);
  const args = [...words, ...RUN_OPTIONS, ...options];
  const command = [program, ...args].join(' ');
  try {
    await node.exec.detach(program, args);
  } catch (error) {
    throw refused(`Puppet command '${command}' could not be started: ${describeError(error)}`);
  }
  return `Started a Puppet run using the '${command}' command`;
}

// Order and spelling as MCollective's agent has them. A daemon that is only signalled knows no splay.
function runOptions(data: Inputs, signalled: boolean, node: NodeContext): string[] {
  const { environment, ignoreschedules, noop, server, tags, use_cached_catalog: cached } = data;
  const { host, port } = given(server) ? parseServerAddress(server as string) : { host: '', port: undefined };
  return [
    ...(given(tags) ? ['--tags', tagList(tags as string)] : []),
    ...(signalled ? [] : splayOptions(data, node)),
    ...flag('noop', noop),
    ...(given(environment) ? ['--environment', environment as string] : []),
    ...(host ? ['--server', host] : []),
    ...(port ? ['--masterport', port] : []),
    ...(given(ignoreschedules) ? ['--ignoreschedules'] : []),
    ...flag('use_cached_catalog', cached),
  ];
}

function splayOptions(data: Inputs, node: NodeContext): string[] {
  if (data.force === true) return ['--no-splay'];
  const splay = data.splay ?? booleanSetting(node, 'puppet.splay', true);
  const configured = Number(node.setting('puppet.splaylimit') ?? DEFAULT_SPLAYLIMIT);
  const limit = data.splaylimit ?? (splay === true ? configured : undefined);
  if (limit !== undefined && !(Number.isSafeInteger(limit) && (limit as number) >= 0)) {
    throw refused(`Invalid splaylimit '${shown(limit)}' specified`);
  }
  return [...flag('splay', splay), ...(limit === undefined ? [] : ['--splaylimit', String(limit)])];
}

function flag(name: string, value: RubyValue | undefined): string[] {
  if (value === true) return [`--${name}`];
  return value === false ? [`--no-${name}`] : [];
}

const tagList = (tags: string): string =>
  tags
    .split(',')
    .map(tag => tag.trim())
    .filter(Boolean)
    .join(',');

// What Ruby takes for true.
const given = (value: RubyValue | undefined): boolean =>
  value !== undefined && value !== null && value !== false;

const shown = (value: RubyValue): string => String(value instanceof RubyFloat ? value.value : value);
