// Inputs of MCollective's own agents that are no strings. Without a DDL on the client nothing else tells that
// `force=true` is a boolean, and nodes refuse the text "true". Other agents: write `name:=true`.

export type ArgumentType = 'boolean' | 'number';

/** Agent → input → type, whichever action; from the DDLs of the released plugins. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, ArgumentType>>>> = {
  puppet: {
    force: 'boolean',
    noop: 'boolean',
    splay: 'boolean',
    splaylimit: 'number',
    use_cached_catalog: 'boolean',
    ignoreschedules: 'boolean',
    logs: 'boolean',
  },
  puppetd: { forcerun: 'boolean' },
  process: { just_zombies: 'boolean' },
  filemgr: { dirlist: 'boolean' },
  shell: { timeout: 'number', stdout_offset: 'number', stderr_offset: 'number' },
  nettest: { port: 'number' },
};

/** The type of an input, undefined for strings and for what is not known. */
export function knownType(agent: string, input: string): ArgumentType | undefined {
  const inputs = Object.hasOwn(KNOWN, agent) ? KNOWN[agent]! : {};
  return Object.hasOwn(inputs, input) ? inputs[input] : undefined;
}
