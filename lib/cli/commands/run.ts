// fleetspec run: features with every step shown, for the person at the terminal and for acceptance runs.
import { formatAnswer, plainLine } from '../../nagios/output';
import { EXIT_CODE } from '../../nagios/status';
import { type RunOutcome, statusOf } from '../../runner/outcome';
import { pluginAnswer } from '../../runner/plugin_answer';
import { STDOUT } from '../../runner/report_format';
import { runFeatures } from '../../runner/run_features';
import { verdictTable } from '../../runner/verdict_table';
import { type Colour, paint } from '../colour';
import type { CommandRun } from '../command';
import type { Display } from '../display';
import { reportsOption, runContext, stepsOption, tagsOption } from '../feature_options';
import { progressLines } from '../progress_lines';

const DEFAULT_SECONDS = 3600;
const DEFAULT_PATHS = ['features'];
// Selftests block and unblock made-up addresses on whatever fleet they meet: only for who asks for them.
const DEFAULT_TAGS = 'not @selftest';

const COLOURS: Readonly<Record<string, Colour>> = {
  OK: 'green',
  WARNING: 'yellow',
  UNKNOWN: 'yellow',
  CRITICAL: 'red',
};

export const run: CommandRun = async (input, io) => {
  const { environment, display } = io;
  const reports = reportsOption(input.options, 'free');
  const context = runContext(input, io, DEFAULT_SECONDS);
  // A report on standard output is alone there.
  const printing = !Object.hasOwn(reports, STDOUT);
  const outcome = await runFeatures({
    environment,
    context,
    paths: input.args.length > 0 ? input.args : DEFAULT_PATHS,
    progress: event => {
      if (context.hands.planning || !printing) return;
      for (const line of progressLines(event, display.colour)) display.line(line);
    },
    reports,
    tags: DEFAULT_TAGS,
    ...tagsOption(input.options),
    ...stepsOption(input.options),
  });
  for (const warning of context.warnings) display.notice(`fleetspec: ${warning}`);
  if (context.hands.planning)
    return (await import('../plan_report')).tellPlan(outcome, context, input.options, display);
  if (!printing) return EXIT_CODE[statusOf(outcome)];
  tellVerdicts(outcome, display);
  for (const path of Object.keys(reports)) display.line(`report: ${path}`);
  return EXIT_CODE[statusOf(outcome)];
};

function tellVerdicts(outcome: RunOutcome, display: Display): void {
  display.line();
  for (const { verdict, text, scenario } of verdictTable(outcome.scenarios)) {
    display.line(`${paint(display.colour, COLOURS[scenario.status]!, verdict)}  ${text}`);
    for (const detail of severalOf(scenario.details)) display.line(`    ${plainLine(detail)}`);
  }
  for (const { text } of outcome.undone) display.line(plainLine(text));
  for (const remark of outcome.remarks ?? []) display.line(plainLine(`remark: ${remark}`));
  const { status, subject, text } = pluginAnswer(outcome);
  display.line();
  display.line(paint(display.colour, COLOURS[status]!, formatAnswer({ status, subject, text })));
}

// One host is told in the reason already.
const severalOf = (details: readonly string[] = []): readonly string[] => (details.length > 1 ? details : []);
