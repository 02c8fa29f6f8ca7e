// The options of roll-outs, read before anything is connected.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type FailureLimit, parseFailureLimit } from '../../rollout/failure_limit';
import type { CommandInput, CommandIo } from '../command';
import { BadValue, UsageFault } from '../errors';
import { flagOption, listOption, millisecondsOption, textOption } from '../options';
import { runInputs } from './run_words';

type Options = CommandInput['options'];

export interface RunAllOptions {
  readonly concurrency: number;
  readonly canaries: number;
  readonly maxFailures: FailureLimit | undefined;
  readonly pollMs: number;
  readonly patienceMs: number;
  readonly runTimeoutMs: number;
  readonly gate:
    | { readonly feature: string; readonly intervalMs: number; readonly timeoutMs: number }
    | undefined;
  readonly rerunMs: number | undefined;
  /** A whole path. */
  readonly state: string | undefined;
  readonly anew: boolean;
  readonly retryFailed: boolean;
  readonly runOptions: Readonly<Record<string, string | boolean>>;
}

/** Throws UsageFault and BadValue. */
export function runAllOptions({ args, options }: CommandInput, io: CommandIo): RunAllOptions {
  const [count, ...more] = args;
  if (count === undefined)
    throw new UsageFault('runall needs to know how many nodes may run at once', 'puppet');
  if (more.length > 0) throw new UsageFault(`runall takes one number, not "${more[0]}"`, 'puppet');
  const state = textOption(options, 'state');
  if (state === undefined && (flagOption(options, 'new') || flagOption(options, 'retryFailed')))
    throw new UsageFault('--new and --retry-failed are about a --state FILE', 'puppet');
  return {
    concurrency: wholeNumber('N', count, 1),
    canaries: wholeOption(options, 'canary', '--canary', 1) ?? 0,
    maxFailures: failureLimit(textOption(options, 'maxFailures')),
    pollMs: millisecondsOption(options, 'poll', '--poll') ?? 1000,
    ...patienceOptions(options),
    gate: gateOption(options, io),
    rerunMs: millisecondsOption(options, 'rerun', '--rerun', 0),
    state: state === undefined ? undefined : resolve(io.environment.cwd, state),
    anew: flagOption(options, 'new'),
    retryFailed: flagOption(options, 'retryFailed'),
    runOptions: { ...runInputs(options), force: true },
  };
}

/** Throws BadValue. */
export function patienceOptions(options: Options): { patienceMs: number; runTimeoutMs: number } {
  return {
    patienceMs: millisecondsOption(options, 'patience', '--patience') ?? 60_000,
    runTimeoutMs: millisecondsOption(options, 'runTimeout', '--run-timeout') ?? 3_600_000,
  };
}

/** Throws BadValue. */
export function wholeOption(options: Options, name: string, flag: string, least: number): number | undefined {
  const text = textOption(options, name);
  return text === undefined ? undefined : wholeNumber(flag, text, least);
}

function wholeNumber(flag: string, text: string, least: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  if (number < least) throw new BadValue(flag, text, `a whole number from ${least}`);
  return number;
}

function failureLimit(text: string | undefined): FailureLimit | undefined {
  if (text === undefined) return undefined;
  const limit = parseFailureLimit(text);
  if (!limit) throw new BadValue('--max-failures', text, 'a number of nodes, or a percentage such as 5%');
  return limit;
}

function gateOption(options: Options, { environment }: CommandIo): RunAllOptions['gate'] {
  const feature = textOption(options, 'gate');
  const intervalMs = millisecondsOption(options, 'gateInterval', '--gate-interval') ?? 30_000;
  const timeoutMs = millisecondsOption(options, 'gateTimeout', '--gate-timeout') ?? 600_000;
  if (feature === undefined) {
    if (listOption(options, 'gateParam').length > 0)
      throw new UsageFault('--gate-param is about a --gate FEATURE', 'puppet');
    return undefined;
  }
  // A gate that is not there would hold for ever, and say why only then.
  if (!existsSync(resolve(environment.cwd, feature.replace(/(:\d+)+$/, ''))))
    throw new BadValue('--gate', feature, 'a feature file that is there');
  return { feature, intervalMs, timeoutMs };
}
