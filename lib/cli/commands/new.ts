// fleetspec new: a feature, a project or an agent to start from.
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { packageRoot } from '../../package_root';
import { lintFeatures } from '../../runner/lint/lint_features';
import { draftFeature, type NewCheck, sentencesToStartFrom } from '../../runner/new_check';
import type { StepEntry } from '../../runner/step_catalogue';
import { findSteps, listSteps } from '../../runner/step_listing';
import { didYouMean } from '../../util/did_you_mean';
import { makeFolder } from '../../util/make_folder';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { BadValue, NotOverwritten, UsageFault } from '../errors';
import { paramsOption, stepsOption } from '../feature_options';
import { newAgent } from '../new/new_agent';
import { textOption } from '../options';
import { printableLine } from '../printable';

const EXAMPLE = 'examples/own_checks';
const MOST_OFFERED = 15;

export const run: CommandRun = async (input, io) => {
  const [what, name, ...more] = input.args as [string, string, ...string[]];
  if (more.length > 0) throw new UsageFault(`one name is enough, and "${more[0]}" is one more`, 'new');
  if (what === 'project') return newProject(name, io);
  if (what === 'check') return newCheck(name, input, io);
  if (what === 'agent') return newAgent(name, textOption(input.options, 'folder') ?? 'agents', io);
  const meant = didYouMean(what, ['check', 'project', 'agent']);
  const help = meant === undefined ? '' : `, did you mean ${meant}?`;
  throw new UsageFault(`new makes a check, a project or an agent, no ${what}${help}`, 'new');
};

function newProject(name: string, { environment, display }: CommandIo): number {
  const folder = resolve(environment.cwd, name);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new NotOverwritten(name);
  makeFolder(folder);
  cpSync(join(packageRoot(), EXAMPLE), folder, { recursive: true, errorOnExist: true, force: false });
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.\w+$/.test(file)) display.line(join(name, file));
  display.line();
  display.line('Next: put your broker and key into fleetspec.yaml, then');
  display.line(`  cd ${name} && fleetspec lint && fleetspec run`);
  return 0;
}

async function newCheck(name: string, input: CommandInput, io: CommandIo): Promise<number> {
  const { environment, display } = io;
  if (!/^\w[\w-]{0,99}$/.test(name)) throw new BadValue('NAME', name, 'letters, digits, _ and -');
  const path = join(textOption(input.options, 'folder') ?? 'features', `${name}.feature`);
  const file = resolve(environment.cwd, path);
  if (existsSync(file)) throw new NotOverwritten(path);
  const { text, lost } = draftFeature(await askedFor(name, input, io));
  if (lost[0] !== undefined)
    throw new BadValue('--param', lost[0], 'a parameter whose value stands in the sentence');
  makeFolder(resolve(file, '..'));
  // Whoever was quicker is not overwritten either.
  writeFileSync(file, text, { flag: 'wx' });
  display.line(path);
  return judged(file, path, input, io);
}

async function judged(file: string, path: string, { options }: CommandInput, io: CommandIo): Promise<number> {
  const question = {
    paths: [file],
    given: paramsOption(options),
    configured: {},
    whole: false,
    strict: true,
  };
  const { findings } = await lintFeatures({ ...question, ...stepsOption(options) }, io.environment);
  for (const { line, column, weight, text } of findings)
    io.display.line(`${path}:${line}:${column}: ${weight}: ${printableLine(text)}`);
  if (findings.some(({ weight }) => weight === 'error')) return 1;
  const params = Object.entries(paramsOption(options)).map(([name, value]) => ` --param ${name}=${value}`);
  io.display.line(`Next: fleetspec check ${relative(io.environment.cwd, file)}${params.join('')}`);
  return 0;
}

async function askedFor(name: string, input: CommandInput, io: CommandIo): Promise<NewCheck> {
  const { options } = input;
  const severity = textOption(options, 'severity') ?? 'critical';
  if (severity !== 'critical' && severity !== 'warning')
    throw new BadValue('--severity', severity, 'critical or warning');
  const ask = asker(io);
  try {
    const step = await chosenStep(textOption(options, 'about'), input, io, ask);
    const wordFor = async (word: string, option: string, question: string): Promise<string | undefined> => {
      const given = textOption(options, option);
      if (step.words.includes(word)) return given ?? (await ask?.(question));
      if (given !== undefined) throw new BadValue(`--${option}`, given, `a sentence that has ${option}`);
      return undefined;
    };
    const hosts = await wordFor('claim', 'hosts', 'Which hosts (with class role::web, of "group")? ');
    const limit = await wordFor('comparison', 'limit', 'Which limit (below 4, at least 80 %)? ');
    return {
      ...{ name, step, severity, params: paramsOption(options) },
      ...{ hosts: hosts || undefined, limit: limit || undefined },
    };
  } finally {
    ask?.close();
  }
}

type Ask = ((question: string) => Promise<string>) & { close(): void };

// Questions are for a person at a terminal; a script is told what is missing.
function asker({ environment: { stdin, stderr } }: CommandIo): Ask | undefined {
  if (!stdin.isTTY) return undefined;
  const lines = createInterface({ input: stdin });
  const answers = lines[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    stderr.write(question);
    const { value, done } = await answers.next();
    return done ? '' : value.trim();
  };
  return Object.assign(ask, { close: () => lines.close() });
}

async function chosenStep(
  about: string | undefined,
  { options }: CommandInput,
  { environment, display }: CommandIo,
  ask: Ask | undefined,
): Promise<StepEntry> {
  const { groups } = await listSteps({ paths: ['.'], ...stepsOption(options) }, environment);
  const words = about ?? (await ask?.('What is it about (load average, service, dns)? '));
  if (words === undefined) throw new UsageFault('it is not said what to check: add --about WORDS', 'new');
  const found = sentencesToStartFrom(findSteps(groups, words.split(/\s+/).filter(Boolean)));
  const [only] = found;
  if (!only) throw new BadValue('--about', words, 'words of a sentence that `fleetspec steps` lists');
  if (found.length === 1 || !ask) return only;
  const offered = found.slice(0, MOST_OFFERED);
  for (const [at, { phrase }] of offered.entries()) display.notice(`${at + 1}. ${phrase}`);
  const number = Number(await ask(`Which sentence (1 to ${offered.length})? `));
  return offered[number - 1] ?? only;
}
