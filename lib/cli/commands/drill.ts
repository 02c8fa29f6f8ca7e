// fleetspec drill: what a check sleeps through.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Recording } from '../../recording/recording';
import { readRecording } from '../../recording/recording_file';
import { type DrillFinding, type DrillReport, drill, isWell } from '../../runner/drill';
import { runFeatures } from '../../runner/run_features';
import { firstLine } from '../../runner/run_recording';
import { paint } from '../colour';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { startDemoFleet } from '../demo_fleet';
import { CLIENTS } from '../demo_hosts';
import type { Display } from '../display';
import { UsageFault } from '../errors';
import { runContext, tagsOption } from '../feature_options';
import { toJson } from '../json_output';
import { flagOption, textOption } from '../options';

const COULD_NOT = 3;
const RECORDING_SECONDS = 60;

export const run: CommandRun = async (input, io) => {
  const { environment, display } = io;
  const file = textOption(input.options, 'recording');
  if (file === undefined && input.args.length === 0)
    throw new UsageFault('nothing to drill: name a feature, or a recording with --recording', 'drill');
  const recording =
    file === undefined ? await recordOnDemoFleet(input, io) : readRecording(resolve(environment.cwd, file));
  const paths = file === undefined ? [] : input.args;
  const report = await drill(recording, environment, { paths, steps: textOption(input.options, 'steps') });
  if (flagOption(input.options, 'json')) tellJson(report, io);
  else tell(report, display, flagOption(input.options, 'verbose'));
  if (!isWell(report.baseline) || report.findings.length === 0) return COULD_NOT;
  return report.findings.some(({ result }) => result === 'slept') ? 1 : 0;
};

/** On emulated nodes, where many clients run and the master copes: so that conditions hold. */
async function recordOnDemoFleet(input: CommandInput, io: CommandIo): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-drill-'));
  const record = join(folder, 'drill.rec');
  const demo = await startDemoFleet(io.environment, folder);
  try {
    for (const identity of CLIENTS) demo.fleet.host(identity).setPuppet('applying');
    const options = { ...input.options, config: demo.configFile, record, act: true, byFleetOnly: true };
    const context = runContext({ ...input, options }, io, RECORDING_SECONDS);
    await runFeatures({
      environment: io.environment,
      context,
      paths: input.args,
      ...tagsOption(input.options),
    });
    return readRecording(record);
  } finally {
    await demo.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell({ baseline, findings }: DrillReport, display: Display, verbose: boolean): void {
  if (!isWell(baseline)) {
    display.line(`the check is not well to begin with: ${firstLine(baseline)}`);
    display.line('drill it where every scenario passes and applies');
    return;
  }
  const shown = findings.filter(({ result }) => verbose || result === 'slept');
  for (const finding of shown) display.line(findingLine(finding, display));
  const count = (result: DrillFinding['result']): number =>
    findings.filter(one => one.result === result).length;
  const [noticed, slept] = [count('noticed') + count('tolerated'), count('slept')];
  if (noticed + slept === 0) display.line('the check asks nothing that could be disturbed');
  else display.line(`${noticed + slept} disturbances: ${noticed} noticed, ${slept} slept through`);
}

const MARKS = {
  noticed: 'noticed  ',
  tolerated: 'tolerated',
  slept: 'SLEPT    ',
  unused: 'unused   ',
} as const;

function findingLine({ disturbance, result, hosts, status, text }: DrillFinding, display: Display): string {
  const mark = paint(display.colour, result === 'slept' ? 'red' : 'green', MARKS[result]);
  const who = hosts.length === 0 ? '' : ` on ${hosts.length === 1 ? hosts[0] : `${hosts.length} hosts`}`;
  const answer = result === 'unused' ? 'the check does not look at it' : status === 'OK' ? text : status;
  return `${mark}  ${disturbance.question}: ${disturbance.what}${who}: ${answer}`;
}

function tellJson({ baseline, findings }: DrillReport, { display, environment }: CommandIo): void {
  const report = {
    baseline: firstLine(baseline),
    well: isWell(baseline),
    findings: findings.map(({ disturbance, ...rest }) => ({ ...disturbance, ...rest })),
  };
  display.line(toJson(report, environment.stdout.isTTY === true));
}
