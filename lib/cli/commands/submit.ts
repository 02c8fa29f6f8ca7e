// fleetspec submit: a plugin's result to whom it concerns, or what waits for them.
import { basename, extname } from 'node:path';
import { loadPassive, type PassiveSetup } from '../../config/load_passive';
import type { PassiveTarget } from '../../config/passive_config';
import { SystemExec } from '../../exec/system_exec';
import { STATES, type StateWord } from '../../nagios/plugin_states';
import type { Status } from '../../nagios/status';
import { chooseTarget } from '../../passive/choose_target';
import { Courier, type Delivery } from '../../passive/courier';
import { fillName } from '../../passive/name_template';
import { requireUsableNames } from '../../passive/object_names';
import { objectName, type PassiveResult } from '../../passive/passive_result';
import { runPlugin } from '../../passive/run_plugin';
import { systemClock } from '../../util/clock';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import type { Display } from '../display';
import { BadValue, UsageFault } from '../errors';
import { INTERRUPTED } from '../interruption';
import { flagOption, millisecondsOption, textOption } from '../options';
import { printable } from '../printable';

const PLUGIN_MS = 55_000;
const DELIVER_MS = 10_000;

type Options = CommandInput['options'];

export const run: CommandRun = async (input, io) => {
  const setup = loadPassive(io.environment, textOption(input.options, 'config'));
  for (const warning of setup.warnings) io.display.notice(`fleetspec: ${warning}`);
  const deliverMs = millisecondsOption(input.options, 'deliverTimeout', '--deliver-timeout') ?? DELIVER_MS;
  const stop = stopSignal(io);
  try {
    if (flagOption(input.options, 'flush')) return await flush(input, io, setup, deliverMs, stop.signal);
    return await submit(input, io, setup, deliverMs, stop.signal);
  } finally {
    stop.release();
  }
};

async function submit(
  { args, options }: CommandInput,
  io: CommandIo,
  setup: PassiveSetup,
  deliverMs: number,
  signal: AbortSignal,
): Promise<number> {
  if (args.length === 0) throw new UsageFault('no plugin is named: it goes after "--"', 'submit');
  const target = chooseTarget(setup.passive, textOption(options, 'to'), setup.file);
  // Before the plugin runs: a typing error costs no time.
  const names = namesOf(args[0]!, options, target, setup, io);
  const timeoutMs = millisecondsOption(options, 'timeout', '--timeout') ?? PLUGIN_MS;
  const timeoutStatus = stateOption(options);
  const call = { words: args, timeoutMs, timeoutStatus, environment: io.environment, signal };
  const outcome = await runPlugin(call, new SystemExec(), systemClock);
  if (signal.aborted) return INTERRUPTED;
  const result: PassiveResult = { ...names, ...outcome, checkSource: setup.identity };
  const courier = new Courier(target, setup.passive, { environment: io.environment });
  const delivery = await courier.submit([result], deliverMs, signal);
  tell(delivery, target, io.display);
  if (flagOption(options, 'verbose') && delivery.delivered > 0)
    io.display.notice(
      `fleetspec: ${printable(`${result.status} of ${objectName(result)}`)} delivered to ${target.name}`,
    );
  return delivery.refused.length > 0 ? 1 : 0;
}

function namesOf(
  plugin: string,
  options: Options,
  target: PassiveTarget,
  { identity }: PassiveSetup,
  { environment }: CommandIo,
): Pick<PassiveResult, 'host' | 'service'> {
  const base = basename(plugin, extname(plugin));
  const own = {
    ...{ identity, hostname: environment.hostname },
    ...{ plugin: base, check: base.replace(/^check_/, '') },
  };
  const fill = (template: string): string => fillName(template, { own }, target.kind);
  const hostCheck = flagOption(options, 'hostCheck');
  if (hostCheck && options.service !== undefined)
    throw new UsageFault('a result is about the host itself, or about a service', 'submit');
  const names = {
    host: fill(textOption(options, 'host') ?? target.host ?? '{identity}'),
    service: hostCheck ? undefined : fill(textOption(options, 'service') ?? target.service ?? '{plugin}'),
  };
  requireUsableNames(target.kind, names);
  return names;
}

function stateOption(options: Options): Status {
  const word = textOption(options, 'timeoutState') ?? 'unknown';
  if (!Object.hasOwn(STATES, word))
    throw new BadValue('--timeout-state', word, Object.keys(STATES).join(', '));
  return STATES[word as StateWord];
}

async function flush(
  { args, options }: CommandInput,
  io: CommandIo,
  setup: PassiveSetup,
  deliverMs: number,
  signal: AbortSignal,
): Promise<number> {
  if (args.length > 0) throw new UsageFault('--flush runs no plugin', 'submit');
  const to = textOption(options, 'to');
  const { targets } = setup.passive;
  const chosen =
    to === undefined && targets.size > 0
      ? [...targets.values()]
      : [chooseTarget(setup.passive, to, setup.file)];
  let good = true;
  for (const target of chosen) {
    const courier = new Courier(target, setup.passive, { environment: io.environment });
    const delivery = await courier.flush(deliverMs, signal);
    const { delivered, queued, refused } = delivery;
    io.display.line(
      `${target.name}: ${delivered} delivered, ${queued} waiting${refused.length > 0 ? `, ${refused.length} refused` : ''}`,
    );
    tell(delivery, target, io.display);
    good &&= queued === 0 && refused.length === 0;
  }
  return good ? 0 : 1;
}

function tell(
  { queued, reason, refused, notices }: Delivery,
  { name }: PassiveTarget,
  display: Display,
): void {
  const waiting =
    queued > 0
      ? [`${queued} ${queued === 1 ? 'result waits' : 'results wait'} for ${name} on disk: ${reason}`]
      : [];
  for (const text of [...notices, ...refused, ...waiting]) display.notice(`fleetspec: ${printable(text)}`);
}

// What waits on disk stays there, whenever we are stopped.
function stopSignal({ environment }: CommandIo): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const releases = (['SIGINT', 'SIGTERM'] as const).map(name =>
    environment.onSignal(name, () => controller.abort()),
  );
  return {
    signal: controller.signal,
    release() {
      for (const release of releases) release();
    },
  };
}
