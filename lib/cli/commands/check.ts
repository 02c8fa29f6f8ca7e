// fleetspec check: a feature as a plugin of Nagios and Icinga. Whatever happens, one answer in time.
import { formatAnswer } from '../../nagios/output';
import { EXIT_CODE } from '../../nagios/status';
import { type RunOutcome, statusOf } from '../../runner/outcome';
import { pluginAnswer } from '../../runner/plugin_answer';
import { runFeatures } from '../../runner/run_features';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import type { Display } from '../display';
import { UsageFault } from '../errors';
import { reportsOption, runContext, stepsOption, tagsOption } from '../feature_options';
import { flagOption } from '../options';
import { outputStyle } from '../output_style';
import type { Submission } from '../submit_features';

// Nagios ends a check after 60 s, without a word about why.
const DEFAULT_SECONDS = 55;

export const run: CommandRun = async (input, io) => {
  const { environment, display } = io;
  environment.silenceWarnings?.();
  // What goes wrong after the run must not end the program with a stack trace before it has answered.
  const stopIgnoring = environment.onFault?.(() => {});
  try {
    const style = outputStyle(input.options);
    const reports = reportsOption(input.options, 'taken');
    const submission = await submissionOf(input, io);
    const context = runContext(input, io, DEFAULT_SECONDS);
    const outcome = await runFeatures({
      environment,
      context,
      paths: input.args,
      reports,
      ...tagsOption(input.options),
      ...stepsOption(input.options),
    });
    if (flagOption(input.options, 'verbose')) tellMore(outcome, context.warnings, display);
    if (context.hands.planning)
      return (await import('../plan_report')).tellPlan(outcome, context, input.options, display);
    const { outcome: told, details } = (await submission?.(outcome, context)) ?? { outcome, details: [] };
    const answer = pluginAnswer(told);
    display.line(formatAnswer({ ...answer, details: [...details, ...(answer.details ?? [])] }, style));
    return EXIT_CODE[statusOf(told)];
  } finally {
    stopIgnoring?.();
  }
};

// Passive results: the code for them is loaded only when some are to be sent.
async function submissionOf(input: CommandInput, io: CommandIo): Promise<Submission | undefined> {
  const { submit, submitEach, submitHost, submitService } = input.options;
  if (submit !== undefined) return (await import('../submit_features')).prepareSubmission(input, io);
  if ([submitEach, submitHost, submitService].every(value => value === undefined)) return undefined;
  throw new UsageFault('it is not said where results go: add --submit TARGET', 'check');
}

// Stderr is for people: some monitoring wrappers take a word on it for a failure.
function tellMore({ scenarios, problems }: RunOutcome, warnings: readonly string[], display: Display): void {
  for (const warning of warnings) display.notice(`fleetspec: ${warning}`);
  for (const { stack } of [...problems, ...scenarios]) if (stack) display.notice(stack);
}
