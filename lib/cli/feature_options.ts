// What the command lines of `check` and `run` have in common: parameters, reports, and the context of a run.
import { loadConfig } from '../config/load_config';
import { Deadline } from '../runner/deadline';
import { REPORT_FORMATS, type ReportFormat } from '../runner/report_format';
import { RunContext } from '../runner/run_context';
import type { CommandInput, CommandIo } from './command';
import { displayLogger } from './display_logger';
import { BadValue } from './errors';
import { flagOption, listOption, millisecondsOption, textOption } from './options';

type Options = CommandInput['options'];

/** The context of a run that must be over in `-t` seconds, or in `defaultSeconds`. Throws BadValue. */
export function runContext(
  { options }: CommandInput,
  { environment, display }: CommandIo,
  defaultSeconds: number,
): RunContext {
  const timeoutMs = millisecondsOption(options, 'timeout', '--timeout');
  const file = textOption(options, 'config');
  const params = paramsOption(options);
  return new RunContext({
    environment,
    deadline: new Deadline({
      seconds: timeoutMs === undefined ? defaultSeconds : timeoutMs / 1000,
      startedAt: environment.startedAt,
    }),
    params,
    loadConfig: () => loadConfig(environment, { role: 'client', ...(file !== undefined && { file }) }),
    ...(flagOption(options, 'verbose') && { logger: displayLogger(display) }),
  });
}

/** `--param name=value`, and `-H` for the parameter `host`. Throws BadValue. */
function paramsOption(options: Options): Record<string, string> {
  const params: Record<string, string> = {};
  const host = textOption(options, 'host');
  if (host !== undefined) params.host = host;
  for (const text of listOption(options, 'param')) {
    const [, name, value] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new BadValue('--param', text, 'name=value');
    params[name] = value!;
  }
  return params;
}

/** Report files by path, and what they hold. */
export function reportsOption(options: Options): Record<string, ReportFormat> {
  const reports: Record<string, ReportFormat> = {};
  for (const format of REPORT_FORMATS) {
    const path = textOption(options, format);
    if (path === undefined) continue;
    // A slip of the hand must not replace the feature by its report.
    if (/\.feature$/.test(path)) throw new BadValue(`--${format}`, path, 'the name of a file to write');
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
