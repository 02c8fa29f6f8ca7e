// fleetspec doctor: every check in turn, and a line for each.
import type { Config } from '../../config/config';
import { SystemExec } from '../../exec/system_exec';
import { paint } from '../colour';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import type { Display } from '../display';
import type { Finding, FindingState } from '../doctor/finding';
import { lookAtBrokers } from '../doctor/look_at_brokers';
import { lookAtConfig, type ReadConfig } from '../doctor/look_at_config';
import { lookAtFleet } from '../doctor/look_at_fleet';
import { isNode, lookAtAgents, lookAtDdls, lookAtJournals, lookAtNodeJs } from '../doctor/look_at_here';
import { toJson } from '../json_output';
import { flagOption, textOption } from '../options';
import { printableLine } from '../printable';
import { wrapped } from '../wrapped';

export const run: CommandRun = async (input, io) => {
  const { environment, display } = io;
  const json = flagOption(input.options, 'json');
  const findings: Finding[] = [];
  // Told as they come: a broker that is down takes its time.
  const tell = (found: readonly Finding[]): void => {
    findings.push(...found);
    if (!json) for (const finding of found) tellFinding(finding, display);
  };
  if (environment.nodeVersion !== undefined) tell([lookAtNodeJs(environment.nodeVersion)]);
  const read = lookAtConfig(environment, textOption(input.options, 'config'));
  tell(read.findings);
  if (read.config) await lookFurther(read.config, read, input, io, tell);
  const problems = findings.filter(({ state }) => state === 'problem').length;
  if (json) display.line(toJson(findings, environment.stdout.isTTY === true));
  else {
    display.line();
    display.line(problems === 0 ? 'no problems' : problems === 1 ? '1 problem' : `${problems} problems`);
  }
  return problems === 0 ? 0 : 1;
};

async function lookFurther(
  config: Config,
  { role }: ReadConfig,
  { options }: CommandInput,
  io: CommandIo,
  tell: (found: readonly Finding[]) => void,
): Promise<void> {
  const { environment, fleet } = io;
  tell(lookAtDdls(config));
  tell([lookAtJournals(config, environment)]);
  if (flagOption(options, 'node') || isNode(config)) tell(await lookAtAgents(config.file, new SystemExec()));
  if (flagOption(options, 'offline')) return;
  const brokers = fleet?.connection ? [] : await lookAtBrokers(config);
  tell(brokers);
  // Where no broker can be used, each has said why.
  const none = brokers.length > 0 && !brokers.some(({ state }) => state === 'ok');
  // A machine that is nothing but a node need not be able to ask.
  if (!none && role === 'client') tell(await lookAtFleet(config, { environment, ...fleet }));
}

const COLOURS = { ok: 'green', note: 'yellow', problem: 'red' } as const satisfies Record<
  FindingState,
  string
>;
const STATE_WIDTH = 9;
const MAX_COLUMNS = 100;

function tellFinding({ check, state, text, remedy }: Finding, display: Display): void {
  const { colour, columns } = display;
  const room = Math.min(columns, MAX_COLUMNS) - STATE_WIDTH;
  const label = paint(colour, COLOURS[state], state) + ' '.repeat(STATE_WIDTH - state.length);
  const indent = ' '.repeat(STATE_WIDTH);
  const told = wrapped(printableLine(`${check}: ${text}`), room).map(
    (part, at) => (at === 0 ? label : indent) + part,
  );
  const todo = remedy === undefined ? [] : wrapped(printableLine(remedy), room - 2);
  for (const line of told) display.line(line);
  for (const [at, part] of todo.entries()) display.line(`${indent}${at === 0 ? '→ ' : '  '}${part}`);
}
