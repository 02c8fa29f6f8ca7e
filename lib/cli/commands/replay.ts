// fleetspec replay: the features of a recording once more, on what was answered then.
import { resolve } from 'node:path';
import { formatAnswer } from '../../nagios/output';
import { EXIT_CODE } from '../../nagios/status';
import { readRecording } from '../../recording/recording_file';
import { statusOf } from '../../runner/outcome';
import { pluginAnswer } from '../../runner/plugin_answer';
import { replay } from '../../runner/replay';
import { firstLine } from '../../runner/run_recording';
import type { CommandRun } from '../command';
import { flagOption, textOption } from '../options';
import { progressLines } from '../progress_lines';

export const run: CommandRun = async ({ args, options }, { environment, display }) => {
  const [file = '', ...paths] = args;
  const recording = readRecording(resolve(environment.cwd, file));
  const progress = flagOption(options, 'verbose')
    ? (event: Parameters<typeof progressLines>[0]): void => {
        for (const line of progressLines(event, display.colour)) display.notice(line);
      }
    : undefined;
  const steps = textOption(options, 'steps');
  const outcome = await replay({ environment, recording, paths, steps, ...(progress && { progress }) });
  const answer = pluginAnswer(outcome);
  const remark = paths.length === 0 ? [comparison(recording.end, firstLine(outcome))] : [];
  display.line(formatAnswer({ ...answer, details: [...remark, ...(answer.details ?? [])] }));
  return EXIT_CODE[statusOf(outcome)];
};

function comparison(end: { readonly text: string } | undefined, now: string): string {
  if (!end) return 'the recorded run was cut off, so its end is not known';
  return end.text === now ? 'as recorded' : `not as recorded, which was: ${end.text}`;
}
