// Where the nodes come from, as the options say: a list, a discovery method, standard input, or asking them.
import { resolve } from 'node:path';
import type { Config } from '../config/config';
import type { Filter } from '../mcollective/filter';
import type { MethodChoice } from '../rpc/discovery_methods/discovery_method';
import { StdinSilent } from '../rpc/errors';
import { isRegex } from '../rpc/names';
import { systemClock } from '../util/clock';
import type { CommandInput, CommandIo } from './command';
import { UsageFault } from './errors';
import { listOption, textOption } from './options';

type Asked = Pick<CommandInput, 'command' | 'options'>;

/** For the first words on a standard input nobody mentioned; then what is meant is not known. */
const PATIENCE_MS = 30_000;
const TELL_AFTER_MS = 2000;

/** The list of `--nodes`, undefined without it. Throws NodeListUnreadable, BadName, StdinSilent and UsageFault. */
export async function readNodes({ command, options }: Asked, io: CommandIo): Promise<string[] | undefined> {
  const file = textOption(options, 'nodes');
  if (file === undefined) return undefined;
  if (options.discoveryMethod !== undefined || listOption(options, 'discoveryOption').length > 0)
    throw new UsageFault('--nodes cannot be mixed with --dm and --do', command);
  const { parseNodeList, readNodeFile } = await import('../rpc/node_list');
  if (file !== '-') return readNodeFile(resolve(io.environment.cwd, file), file);
  const stdin = await openStdin(io);
  return parseNodeList(await stdin.text(), 'from stdin');
}

/**
 * The discovery method: named by options, else standard input when somebody writes names to it, else the configured one.
 * Undefined is asking the nodes. Throws UnknownDiscoveryMethod, UsageFault and StdinSilent.
 */
export async function chooseMethod(
  { command, options }: Asked,
  filter: Filter,
  config: Config,
  io: CommandIo,
  stdin: 'names' | 'not ours' = 'names',
): Promise<MethodChoice | undefined> {
  const name = textOption(options, 'discoveryMethod');
  const words = listOption(options, 'discoveryOption');
  if (name !== undefined) {
    const { checkMethodName } = await import('../rpc/discovery_methods');
    checkMethodName(name);
    return { name, options: words };
  }
  const piped = stdin === 'names' && words.length === 0 ? await pipedNodes(filter, io) : undefined;
  return piped ?? configured(config, words, filter, io, command);
}

// As mco: names that are piped in are the nodes. Where they are named already, stdin belongs to somebody else, such as
// the loop of a shell.
async function pipedNodes(filter: Filter, io: CommandIo): Promise<MethodChoice | undefined> {
  const named = filter.identity.length > 0 && !filter.identity.some(isRegex);
  if (named || io.environment.stdin.isTTY) return undefined;
  const input = await openStdin(io);
  let beginning = await input.beginning(TELL_AFTER_MS);
  if (beginning === 'silent') {
    io.display.notice(
      'fleetspec: waiting for names of nodes on standard input; --dm mc discovers them instead',
    );
    beginning = await input.beginning(PATIENCE_MS - TELL_AFTER_MS);
  }
  // Asking everybody because a slow program has not yet said whom to ask would be the worst of guesses.
  if (beginning === 'silent') throw new StdinSilent(PATIENCE_MS / 1000);
  return beginning === 'data' ? { name: 'stdin', options: ['auto'], input } : undefined;
}

function configured(
  { rpc }: Config,
  words: readonly string[],
  filter: Filter,
  { display }: CommandIo,
  command: string,
): MethodChoice | undefined {
  if (rpc.discoveryMethod === 'mc') {
    if (words.length > 0) throw new UsageFault('--do needs a discovery method, given with --dm', command);
    return undefined;
  }
  const options = words.length > 0 ? words : rpc.discoveryOptions;
  if (filter.compound.length === 0) return { name: rpc.discoveryMethod, options };
  display.notice(`fleetspec: -S is answered by the nodes: they are asked (mc), not ${rpc.discoveryMethod}`);
  return undefined;
}

async function openStdin({ environment, fleet }: CommandIo) {
  const { StdinText } = await import('../rpc/stdin_text');
  return new StdinText(environment.stdin, fleet?.clock ?? systemClock);
}
