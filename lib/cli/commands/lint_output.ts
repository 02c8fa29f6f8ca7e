// fleetspec lint-output: what the consumers of a plugin's output make of it.
import { CONSUMERS, type Consumer, viewOf } from '../../nagios/lint/lint_output';
import type { PluginOutput } from '../../nagios/lint/plugin_output';
import { didYouMean } from '../../util/did_you_mean';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { BadValue, UsageFault } from '../errors';
import { toJson } from '../json_output';
import { type JudgedView, lintText } from '../lint_text';
import { millisecondsOption, textOption } from '../options';
import { outputOfPlugin, readText } from '../plugin_output_source';

// What Nagios gives a plugin unless it is told otherwise.
const PLUGIN_MS = 60_000;
const READ_ONLY = ['exit', 'stderr'] as const;

export const run: CommandRun = async (input, io) => {
  const chosen = chosenConsumers(input);
  const views = judgedViews(await outputToJudge(input, io), chosen);
  const errors = views.flatMap(({ judged, remarks }) =>
    judged ? remarks.filter(({ weight }) => weight === 'error') : [],
  );
  const { display, environment } = io;
  const ok = errors.length === 0;
  if (input.options.json) display.line(toJson({ ok, views }, environment.stdout.isTTY === true));
  else for (const line of lintText(views, display.columns, display.colour)) display.line(line);
  return ok ? 0 : 1;
};

function chosenConsumers({ options }: CommandInput): readonly Consumer[] | undefined {
  const text = textOption(options, 'for');
  if (text === undefined) return undefined;
  const names = text.split(',').map(name => name.trim().toLowerCase());
  for (const name of names) {
    if ((CONSUMERS as readonly string[]).includes(name)) continue;
    const meant = didYouMean(name, CONSUMERS);
    throw new BadValue('--for', name, meant === undefined ? CONSUMERS.join(', ') : `${meant}, perhaps`);
  }
  return CONSUMERS.filter(consumer => names.includes(consumer));
}

// A plugin for Nagios is no script for Cacti, and is not to blame for that.
function judgedViews(output: PluginOutput, chosen: readonly Consumer[] | undefined): JudgedView[] {
  return (chosen ?? CONSUMERS).map(name => {
    const view = viewOf(name, output);
    const meant = view.state === 'accepted' && !view.remarks.some(({ weight }) => weight === 'error');
    return { name, ...view, judged: chosen !== undefined || name !== 'cacti' || meant };
  });
}

async function outputToJudge(
  { args, options }: CommandInput,
  { environment }: CommandIo,
): Promise<PluginOutput> {
  const dashes = environment.argv.indexOf('--');
  if (dashes >= 0) {
    const words = environment.argv.slice(dashes + 1);
    if (words.length < args.length)
      throw new UsageFault('a file or a plugin is judged, not both', 'lint-output');
    if (words.length === 0) throw new UsageFault('no plugin is named behind "--"', 'lint-output');
    for (const name of READ_ONLY)
      if (options[name] !== undefined)
        throw new UsageFault(`--${name} goes with output from a file`, 'lint-output');
    const timeoutMs = millisecondsOption(options, 'timeout', '--timeout') ?? PLUGIN_MS;
    return outputOfPlugin(words, timeoutMs, environment);
  }
  return readOutput(args, options, environment);
}

async function readOutput(
  args: readonly string[],
  options: CommandInput['options'],
  environment: CommandIo['environment'],
): Promise<PluginOutput> {
  const [file = '-', ...more] = args;
  if (more.length > 0)
    throw new UsageFault('one file is read; a plugin with arguments goes behind "--"', 'lint-output');
  if (file === '-' && environment.stdin.isTTY)
    throw new UsageFault('nothing to judge: name a file, or a plugin behind "--"', 'lint-output');
  const complaint = textOption(options, 'stderr');
  return {
    stdout: await readText(file, environment),
    stderr: complaint === undefined ? '' : await readText(complaint, environment),
    exitCode: exitOption(textOption(options, 'exit')),
  };
}

// A shell says 128 and more of a plugin that a signal ended.
function exitOption(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,3}$/.test(text) || Number(text) > 255)
    throw new BadValue('--exit', text, 'a number from 0 to 255');
  return Number(text);
}
