// The agents that people bring, from all folders of the configuration: programs, and code in TypeScript or JavaScript.
// What is wrong with one of them is told and stops no other.
import { basename, dirname } from 'node:path';
import type { AgentDdl } from '../../ddl/ddl';
import { readDdlText } from '../../ddl/ddl_text';
import { readAgentDdl } from '../../ddl/read_agent_ddl';
import { describeError } from '../../errors';
import { trustProblem } from '../../own_code/trusted_path';
import type { Clock } from '../../util/clock';
import type { Agent } from '../agent';
import { type AgentFiles, agentFiles } from './agent_files';
import { makeProgramAgent } from './program_agent';
import { agentSettings } from './program_config';

export interface ExternalAgents {
  readonly agents: Readonly<Record<string, Agent>>;
  /** Sentences that name what cannot be used. */
  readonly problems: readonly AgentProblem[];
}

export interface AgentProblem {
  /** The agent; a folder's problem has none. */
  readonly name?: string;
  readonly sentence: string;
}

export interface ExternalAgentParts {
  readonly folders: readonly string[];
  /** Names that are taken: no program comes in their place. */
  readonly taken: readonly string[];
  /** Plugin settings of the node. */
  readonly plugins: Readonly<Record<string, string>>;
  /** User of the daemon. */
  readonly uid: number;
  readonly clock: Clock;
  /** Whether an agent is wanted here; the code of others is not run. */
  readonly isWanted?: (name: string) => boolean;
  /** Instead of the program for threads of agents that is built beside this one. */
  readonly threadProgram?: string;
}

/** Names that mean something else to filters and daemons. */
const RESERVED = ['discovery', 'registration', 'mcollective'];
const NAME = /^[a-zA-Z]\w{0,63}$/;

/** Never rejects. Of agents of the same name the first is taken. */
export async function loadExternalAgents(parts: ExternalAgentParts): Promise<ExternalAgents> {
  const agents: Record<string, Agent> = Object.create(null);
  const problems: AgentProblem[] = [];
  for (const folder of parts.folders) {
    for (const files of await filesOf(folder, parts.uid, problems)) {
      try {
        const taken = [...parts.taken, ...RESERVED, ...Object.keys(agents)];
        agents[files.name] = await loadAgent(files, taken, parts);
      } catch (error) {
        const why = error instanceof Unusable ? error.message : describeError(error);
        problems.push({
          name: files.name,
          sentence: `agent ${files.name} of ${folder} cannot be used: ${why}`,
        });
      }
    }
  }
  return { agents, problems };
}

class Unusable extends Error {}

async function filesOf(folder: string, uid: number, problems: AgentProblem[]): Promise<AgentFiles[]> {
  try {
    requireTrust(folder, uid);
    return await agentFiles(folder);
  } catch (error) {
    const why = error instanceof Unusable ? error.message : (error as NodeJS.ErrnoException).code;
    problems.push({ sentence: `the agents of ${folder} cannot be used: ${why}` });
    return [];
  }
}

async function loadAgent(
  files: AgentFiles,
  taken: readonly string[],
  parts: ExternalAgentParts,
): Promise<Agent> {
  const { name, programs, code } = files;
  if (!NAME.test(name)) throw new Unusable('its name is not made of letters, digits and "_"');
  if (taken.includes(name))
    throw new Unusable('there is another agent of that name; rename it, in its DDL and its files');
  const [only, other] = [...programs, ...code];
  if (only && other) throw new Unusable(`both ${only} and ${other} could be its program`);
  const ddl = requireDdl(files);
  if (!only) {
    const folder = dirname(ddl);
    throw new Unusable(`there is no executable file ${name}, or ${name} with an ending, in ${folder}`);
  }
  for (const path of [ddl, only]) requireTrust(path, parts.uid);
  return code.includes(only) ? ownAgent(name, ddl, only, parts) : programAgent(name, ddl, only, parts);
}

function requireDdl({ name, ddl, code }: AgentFiles): string {
  if (ddl !== undefined) return ddl;
  const beside = basename(code[0] ?? name);
  throw new Unusable(
    `there is no ${name}.ddl or ${name}.json beside ${beside}; write one, \`fleetspec new agent\` shows how`,
  );
}

function programAgent(name: string, file: string, program: string, parts: ExternalAgentParts): Agent {
  const { plugins, uid } = parts;
  const text = readDdlText(file);
  const ddl = readAgentDdl(text, file);
  requireGood(ddl, name);
  return makeProgramAgent({
    ...{ ddl, program, uid },
    isChoria: file.endsWith('.json') && isChoria(text),
    settings: agentSettings(plugins, name),
  });
}

async function ownAgent(
  name: string,
  ddlFile: string,
  file: string,
  { plugins, clock, isWanted, threadProgram }: ExternalAgentParts,
): Promise<Agent> {
  const ddl = readAgentDdl(readDdlText(ddlFile), ddlFile);
  requireGood(ddl, name);
  const { loadOwnAgent } = await import('../own_agents/own_agent');
  const settings = agentSettings(plugins, name);
  const parts = {
    ...{ ddl, ddlFile, file, settings, clock },
    ...(threadProgram ? { program: threadProgram } : {}),
  };
  return loadOwnAgent(parts, isWanted?.(name) ?? true);
}

function requireTrust(path: string, uid: number): void {
  const problem = trustProblem(path, uid);
  if (problem) throw new Unusable(problem);
}

function requireGood({ metadata }: AgentDdl, name: string): void {
  if (metadata.name !== name) {
    throw new Unusable(
      `its DDL is that of ${JSON.stringify(metadata.name)}; name the files and the DDL alike`,
    );
  }
  if (!(metadata.timeout > 0)) throw new Unusable('the timeout of its DDL is not above 0; give it seconds');
}

// The reader of DDLs has no use for it: only who starts the program does.
function isChoria(json: string): boolean {
  const { metadata } = JSON.parse(json) as { metadata?: { provider?: unknown } };
  return metadata?.provider === 'external';
}
