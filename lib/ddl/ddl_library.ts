// Where a DDL is found: in the folders of the configuration first, then among those fleetspec knows itself.
import { KNOWN_AGENTS } from './agents';
import { KNOWN_DATA } from './data';
import type { AgentDdl, DataDdl, Ddl } from './ddl';
import { type FiledKind, findDdlFile, listDdlNames, loadDdlFile } from './ddl_files';
import { DdlUnreadable } from './errors';

/** A plugin somebody has a DDL of. */
export interface KnownPlugin {
  readonly kind: FiledKind;
  readonly name: string;
  /** Undefined: fleetspec's own. */
  readonly file: string | undefined;
}

export class DdlLibrary {
  /**
   * `libDirs`: folders with `mcollective/agent/NAME.json` or `.ddl`, or `NAME.json` or `.ddl`, in them; of data plugins
   * `mcollective/data/NAME_data.json` and so on. Earlier ones first. Nothing is read before it is asked for, and a
   * broken file hurts only who asks for that plugin.
   */
  constructor(readonly libDirs: readonly string[] = []) {}

  /** The DDL of an agent, undefined when nobody has one. Throws DdlUnreadable. */
  agent(name: string): AgentDdl | undefined {
    const ddl = this.filed('agent', name);
    if (ddl === undefined) return Object.hasOwn(KNOWN_AGENTS, name) ? KNOWN_AGENTS[name] : undefined;
    return ddl.plugin === 'agent' ? ddl : this.otherKind('agent', name, ddl);
  }

  /** The DDL of a data plugin by the name filters use: `fact`, or `fact_data`. Throws DdlUnreadable. */
  data(name: string): DataDdl | undefined {
    const plain = name.replace(/_data$/, '');
    const ddl = this.filed('data', plain);
    if (ddl === undefined) return Object.hasOwn(KNOWN_DATA, plain) ? KNOWN_DATA[plain] : undefined;
    return ddl.plugin === 'data' ? ddl : this.otherKind('data', plain, ddl);
  }

  /** Names of all agents, or data plugins, that are known, sorted; whether each can be read shows when it is asked for. */
  names(kind: FiledKind = 'agent'): readonly string[] {
    const own = Object.keys(kind === 'agent' ? KNOWN_AGENTS : KNOWN_DATA);
    return [...new Set([...own, ...listDdlNames(this.libDirs, kind)])].sort();
  }

  /** Where the DDL comes from, undefined when nobody has one. Reads none. */
  find(kind: FiledKind, name: string): KnownPlugin | undefined {
    const file = findDdlFile(this.libDirs, kind, name);
    const isOwn = Object.hasOwn(kind === 'agent' ? KNOWN_AGENTS : KNOWN_DATA, name);
    return file !== undefined || isOwn ? { kind, name, file } : undefined;
  }

  private filed(kind: FiledKind, name: string): Ddl | undefined {
    const file = this.libDirs.length === 0 ? undefined : findDdlFile(this.libDirs, kind, name);
    return file === undefined ? undefined : loadDdlFile(file);
  }

  private otherKind(kind: FiledKind, name: string, { plugin }: Ddl): never {
    const file = findDdlFile(this.libDirs, kind, name) ?? name;
    const wanted = kind === 'agent' ? 'an agent' : 'a data plugin';
    throw new DdlUnreadable(
      { file },
      `it is not the DDL of ${wanted} (${plugin})`,
      'put it where it belongs',
    );
  }
}
