// For tests of an agent of one's own: its actions by its DDL, in the process of the test and without a broker.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { checkInputs, unknownAction } from '../../ddl/check_inputs';
import type { ActionDdl, AgentDdl } from '../../ddl/ddl';
import { readDdlText } from '../../ddl/ddl_text';
import { readAgentDdl } from '../../ddl/read_agent_ddl';
import { processEnvironment } from '../../environment';
import { SystemExec } from '../../exec/system_exec';
import type { RubyHash, RubyValue } from '../../marshal/values';
import { compileCode } from '../../own_code/compile_code';
import { systemClock } from '../../util/clock';
import type { Facts } from '../agent';
import { OwnAgentBroken } from '../errors';
import { outputComplaints } from '../external_agents/output_types';
import { fromJson } from '../external_agents/ruby_json';
import { TIMED_OUT, withTimeLimit } from '../time_limit';
import { AGENT_API } from './agent_api';
import { type AgentCode, loadAgentCode } from './agent_code';
import type { Call, Log, RunResult } from './define_agent';
import { requireSameActions } from './match_ddl';
import { runProgram } from './node_services';
import { performCall } from './perform_call';
import { outputsOf, plainOf } from './plain_values';

/** An agent's code and its DDL, both found good. */
export interface TestedAgent {
  readonly name: string;
  readonly ddl: AgentDdl;
  readonly code: AgentCode;
}

/** What a node would have: what a test does not name is empty, programs are those of this machine. */
export interface CallOptions {
  readonly facts?: Facts;
  readonly classes?: readonly string[];
  /** Without the agent's name before them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Instead of running programs. */
  readonly run?: Call['run'];
  /** Default `uid=0` of `test`. */
  readonly caller?: Call['caller'];
}

/** What a client would get. */
export interface TestReply {
  readonly statuscode: number;
  readonly statusmsg: string;
  /** Those of the DDL, with its defaults for those the action left out. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What the action logged. */
  readonly logged: readonly string[];
}

const CODE_ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * `path` is that of the code, with its ending or without; the DDL lies beside it. Throws OwnAgentBroken for all a
 * daemon would refuse, and DdlUnreadable.
 */
export function loadAgent(path: string): TestedAgent {
  const stem = path.replace(/\.(?:[mc]?[tj]s|ddl|json)$/, '');
  const file = oneOf(stem, CODE_ENDINGS, 'code');
  const ddlFile = oneOf(stem, ['.json', '.ddl'], 'DDL');
  const ddl = readAgentDdl(readDdlText(ddlFile), ddlFile);
  const { name } = ddl.metadata;
  if (name !== basename(stem)) {
    throw new OwnAgentBroken(`${ddlFile} is the DDL of ${name}`, 'name the files and the DDL alike');
  }
  const code = loadAgentCode(file, {
    ...{ environment: processEnvironment(), api: () => AGENT_API, compile: compileCode },
  });
  requireSameActions(Object.keys(code.actions), ddl, file, ddlFile);
  return { name, ddl, code };
}

/**
 * Calls an action as a node would: inputs are checked by the DDL, statuscodes are those of MCollective. Rejects with
 * Error for what a node only tells in its log: outputs the DDL does not have, and mistakes in the program.
 */
export async function callAction(
  agent: TestedAgent,
  action: string,
  inputs: Readonly<Record<string, unknown>> = {},
  options: CallOptions = {},
): Promise<TestReply> {
  const { ddl, name } = agent;
  const rules = Object.hasOwn(ddl.actions, action) ? ddl.actions[action] : undefined;
  if (!rules) return refused(unknownAction(name, action));
  const checked = checkInputs(rules, Object.fromEntries(outputsOf(inputs)));
  return checked.inputs ? performed(agent, rules, checked.inputs, options) : refused(checked.complaint);
}

const refused = (statusmsg: string): TestReply => ({ statuscode: 4, statusmsg, outputs: {}, logged: [] });

async function performed(
  { name, ddl, code }: TestedAgent,
  rules: ActionDdl,
  inputs: Readonly<Record<string, RubyValue>>,
  options: CallOptions,
): Promise<TestReply> {
  const logged: string[] = [];
  const { timeout } = ddl.metadata;
  const reply = await withTimeLimit(systemClock, timeout * 1000, new AbortController().signal, signal => {
    const call = callOf(name, rules, inputs, signal, logged, options);
    return performCall(code.actions[rules.name]!, call, code.placeOf);
  });
  if (reply === TIMED_OUT) throw new Error(`${name}#${rules.name} took longer than ${timeout} s`);
  const { statuscode, statusmsg, isMistake } = reply;
  if (isMistake) throw new Error(statusmsg);
  return { statuscode, statusmsg, outputs: outputsBy(rules, reply.outputs, name), logged };
}

function outputsBy(rules: ActionDdl, json: string, name: string): TestReply['outputs'] {
  const said = Object.fromEntries(fromJson(json) as RubyHash) as Record<string, RubyValue>;
  const [complaint] = outputComplaints(rules, said);
  if (complaint) throw new Error(`${name}#${rules.name}: ${complaint}`);
  const names = Object.entries(rules.outputs);
  return Object.fromEntries(
    names.map(([output, spec]) => [output, plainOf(said[output] ?? spec.default ?? null)]),
  );
}

function callOf(
  agent: string,
  rules: ActionDdl,
  inputs: Readonly<Record<string, RubyValue>>,
  signal: AbortSignal,
  logged: string[],
  options: CallOptions,
): Call {
  // As in the daemon: what the DDL does not have was not checked.
  const known = Object.entries(inputs).filter(([input]) => Object.hasOwn(rules.inputs, input));
  const { facts = {}, classes = [], settings = {}, caller = { id: 'uid=0', host: 'test' } } = options;
  const node = { exec: new SystemExec() };
  const log = (text: string): void => void logged.push(text);
  return {
    ...{ agent, action: rules.name, caller, requestId: 'test', identity: 'node.test', settings, signal },
    inputs: plainOf(new Map(known)) as Call['inputs'],
    log: { error: log, warn: log, info: log, debug: log } satisfies Log,
    facts: async () => facts,
    classes: async () => classes,
    run:
      options.run ??
      ((program, args = [], more = {}) =>
        runProgram(program, args, more, node, signal) as Promise<RunResult>),
  };
}

function oneOf(stem: string, endings: readonly string[], what: string): string {
  const found = endings.map(ending => stem + ending).find(existsSync);
  if (found) return found;
  throw new OwnAgentBroken(
    `there is no ${what} ${stem}${endings[0]}`,
    'name the agent by the path of its code',
  );
}
