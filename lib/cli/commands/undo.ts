// fleetspec undo: what killed runs have left changed, shown and changed back.
import type { Config } from '../../config/config';
import { plainLine } from '../../nagios/output';
import { type Found, LeftChanges } from '../../runner/left_changes';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import type { Display } from '../display';
import { BadValue, UsageFault } from '../errors';
import { toJson } from '../json_output';
import { flagOption } from '../options';
import { clientConfig, withFleet } from '../with_fleet';
import { wrapped } from '../wrapped';

export const run: CommandRun = async (input, io) => {
  const config = await clientConfig(input, io);
  const left = new LeftChanges(config, io.environment);
  const chosen = chosenOf(left.find(), input.args, config);
  if (flagOption(input.options, 'list')) return list(chosen, input, io, config);
  if (flagOption(input.options, 'forget')) return forget(left, chosen, input, io.display);
  return undo(left, chosen, input, io, config);
};

function chosenOf(found: readonly Found[], ids: readonly string[], { checks }: Config): readonly Found[] {
  for (const id of ids) {
    if (!found.some(one => one.id === id))
      throw new BadValue('the journal', id, `one that --list shows of ${checks.stateDir}`);
  }
  return ids.length === 0 ? found : found.filter(({ id }) => ids.includes(id));
}

function list(
  chosen: readonly Found[],
  { options }: CommandInput,
  { display }: CommandIo,
  { checks }: Config,
): number {
  if (flagOption(options, 'json')) display.line(toJson(chosen.map(asData), true));
  else if (chosen.length === 0) display.line(`nothing is left to undo in ${checks.stateDir}`);
  else for (const line of chosen.flatMap(linesOf)) tell(line, display);
  return chosen.length === 0 ? 0 : 1;
}

function forget(left: LeftChanges, chosen: readonly Found[], { args }: CommandInput, display: Display) {
  if (args.length === 0) throw new UsageFault('--forget needs the names of journals', 'undo');
  const alive = chosen.find(({ life }) => life === 'alive');
  if (alive) throw new BadValue('the journal', alive.id, 'one whose run has ended');
  for (const found of chosen) {
    left.forget(found);
    display.line(`forgotten: ${found.id}`);
  }
  return 0;
}

async function undo(
  left: LeftChanges,
  chosen: readonly Found[],
  input: CommandInput,
  io: CommandIo,
  config: Config,
): Promise<number> {
  if (chosen.length === 0) {
    io.display.line(`nothing is left to undo in ${config.checks.stateDir}`);
    return 0;
  }
  const reports = await withFleet(input, io, fleet => left.undo(fleet, input.args), config);
  for (const { text } of reports) tell(text, io.display);
  const rest = left.find().filter(({ life }) => life !== 'alive');
  const others = rest.filter(({ problem }) => problem === undefined).length;
  if (others > 0) io.display.notice(`fleetspec: ${others} left, see \`fleetspec undo --list\``);
  return rest.length === 0 ? 0 : 1;
}

const STATES = { alive: 'its run goes on', dead: 'its run is over', unknown: 'of another machine' };

function linesOf({ id, pid, life, ours, journal, problem }: Found): string[] {
  if (!journal) return [`${id}: not followed: ${problem}`];
  const fleet = ours ? '' : `, another fleet: ${journal.fleet}`;
  return [
    `${id}: ${STATES[life]} (pid ${pid}${fleet})`,
    ...journal.changes.map(
      ({ key, hosts, scope, at }) =>
        `  ${key} on ${hosts.join(', ')}, since ${new Date(at).toISOString()} by ${scope}`,
    ),
  ];
}

function asData({ journal, ...found }: Found): object {
  return { ...found, fleet: journal?.fleet ?? null, changes: journal?.changes ?? [] };
}

function tell(text: string, display: Display): void {
  const indent = text.startsWith('  ') ? '  ' : '';
  const [first = '', ...rest] = wrapped(plainLine(text), Math.max(30, display.columns - 4));
  for (const line of [indent + first, ...rest.map(more => `    ${more}`)]) display.line(line);
}
