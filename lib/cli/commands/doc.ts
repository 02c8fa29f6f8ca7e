// fleetspec doc: what the DDL of a plugin says, or which plugins are known.
import { ConfigNotFound } from '../../config/errors';
import type { AgentDdl, DataDdl } from '../../ddl/ddl';
import type { DdlLibrary, KnownPlugin } from '../../ddl/ddl_library';
import { DdlNotFound } from '../../ddl/errors';
import { describeError } from '../../errors';
import { didYouMean } from '../../util/did_you_mean';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { actionPage, agentPage, type DdlPageOptions, dataPage } from '../ddl_page';
import { UnknownAction } from '../errors';
import { toJson } from '../json_output';
import { flagOption, textOption } from '../options';
import { printable } from '../printable';
import { wrapped } from '../wrapped';

const MAX_COLUMNS = 80;

export const run: CommandRun = async (input, io) => {
  const library = await libraryOf(input, io);
  const [wanted] = input.args;
  if (wanted === undefined) listPlugins(library, input, io);
  else await explain(library, wanted, input, io);
  return 0;
};

// Without any configuration fleetspec still knows its own.
async function libraryOf({ options }: CommandInput, { environment }: CommandIo): Promise<DdlLibrary> {
  const [{ loadConfig }, { DdlLibrary }] = await Promise.all([
    import('../../config/load_config'),
    import('../../ddl/ddl_library'),
  ]);
  const file = textOption(options, 'config');
  try {
    return new DdlLibrary(
      loadConfig(environment, { role: 'client', ...(file !== undefined && { file }) }).libDirs,
    );
  } catch (error) {
    if (!(error instanceof ConfigNotFound)) throw error;
    return new DdlLibrary();
  }
}

interface Listed extends KnownPlugin {
  readonly description: string;
  readonly version?: string;
  /** Why its DDL cannot be read. */
  readonly problem?: string;
}

function listed(library: DdlLibrary, kind: KnownPlugin['kind']): Listed[] {
  return library.names(kind).flatMap(name => {
    const plugin = library.find(kind, name);
    return plugin ? [describe(library, plugin)] : [];
  });
}

// A broken DDL is told in its place and hides no other.
function describe(library: DdlLibrary, plugin: KnownPlugin): Listed {
  try {
    const ddl = plugin.kind === 'agent' ? library.agent(plugin.name) : library.data(plugin.name);
    const { description = '', version = '' } = ddl?.metadata ?? {};
    return { ...plugin, description, version };
  } catch (error) {
    return { ...plugin, description: '', problem: describeError(error) };
  }
}

function listPlugins(
  library: DdlLibrary,
  { options }: CommandInput,
  { display, environment }: CommandIo,
): void {
  const agents = listed(library, 'agent');
  const data = listed(library, 'data');
  if (flagOption(options, 'json')) {
    display.line(toJson([...agents, ...data].map(jsonEntry), environment.stdout.isTTY === true));
    return;
  }
  const width = Math.max(...[...agents, ...data].map(({ name }) => name.length));
  const columns = Math.min(display.columns, MAX_COLUMNS);
  const tell = (title: string, plugins: readonly Listed[]): void => {
    display.line(title);
    for (const plugin of plugins)
      for (const line of entryLines(plugin, width, columns)) display.line(printable(line));
  };
  tell('Agents:', agents);
  display.line();
  tell('Data plugins:', data);
  display.line();
  display.line('`fleetspec doc AGENT` and `fleetspec doc data/NAME` explain one. Those without a file');
  display.line('are fleetspec’s own.');
}

function jsonEntry({ kind, name, description, version, file, problem }: Listed): object {
  return {
    kind,
    name,
    description,
    version,
    source: file ?? 'fleetspec',
    ...(problem !== undefined && { problem }),
  };
}

function entryLines({ name, description, file, problem }: Listed, width: number, columns: number): string[] {
  const text = problem === undefined ? description : `unreadable: ${problem}`;
  const lines = wrapped(text, columns - width - 6);
  if (file !== undefined && problem === undefined) lines.push(file);
  return lines.map((line, i) => `   ${(i === 0 ? name : '').padEnd(width)}   ${line}`.trimEnd());
}

async function explain(
  library: DdlLibrary,
  wanted: string,
  input: CommandInput,
  io: CommandIo,
): Promise<void> {
  const [plugin = '', action] = wanted.split('#', 2);
  const ddl = findPlugin(library, plugin);
  const name = plugin.replace(/^(agent|data)\//, '');
  const page = {
    name,
    file: library.find(ddl.plugin, name)?.file,
    columns: Math.min(io.display.columns, MAX_COLUMNS),
  };
  const shown = action === undefined ? ddl : onlyAction(ddl, name, action);
  if (flagOption(input.options, 'json')) {
    const { writeJsonDdl } = await import('../../ddl/json/write_json_ddl');
    io.display.line(writeJsonDdl(shown));
    return;
  }
  for (const line of pageLines(shown, action, page)) io.display.line(printable(line));
  if (ddl.plugin === 'agent' && !plugin.includes('/') && action === undefined && library.find('data', name))
    io.display.notice(`fleetspec: there is a data plugin of that name, too: fleetspec doc data/${name}`);
}

function pageLines(ddl: AgentDdl | DataDdl, action: string | undefined, page: DdlPageOptions): string[] {
  if (ddl.plugin === 'data') return dataPage(ddl, page);
  return action === undefined ? agentPage(ddl, page) : actionPage(ddl, ddl.actions[action]!, page);
}

// `data/NAME`, `agent/NAME`, or a name alone: of an agent first.
function findPlugin(library: DdlLibrary, wanted: string): AgentDdl | DataDdl {
  const [, kind, name = ''] = /^(?:(agent|data)\/)?(.*)$/s.exec(wanted)!;
  const found =
    (kind !== 'data' ? library.agent(name) : undefined) ??
    (kind !== 'agent' ? library.data(name) : undefined);
  if (found) return found;
  const names = [
    ...(kind === 'data' ? [] : library.names('agent')),
    ...(kind === 'agent' ? [] : library.names('data').map(data => `data/${data}`)),
  ];
  throw new DdlNotFound(wanted, didYouMean(wanted, names));
}

function onlyAction(ddl: AgentDdl | DataDdl, name: string, action: string): AgentDdl {
  if (ddl.plugin !== 'agent') throw new DdlNotFound(`${name}#${action}`, `data/${name}`);
  if (!Object.hasOwn(ddl.actions, action))
    throw new UnknownAction(name, action, didYouMean(action, Object.keys(ddl.actions)));
  return { ...ddl, actions: { [action]: ddl.actions[action]! } };
}
