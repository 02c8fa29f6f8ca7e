// An agent that is a program: each action a start of it, faults of any kind a reply that names agent and action.
import type { ActionDdl, AgentDdl } from '../../ddl/ddl';
import { describeError } from '../../errors';
import { ActionFailed, type ActionOutputs, type ActionRequest, type Agent, type NodeContext } from '../agent';
import { makeAgent } from '../make_agent';
import { activationProblem } from './activation';
import { warnOfOutputs } from './output_types';
import { callProgram, type ProgramAnswer, ProgramUnusable } from './program_call';
import { configText } from './program_config';
import { type ProgramRequest, programRequest, RPC_PROTOCOL } from './program_request';
import { type ProgramReply, ReplyMeaningless, readReply } from './reply_meaning';
import { JsonImpossible } from './ruby_json';

export interface AgentProgram {
  readonly ddl: AgentDdl;
  /** Absolute path. */
  readonly program: string;
  /** The DDL says that it was written for Choria (`"provider": "external"`). */
  readonly isChoria: boolean;
  /** The agent's own settings, without its name before them. */
  readonly settings: Readonly<Record<string, string>>;
  /** User of the daemon: files must be its own, or root's. */
  readonly uid: number;
}

/** For a program to end itself after SIGTERM, to be killed, and for what it held open: see lib/exec. */
const LATE_MS = 2000;
const MAX_STDERR = 4000;

export function makeProgramAgent(program: AgentProgram): Agent {
  const names = Object.keys(program.ddl.actions);
  const code = Object.fromEntries(
    names.map(name => [
      name,
      (request: ActionRequest, node: NodeContext) => new ActionRun(program, request, node).outputs(),
    ]),
  );
  const activate = (node: NodeContext): Promise<string | undefined> => activationProblem(program, node);
  return { ...makeAgent(program.ddl, code, program.isChoria ? { activate } : {}), lateMs: LATE_MS };
}

class ActionRun {
  readonly #name: string;
  readonly #action: ActionDdl;

  constructor(
    private readonly agent: AgentProgram,
    private readonly request: ActionRequest,
    private readonly node: NodeContext,
  ) {
    this.#name = `${request.agent}#${request.action}`;
    this.#action = agent.ddl.actions[request.action]!;
  }

  /** Throws ActionFailed. */
  async outputs(): Promise<ActionOutputs> {
    const { agent, node, request } = this;
    const call = {
      ...{ program: agent.program, name: this.#name, protocol: RPC_PROTOCOL, signal: request.signal },
      ...this.#texts(),
      config: configText(agent.settings),
      choriaFirst: agent.isChoria,
      timeoutMs: agent.ddl.metadata.timeout * 1000,
    };
    try {
      return await callProgram(call, node, agent.uid, answer => this.#outputsOf(answer));
    } catch (error) {
      if (error instanceof ActionFailed) throw error;
      throw this.#broken(error instanceof ProgramUnusable ? error.message : describeError(error));
    }
  }

  #texts(): ProgramRequest {
    try {
      return programRequest(this.request, this.#action);
    } catch (error) {
      if (error instanceof JsonImpossible) throw new ActionFailed(`${this.#name}: ${error.message}`, 4);
      throw error;
    }
  }

  async #outputsOf({ result, reply }: ProgramAnswer): Promise<ActionOutputs> {
    const { code, signal, timedOut, stderr } = result;
    if (timedOut) throw this.#broken(`took longer than ${this.agent.ddl.metadata.timeout} s and was ended`);
    if (code === null) throw this.#broken(`was ended by ${signal}`);
    if (code !== 0) throw this.#exited(code, stderr, await this.#replyIfAny(reply));
    return this.#good(await this.#replyOrFail(reply));
  }

  async #replyIfAny(reply: () => Promise<string>): Promise<ProgramReply | undefined> {
    try {
      return this.#meaning(await reply());
    } catch {
      return undefined;
    }
  }

  async #replyOrFail(reply: () => Promise<string>): Promise<ProgramReply> {
    try {
      return this.#meaning(await reply());
    } catch (error) {
      if (error instanceof ReplyMeaningless || error instanceof JsonImpossible) {
        throw this.#broken(`its reply ${error.message}`);
      }
      throw error;
    }
  }

  #meaning(text: string): ProgramReply {
    return readReply(text, this.#action, this.agent.isChoria);
  }

  #good({ statuscode, statusmsg, outputs }: ProgramReply): ActionOutputs {
    warnOfOutputs(this.#name, this.#action, outputs, this.node.logger);
    if (statuscode === 0) return outputs;
    throw new ActionFailed(statusmsg || `${this.#name} failed and does not say why`, statuscode, outputs);
  }

  // What the reply says of a failure is better than what the exit code does.
  #exited(code: number, stderr: string, reply: ProgramReply | undefined): ActionFailed {
    if (reply && reply.statuscode > 0 && reply.statusmsg) {
      return new ActionFailed(reply.statusmsg, reply.statuscode, reply.outputs);
    }
    const said = stderr.trim().slice(0, MAX_STDERR) || `${this.#name} ended with exit code ${code}`;
    return new ActionFailed(`Failed to run ${this.agent.program}: ${said}`, code, reply?.outputs ?? {});
  }

  #broken(why: string): ActionFailed {
    const sentence = `${this.#name}: ${why}`;
    this.node.logger.error(sentence, { program: this.agent.program });
    return new ActionFailed(sentence, 5);
  }
}
