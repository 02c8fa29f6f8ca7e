// The DDL of an agent, from whichever file.
import type { AgentDdl } from './ddl';
import { readDdl } from './ddl_file';
import { DdlUnreadable } from './errors';

/** JSON when the name of the file ends so, else MCollective's Ruby. Throws DdlUnreadable. */
export function readAgentDdl(text: string, file: string): AgentDdl {
  const ddl = readDdl(text, file, 'agent');
  if (ddl.plugin === 'agent') return ddl;
  throw new DdlUnreadable(
    { file },
    'it is the DDL of a data plugin, not of an agent',
    'name the DDL of an agent',
  );
}
