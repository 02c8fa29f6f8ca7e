// The DDLs of the agents fleetspec brings, by name: the node adds the code of their actions, clients read them as they are.
import type { AgentDdl } from '../ddl';

export const KNOWN_AGENTS: Readonly<Record<string, AgentDdl>> = {};
