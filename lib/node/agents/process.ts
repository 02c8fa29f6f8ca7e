// Agent `process`: lists processes as MCollective's process agent 3.0.0 does, and signals one of them (ours).
//
// A pid alone names nobody: it may have gone to another process since it was listed. `kill` wants the start time, too,
// and looks again in the very turn it signals.
import { processAgent as ddl, KILL_SIGNALS } from '../../ddl/agents/process';
import { describeError } from '../../errors';
import type { RubyValue } from '../../marshal/values';
import { parseCommandLine } from '../../probes/command_lines';
import { readHostFileStart } from '../../probes/host_file';
import { readProcessStatNow } from '../../probes/process_stat';
import { type ProcessRow, readProcesses } from '../../probes/processes';
import { readUsers, type Users } from '../../probes/users';
import { RubyRegex, StepBudget } from '../../regex/program';
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';
import { makeAgent } from '../make_agent';
import { MAX_ROWS, processRows } from './process_rows';

// A sixth of a second of work, which many long command lines may take.
const MAX_STEPS = 3_000_000;
const MAX_COMMAND_LINE = 1024;
const INIT = 1;

async function list({ data, signal }: ActionRequest, { paths }: NodeContext): Promise<ActionOutputs> {
  const users = await readUsers(paths);
  const ofUser = userTest(data.user, users);
  const matches = patternTest(data.pattern);
  const rows: ProcessRow[] = [];
  let matched = 0;
  const wanted = (commandLine: string, state: string): boolean =>
    (data.just_zombies !== true || state === 'Z') && matches(commandLine);
  for await (const row of readProcesses(paths, (line, { state }) => wanted(line, state))) {
    signal.throwIfAborted();
    if (!ofUser(row.uid)) continue;
    matched++;
    if (rows.length < MAX_ROWS) rows.push(row);
  }
  return { pslist: processRows(rows, users), matched, truncated: matched > rows.length };
}

// As in MCollective a user nobody knows has no processes.
function userTest(name: RubyValue | undefined, users: Users): (uid: number) => boolean {
  if (typeof name !== 'string') return () => true;
  const uid = users.uidOf(name);
  return candidate => candidate === uid;
}

// One budget for all command lines of a request.
function patternTest(pattern: RubyValue | undefined): (commandLine: string) => boolean {
  const budget = new StepBudget(MAX_STEPS);
  return orRefuse(() => {
    const regex = RubyRegex.compile(typeof pattern === 'string' ? pattern : '.');
    return (commandLine: string) => orRefuse(() => regex.test(commandLine, budget));
  });
}

function orRefuse<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new ActionFailed(describeError(error), 4);
  }
}

async function kill({ data }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const { pid, starttime } = data;
  const signal = signalName(data.signal);
  if (typeof pid !== 'number' || pid < 1) throw new ActionFailed(`There is no process ${pid}`);
  if (pid === INIT || pid === node.pid)
    throw new ActionFailed(`Process ${pid} is ${pid === INIT ? 'init' : 'this daemon'}: it is not signalled`);
  const line = await readHostFileStart(node.paths, `/proc/${pid}/cmdline`, MAX_COMMAND_LINE).catch(() => '');
  // From here to the signal nothing is awaited.
  const found = readProcessStatNow(node.paths, pid);
  if (!found) throw new ActionFailed(`There is no process ${pid}`);
  const cmdline = parseCommandLine(line ?? '').trim() || found.name;
  if (found.startTime !== starttime) {
    const sentence = `Process ${pid} has the start time ${found.startTime}, not ${starttime}: it is another one`;
    throw new ActionFailed(sentence, 1, { cmdline });
  }
  if (!node.exec.signal(pid, `SIG${signal}`))
    throw new ActionFailed(`Process ${pid} could not be signalled`, 1, { cmdline });
  node.logger.info(`process#kill: SIG${signal} to ${pid} (${cmdline.slice(0, 80)})`);
  return { killed: true, cmdline };
}

function signalName(given: RubyValue | undefined): (typeof KILL_SIGNALS)[number] {
  const wanted = given ?? 'TERM';
  const name = KILL_SIGNALS.find(known => known === wanted);
  // The DDL has checked it; a signal of another name must not get through by a change of the DDL.
  if (name === undefined) throw new ActionFailed('There is no such signal', 4);
  return name;
}

export const processAgent = makeAgent(ddl, { list, kill });
