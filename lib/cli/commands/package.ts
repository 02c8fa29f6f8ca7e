// fleetspec package: the agent `package` on many nodes; what needs attention is shown.
import type { Plain, Reply } from '../../rpc/reply';
import { callAgent } from '../call_agent';
import type { CommandInput, CommandRun } from '../command';
import { UsageFault } from '../errors';
import { nodeLines } from '../output/node_lines';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';
import { unknownAction } from '../unknown_action';

const ABOUT_ONE = ['status', 'install', 'update', 'uninstall', 'purge'] as const;
const ABOUT_ALL = ['count', 'md5', 'checkupdates'] as const;
const READING: readonly string[] = ['status', ...ABOUT_ALL];
const ACTIONS: readonly string[] = [...ABOUT_ONE, ...ABOUT_ALL];

export const run: CommandRun = (input, io) => {
  const { action, name } = understood(input.args);
  const version = wantedVersion(input);
  if (version !== undefined && action !== 'install')
    throw new UsageFault('a version goes with install', 'package');
  const words = [
    ...(name === undefined ? [] : [`package=${name}`]),
    ...(version === undefined ? [] : [`version=${version}`]),
  ];
  const reads = READING.includes(action);
  return callAgent(
    {
      ...{ agent: 'package', action, words, command: 'package' },
      ...(!reads && { changes: `${action} ${name}` }),
      tell: async (_, told) => {
        const shown = told.attention(reply => reads || reply.statuscode !== 0);
        const lines = nodeLines(shown, reply => stateOf(action, reply), told);
        return ['', ...lines, ...(shown.length > 0 ? [''] : []), ...(await told.summaries())];
      },
    },
    input,
    io,
  );
};

/** `install nginx 1.2`, and `install nginx --version 1.2` as mco takes it. */
function wantedVersion({ args: [, , word], options }: CommandInput): string | undefined {
  const { version } = options as { version?: string };
  if (word !== undefined && version !== undefined) throw new UsageFault('two versions are given', 'package');
  return version ?? word;
}

/** `status openssl`, and `openssl status` as mco takes it. */
function understood([first = '', second]: readonly string[]): { action: string; name: string | undefined } {
  const swapped = !ACTIONS.includes(first) && second !== undefined && ACTIONS.includes(second);
  const [action, name] = swapped ? [second, first] : [first, second];
  if (!ACTIONS.includes(action)) throw unknownAction([first, second ?? ''], ACTIONS);
  const needsName = (ABOUT_ONE as readonly string[]).includes(action);
  if (needsName && name === undefined) throw new UsageFault(`${action} which package?`, 'package');
  if (!needsName && name !== undefined) throw new UsageFault(`${action} is about all packages`, 'package');
  return { action, name };
}

function stateOf(action: string, { data }: Reply): string {
  if (action === 'checkupdates')
    return `${Array.isArray(data.outdated_packages) ? data.outdated_packages.length : '?'} to update`;
  if (action === 'count' || action === 'md5') return printableLine(lineOfValue(data.output ?? ''));
  const ensure = textOf(data.ensure);
  if (ensure === '') return 'unknown';
  if (['absent', 'purged'].includes(ensure)) return ensure;
  const [name, arch] = [textOf(data.name), textOf(data.arch)];
  return `${name === '' ? '' : `${name}-`}${ensure}${arch === '' ? '' : `.${arch}`}`;
}

const textOf = (value: Plain | undefined): string =>
  value === undefined || value === null ? '' : printableLine(lineOfValue(value));
