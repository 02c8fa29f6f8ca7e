// fleetspec lint: mistakes in features, told before anything runs.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigNotFound } from '../../config/errors';
import { loadCheckNames } from '../../config/load_check_names';
import type { Environment } from '../../environment';
import type { Finding } from '../../runner/lint/finding';
import { type LintReport, lintFeatures } from '../../runner/lint/lint_features';
import { paint } from '../colour';
import type { CommandInput, CommandRun } from '../command';
import { configBeside, paramsOption, stepsOption } from '../feature_options';
import { toJson } from '../json_output';
import { flagOption, textOption } from '../options';
import { printableLine } from '../printable';

const DEFAULT_PATHS = ['features'];

export const run: CommandRun = async (input, { environment, display }) => {
  const { args, options } = input;
  const paths = args.length > 0 ? args : DEFAULT_PATHS;
  const strict = flagOption(options, 'strict');
  const checks = configuredChecks(input, paths, environment);
  const report = await lintFeatures(
    {
      paths,
      given: paramsOption(options),
      configured: checks?.params ?? {},
      whole: paths.some(path => isFolder(resolve(environment.cwd, path))),
      strict,
      steps: checks?.stepsDir,
      ...stepsOption(options),
    },
    environment,
  );
  const bad = report.findings.filter(({ weight }) => strict || weight === 'error').length;
  if (options.json) {
    display.line(toJson({ ok: bad === 0, ...report }, environment.stdout.isTTY === true));
    return bad === 0 ? 0 : 1;
  }
  for (const finding of report.findings) display.line(findingLine(finding, display.colour));
  display.line(summary(report));
  return bad === 0 ? 0 : 1;
};

// A configuration is not needed to read a feature, but one that is broken should be known.
function configuredChecks({ options }: CommandInput, paths: readonly string[], environment: Environment) {
  const file = textOption(options, 'config') ?? configBeside(paths, options, environment);
  try {
    return loadCheckNames(environment, file);
  } catch (fault) {
    if (fault instanceof ConfigNotFound) return undefined;
    throw fault;
  }
}

function findingLine({ weight, file, line, column, text, rule }: Finding, colour: boolean): string {
  const mark = paint(colour, weight === 'error' ? 'red' : 'yellow', weight);
  return `${printableLine(file)}:${line}:${column}: ${mark}: ${printableLine(text)} [${rule}]`;
}

function summary({ features, scenarios, findings }: LintReport): string {
  const errors = findings.filter(({ weight }) => weight === 'error').length;
  const judged = `${counted(features, 'feature')}, ${counted(scenarios, 'scenario')}`;
  return `${judged}: ${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
