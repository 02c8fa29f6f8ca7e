// Agent `service`: starts and stops services and tells of them (MCollective's service agent 3.2.0; its sentences and
// statuscodes).
import { service as ddl } from '../../ddl/agents/service';
import { describeError } from '../../errors';
import type { ServiceStatus } from '../../probes/service_status';
import { type Clock, sleep } from '../../util/clock';
import {
  ActionFailed,
  type ActionFunction,
  type ActionOutputs,
  type ActionRequest,
  type NodeContext,
} from '../agent';
import { makeAgent } from '../make_agent';
import { chosenInit, type HostService, ServiceHost, type Verb } from './service_host';
import { Turns } from './turns';

// Ten seconds are left for what is asked before and after.
const turns = new Turns({ answerMs: (ddl.metadata.timeout - 10) * 1000, statuscode: 1 });

/** A daemon that dies at once has died by then; MCollective waits as long. */
const SETTLE_MS = 500;
/** Pauses of that length, at most, for one that takes longer to come or go. */
const PAUSES = 6;

const GOAL: Readonly<Record<Verb, ServiceStatus>> = { start: 'running', stop: 'stopped', restart: 'running' };

async function serviceHost({ data }: ActionRequest, node: NodeContext): Promise<ServiceHost> {
  const init = await chosenInit(node);
  if (!init) throw new ActionFailed('there is neither systemd nor /etc/init.d here');
  return new ServiceHost(init, data.service as string, node);
}

async function status(request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const host = await serviceHost(request, node);
  const { status, enabled, state } = await host.state(request.signal);
  return { status, enabled, ...(state !== undefined && { state }) };
}

function changing(verb: Verb): ActionFunction {
  return async (request, node) => {
    const host = await serviceHost(request, node);
    const what = `service ${verb} ${request.data.service}`;
    return turns.take(request, node, what, () => change(verb, host, node));
  };
}

async function change(verb: Verb, host: ServiceHost, node: NodeContext): Promise<ActionOutputs> {
  const goal = GOAL[verb];
  const before = await host.state();
  // One that systemd is about to start again can be stopped.
  if (verb !== 'restart' && before.status === goal && !before.changing) {
    throw new ActionFailed(`Service is already ${goal}`, 1, { status: goal });
  }
  if (before.mainPid === node.pid) return changeSelf(verb, host);
  const problem = await host.change(verb);
  // What counts is not what the program said but what the service does now.
  const after = await settled(host, goal, node.clock, problem === undefined ? PAUSES : 1);
  const { status } = after;
  const wrong = problem ?? shortOf(goal, after);
  if (wrong !== undefined) throw new ActionFailed(wrong, 1, { status });
  return { status };
}

// Who ends it could not answer any more: it is told to end when the answer is away.
async function changeSelf(verb: Verb, host: ServiceHost): Promise<ActionOutputs> {
  const problem = await host.changeLater(verb);
  if (problem !== undefined) throw new ActionFailed(problem, 1, { status: 'running' });
  return { status: verb === 'stop' ? 'stopping' : 'restarting' };
}

interface Settled extends HostService {
  /** It ended and was started again while it was looked at. */
  readonly restarted: boolean;
}

async function settled(
  host: ServiceHost,
  goal: ServiceStatus,
  clock: Clock,
  pauses: number,
): Promise<Settled> {
  let before = await host.state();
  for (let left = pauses - 1; ; left--) {
    await sleep(SETTLE_MS, clock);
    const state = await host.state();
    const restarted = state.status === 'running' && before.status === 'running' && state.run !== before.run;
    const isThere = state.status === goal || state.finished === true || state.failed === true;
    if ((isThere && !state.changing && !restarted) || left <= 0) return { ...state, restarted };
    before = state;
  }
}

function shortOf(
  goal: ServiceStatus,
  { status, changing, restarted, finished, state, why }: Settled,
): string | undefined {
  if (changing) return withWhy(`it is not ${goal} yet`, state, why);
  if (restarted) return 'it ends and is started again';
  // A task that has done its work has ended, and says so by its status.
  return status === goal || finished ? undefined : withWhy(`it is ${status}`, why);
}

function withWhy(sentence: string, ...reasons: readonly (string | undefined)[]): string {
  const given = reasons.filter(reason => reason !== undefined);
  return given.length === 0 ? sentence : `${sentence}: ${given.join(', ')}`;
}

// What cannot be read or done is the agent's "no", in a sentence of MCollective's form.
function orFail(run: ActionFunction): ActionFunction {
  return async (request, node) => {
    try {
      return await run(request, node);
    } catch (error) {
      const isNo = error instanceof ActionFailed;
      const why = isNo ? error.statusmsg : describeError(error);
      throw new ActionFailed(sentence(request, why), 1, isNo ? error.data : {});
    }
  };
}

function sentence({ action, data }: ActionRequest, why: string): string {
  const verb = action === 'status' ? 'determine status of' : action;
  return `Could not ${verb} service '${data.service}': ${why}`;
}

async function activate(node: NodeContext): Promise<string | undefined> {
  if (await chosenInit(node)) return undefined;
  return 'there are no services here: neither systemd runs, nor is there /etc/init.d';
}

export const service = makeAgent(
  ddl,
  {
    status: orFail(status),
    start: orFail(changing('start')),
    stop: orFail(changing('stop')),
    restart: orFail(changing('restart')),
  },
  {
    settings: { 'service.provider': 'systemd or sysv; systemd where it runs' },
    activate,
  },
);
