// fleetspec puppet commander: stays in the foreground and spreads runs of Puppet over an interval, until SIGTERM.
import { resolve } from 'node:path';
import type { Config } from '../../config/config';
import { describeError } from '../../errors';
import { StateFile } from '../../nagios/state_file';
import { Commander, type CommanderPlan } from '../../rollout/commander';
import type { CommanderEvent } from '../../rollout/commander_event';
import { type CommanderRecord, commanderState, parseCommanderState } from '../../rollout/commander_record';
import { FleetPuppet } from '../../rollout/fleet_puppet';
import { systemClock } from '../../util/clock';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { BadValue, UsageFault } from '../errors';
import { interruption } from '../interruption';
import { flagOption, millisecondsOption, textOption } from '../options';
import { type PreparedCall, prepareCall } from '../request_options';
import { clientConfig, dataDdls } from '../with_fleet';
import { commanderText } from './commander_text';
import { type ConnectedPort, LastingPort } from './lasting_port';
import { LogLines } from './log_lines';
import { patienceOptions, wholeOption } from './rollout_options';
import { runInputs } from './run_words';
import { waysToFind } from './ways_to_find';

const STATE_NAME = 'puppet_commander.json';
const MOST_MINUTES = 7 * 24 * 60;

export const commandPuppet: CommandRun = async (input, io) => {
  const { environment, display, fleet } = io;
  if (input.args.length > 0)
    throw new UsageFault(`commander takes no words, such as "${input.args[0]}"`, 'puppet');
  const plan = planOf(input);
  const config = await clientConfig(input, io);
  const prepared = await prepareCall(input, io, config);
  const clock = fleet?.clock ?? systemClock;
  const log = new LogLines<CommanderEvent>({
    display,
    clock,
    json: flagOption(input.options, 'json'),
    text: commanderText,
  });
  const stop = interruption(environment);
  const terminated = new AbortController();
  const release = environment.onSignal('SIGTERM', () => terminated.abort());
  const signal = AbortSignal.any([stop.signal, terminated.signal]);
  const port = new LastingPort(() => connect(input, io, config, prepared, signal));
  const file = new StateFile(stateFile(input, io, config), environment.uid);
  try {
    const record = readRecord(file, io);
    const parts = { port, clock, signal, tell: (event: CommanderEvent) => log.tell(event) };
    await new Commander(record, plan, { ...parts, keep: now => file.write(commanderState(now)) }).run();
    return 0;
  } finally {
    stop.release();
    release();
    await port.close();
  }
};

function planOf({ options }: CommandInput): CommanderPlan {
  const intervalMs = minutesOption(options, 'interval', '--interval') ?? 30 * 60_000;
  return {
    intervalMs,
    maxConcurrent: wholeOption(options, 'maxConcurrent', '--max-concurrent', 1),
    pollMs: millisecondsOption(options, 'poll', '--poll') ?? 5000,
    rediscoverMs: minutesOption(options, 'rediscover', '--rediscover') ?? Math.min(5 * 60_000, intervalMs),
    ...patienceOptions(options),
  };
}

function minutesOption(options: CommandInput['options'], name: string, flag: string): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const minutes = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (!(minutes > 0 && minutes <= MOST_MINUTES))
    throw new BadValue(flag, text, `a number of minutes, at most ${MOST_MINUTES}`);
  return Math.max(1, Math.round(minutes * 60_000));
}

function stateFile({ options }: CommandInput, { environment }: CommandIo, config: Config): string {
  const file = textOption(options, 'state');
  return resolve(environment.cwd, file ?? resolve(config.checks.stateDir, STATE_NAME));
}

// What was remembered is worth little: without it each node waits for its next turn.
function readRecord(file: StateFile, { display }: CommandIo): CommanderRecord {
  try {
    return parseCommanderState(file.read()) ?? new Map();
  } catch (fault) {
    display.notice(`fleetspec: ${describeError(fault)}`);
    return new Map();
  }
}

async function connect(
  input: CommandInput,
  { environment, fleet: overrides }: CommandIo,
  config: Config,
  prepared: PreparedCall,
  signal: AbortSignal,
): Promise<ConnectedPort> {
  const { Fleet } = await import('../../rpc/fleet');
  const collective = textOption(input.options, 'target');
  const { select } = input.options;
  const ddls = select === undefined ? {} : { ddls: await dataDdls(config) };
  const fleet = await Fleet.connect(config, {
    environment,
    ...overrides,
    ...ddls,
    ...(collective !== undefined && { collective }),
    signal,
  });
  const port = new FleetPuppet({
    ways: waysToFind(input, prepared, fleet),
    agent: name => fleet.agent(name),
    discover: prepared.discover,
    timeoutMs: millisecondsOption(input.options, 'timeout', '--timeout') ?? config.rpc.timeoutMs,
    ttl: prepared.call.ttl,
    runOptions: { ...runInputs(input.options), force: true },
    clock: overrides?.clock ?? systemClock,
  });
  return { port, close: () => fleet.close() };
}
