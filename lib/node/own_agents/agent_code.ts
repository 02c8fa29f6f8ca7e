// The code of an agent of one's own, loaded from its file: the functions of its actions, or what is wrong with it.

import { dirname } from 'node:path';
import type { Environment } from '../../environment';
import { describeError, isFleetspecError } from '../../errors';
import type { Compiled } from '../../own_code/compile_code';
import { CompiledCode } from '../../own_code/compiled_code';
import { CodeBroken, placed } from '../../own_code/errors';
import { OwnModules } from '../../own_code/own_modules';
import { OwnAgentBroken } from '../errors';
import { exportedAgent, type OwnActions } from './define_agent';

export interface AgentCode {
  readonly actions: OwnActions;
  /** `file:line:column` of what was thrown, as the file was written; undefined when it is not in the agent's files. */
  placeOf(fault: unknown): string | undefined;
}

export interface CodeSurroundings {
  readonly environment: Environment;
  /** What `fleetspec/agent` is to the agent. */
  readonly api: () => unknown;
  /** Called with each file before it is read; what it throws is what is wrong. */
  readonly inspect?: (file: string) => void;
  readonly compile: (file: string, text: string) => Compiled;
}

const MEND = 'mend it, and see what `fleetspecd --check` says';

/** Throws OwnAgentBroken and CompilerMissing. */
export function loadAgentCode(file: string, surroundings: CodeSurroundings): AgentCode {
  const modules = modulesAround(file, surroundings);
  const agent = exportedAgent(loaded(modules, file));
  if (!agent) {
    const remedy = 'end it with `export default defineAgent({ … })`, with defineAgent from fleetspec/agent';
    throw new OwnAgentBroken(`${file} exports no agent`, remedy);
  }
  return { actions: agent.actions, placeOf: fault => placeIn(modules, fault) };
}

function loaded(modules: OwnModules, file: string): unknown {
  try {
    return modules.load(file);
  } catch (fault) {
    if (isFleetspecError(fault)) throw fault;
    if (fault instanceof CodeBroken) throw new OwnAgentBroken(fault.message, MEND, fault);
    const place = placeIn(modules, fault) ?? file;
    throw new OwnAgentBroken(`${place}: ${describeError(fault).replace(/\.$/, '')}`, MEND, fault);
  }
}

function placeIn(modules: OwnModules, fault: unknown): string | undefined {
  const place = modules.placeOf(fault);
  return place && placed(place.file, place);
}

function modulesAround(file: string, surroundings: CodeSurroundings): OwnModules {
  const { environment, api, inspect, compile } = surroundings;
  const kept = new CompiledCode('agents', environment, environment.nodeVersion ?? '');
  return new OwnModules(dirname(file), {
    compile(path, text) {
      const known = kept.read(text);
      if (known) return known;
      const compiled = compile(path, text);
      kept.keep(text, compiled);
      return compiled;
    },
    given: { 'fleetspec/agent': api, fleetspec: refuseSteps },
    ...(inspect ? { inspect } : {}),
  });
}

function refuseSteps(): never {
  throw new Error("agents import from 'fleetspec/agent'; 'fleetspec' is for steps of checks");
}
