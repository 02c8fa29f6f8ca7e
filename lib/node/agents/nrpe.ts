// Agent `nrpe`: runs the checks that are configured for NRPE on this host (MCollective's nrpe agent 3.1.0; its
// statuscodes, sentences and division of the output).
import { nrpe as ddl } from '../../ddl/agents/nrpe';
import { describeError } from '../../errors';
import { symbolHash } from '../../marshal/values';
import { type NagiosState, type NrpeResult, runNrpeCommand } from '../../probes/nrpe_command';
import { NRPE_SETTINGS, readNrpeCommands } from '../../probes/nrpe_config';
import type { ProgramLimits } from '../../probes/program_limits';
import { ActionFailed, type ActionOutputs, type ActionRequest, type Agent, type NodeContext } from '../agent';
import { makeAgent } from '../make_agent';

// A check may use the five seconds of its agent, and what ignores SIGTERM gets a little more; then there still is an answer.
const LIMIT_MS = 4900;
const LATE_MS = 1700;
const AT_ONCE = 4;

/** The word of each exit code, as statusmsg. */
const WORDS: Readonly<Record<NagiosState, string>> = { 0: 'OK', 1: 'WARNING', 2: 'CRITICAL', 3: 'UNKNOWN' };

async function runCommand({ data, signal }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const command = data.command as string;
  const args = ((data.args as string | undefined) ?? '').split('!');
  const result = await runNrpeCommand(node, command, { timeoutMs: LIMIT_MS, signal }, args);
  const outputs = { command, exitcode: result.exitcode, ...divide(result.output) };
  if (result.exitcode === 0) return outputs;
  throw new ActionFailed(WORDS[result.exitcode], 1, outputs);
}

/** The first line that has text on both sides of its last `|` is all that counts then, as in 3.1.0. */
export function divide(output: string): { output: string; perfdata: string } {
  for (const line of output.split('\n')) {
    const [, text, perfdata] = /^(.+)\|(.+)$/s.exec(line) ?? [];
    if (text !== undefined && perfdata !== undefined) return { output: text, perfdata };
  }
  return { output, perfdata: '' };
}

async function runAllCommands({ signal }: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const waiting = [...(await commandNames(node))];
  const results = new Map<string, NrpeResult>(waiting.map(name => [name, NOT_RUN]));
  const endsAt = node.clock.monotonic() + LIMIT_MS;
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const limits: ProgramLimits = { timeoutMs: endsAt - node.clock.monotonic(), signal };
      if (limits.timeoutMs > 0) results.set(name, await runNrpeCommand(node, name, limits));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const commands = [...results].map(([name, { exitcode, output }]) => {
    return [name, symbolHash({ exitcode, output })] as const;
  });
  return { commands: new Map(commands) };
}

const NOT_RUN: NrpeResult = { exitcode: 3, output: 'not run: the other commands took all the time' };

async function commandNames(node: NodeContext): Promise<Iterable<string>> {
  try {
    return (await readNrpeCommands(node.paths, name => node.setting(name))).keys();
  } catch (error) {
    throw new ActionFailed(describeError(error));
  }
}

export const nrpe: Agent = {
  ...makeAgent(ddl, { runcommand: runCommand, runallcommands: runAllCommands }, { settings: NRPE_SETTINGS }),
  lateMs: LATE_MS,
};
