// What the command lines of `check` and `run` have in common: parameters, reports, and the context of a run.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig } from '../config/load_config';
import { Deadline } from '../runner/deadline';
import { SecretOnCommandLine } from '../runner/errors';
import { projectRoot } from '../runner/own_steps/step_project';
import { REPORT_FORMATS, type ReportFormat, STDOUT } from '../runner/report_format';
import { RunContext, type RunContextOptions } from '../runner/run_context';
import { RunRecording } from '../runner/run_recording';
import { Redactor } from '../util/redactor';
import { HIDDEN, isSecretName } from '../util/secret_name';
import type { CommandInput, CommandIo } from './command';
import { displayLogger } from './display_logger';
import { BadValue, UsageFault } from './errors';
import { flagOption, listOption, millisecondsOption, textOption } from './options';

type Options = CommandInput['options'];

const TARGETS = /^(?:\d{1,6}|(?:100|\d{1,2})%)$/;

/** The context of a run that must be over in `-t` seconds, or in `defaultSeconds`. Throws BadValue. */
export function runContext(
  { command, args, options }: CommandInput,
  { environment, display }: CommandIo,
  defaultSeconds: number,
): RunContext {
  const timeoutMs = millisecondsOption(options, 'timeout', '--timeout');
  const file = textOption(options, 'config') ?? configBeside(args, options, environment);
  const params = paramsOption(options);
  const redactor = new Redactor();
  return new RunContext({
    environment,
    deadline: new Deadline({
      seconds: timeoutMs === undefined ? defaultSeconds : timeoutMs / 1000,
      startedAt: environment.startedAt,
    }),
    params,
    paramFiles: listOption(options, 'paramFile'),
    redactor,
    hands: handsOption(options, command),
    ...recordOption(options, environment.cwd, redactor),
    loadConfig: () => loadConfig(environment, { role: 'client', ...(file !== undefined && { file }) }),
    ...(flagOption(options, 'verbose') && { logger: displayLogger(display) }),
  });
}

/** fleetspec.yaml of the project that the features belong to. */
export function configBeside(
  paths: readonly string[],
  options: Options,
  environment: CommandIo['environment'],
): string | undefined {
  if (environment.env.FLEETSPEC_CONFIG) return undefined;
  const root = projectRoot(textOption(options, 'steps') ?? paths[0] ?? '.', environment);
  const file = root && join(root, 'fleetspec.yaml');
  return file && existsSync(file) ? file : undefined;
}

/** `steps` of a run, when a folder is named. */
export function stepsOption(options: Options): { steps?: string } {
  const steps = textOption(options, 'steps');
  return steps === undefined ? {} : { steps };
}

/** `--act`, `--plan` and `--max-targets`. Throws BadValue and UsageFault. */
function handsOption(options: Options, command: string): NonNullable<RunContextOptions['hands']> {
  const act = flagOption(options, 'act');
  const plan = flagOption(options, 'plan') || flagOption(options, 'planJson');
  if (act && plan) throw new UsageFault('--plan changes nothing, so --act cannot be with it', command);
  const maxTargets = textOption(options, 'maxTargets');
  if (maxTargets !== undefined && !TARGETS.test(maxTargets))
    throw new BadValue('--max-targets', maxTargets, 'a number of hosts, or a percentage such as 10%');
  const acting = plan ? 'planned' : act ? 'allowed' : 'refused';
  return { acting, maxTargets, byFleetOnly: flagOption(options, 'byFleetOnly'), journal: true };
}

/** The recording of `--record`, begun. Throws BadValue and RecordingNotWritten. */
function recordOption(options: Options, cwd: string, redactor: Redactor): { recording?: RunRecording } {
  const path = textOption(options, 'record');
  if (path === undefined) return {};
  if (/\.feature$/.test(path)) throw new BadValue('--record', path, 'the name of a file to write');
  return { recording: new RunRecording(resolve(cwd, path), line => redactor.text(line)) };
}

/** `--param name=value`, and `-H` for the parameter `host`. Throws BadValue and SecretOnCommandLine. */
export function paramsOption(options: Options): Record<string, string> {
  const params: Record<string, string> = {};
  const host = textOption(options, 'host');
  if (host !== undefined) params.host = host;
  for (const text of listOption(options, 'param')) {
    const [, name, value] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new BadValue('--param', isSecretName(text) ? HIDDEN : text, 'name=value');
    if (isSecretName(name)) throw new SecretOnCommandLine(name);
    params[name] = value!;
  }
  return params;
}

/** Report files by path, and what they hold; `-` for standard output, where something may be printed there. */
export function reportsOption(options: Options, stdout: 'taken' | 'free'): Record<string, ReportFormat> {
  const reports: Record<string, ReportFormat> = {};
  for (const format of REPORT_FORMATS) {
    const path = textOption(options, format);
    if (path === undefined) continue;
    // A slip of the hand must not replace the feature by its report.
    if (/\.feature$/.test(path)) throw new BadValue(`--${format}`, path, 'the name of a file to write');
    if (path === STDOUT && stdout === 'taken')
      throw new BadValue(
        `--${format}`,
        path,
        'a file: standard output has the line for the monitoring system',
      );
    if (Object.hasOwn(reports, path))
      throw new BadValue(`--${format}`, path, 'each report a file of its own');
    reports[path] = format;
  }
  return reports;
}

/** `tags` of a run, when there are some. */
export function tagsOption(options: Options): { tags?: string } {
  const tags = textOption(options, 'tags');
  return tags === undefined ? {} : { tags };
}
