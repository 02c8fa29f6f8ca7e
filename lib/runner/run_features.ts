// Runs feature files in this process and tells how they went, always before the deadline and never by throwing.
import { isAbsolute, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { isActing } from '../../support/acting';
import { isArrangement } from '../../support/arrangement';
import {
  type Envelope,
  type IRunOptions,
  loadRunCucumber,
  type SupportLibrary,
} from '../../support/cucumber';
import { prepareReports } from '../../support/report_formats';
import { enterRun, leaveRun } from '../../support/run_registry';
import type { Environment } from '../environment';
import { HIDDEN } from '../util/secret_name';
import { VERSION } from '../version';
import { BadTagExpression, NothingToRun, ReportNotWritten, StrayFault } from './errors';
import { requireFeatureFiles } from './feature_files';
import { type Problem, problemOf, type RunOutcome } from './outcome';
import { OutcomeCollector } from './outcome_collector';
import { loadSteps } from './own_steps';
import type { ProgressListener } from './progress';
import { ReportWatch, requireWritable } from './report_files';
import { cucumberReports, ownReports, printedReport, type Reports, reportFiles } from './report_format';
import type { RunContext } from './run_context';
import { underWatch } from './sentinel';
import { withMore } from './support_library';

export interface FeatureRun {
  readonly environment: Environment;
  readonly context: RunContext;
  /** Files, `file:line`, or folders. */
  readonly paths: readonly string[];
  readonly tags?: string;
  /** Told of every scenario and step as it happens. */
  readonly progress?: ProgressListener;
  /** Report files by path. */
  readonly reports?: Reports;
  /** Folder with steps of their own, instead of the one above the features. */
  readonly steps?: string | undefined;
  /** Steps and hooks besides our own. */
  readonly moreSteps?: SupportLibrary;
  /** How a file is called, default as it was given. */
  readonly show?: (uri: string) => string;
}

// Cucumber's complaints, in characters.
const COMPLAINTS = 2000;

export async function runFeatures(run: FeatureRun): Promise<RunOutcome> {
  const outcome = await reported(run, run.context.redactor.data(await runAll(run)));
  const fault = run.context.recording?.end(outcome);
  return fault === undefined ? outcome : { ...outcome, problems: [...outcome.problems, problemOf(fault)] };
}

async function reported(run: FeatureRun, outcome: RunOutcome): Promise<RunOutcome> {
  const { environment, context, reports } = run;
  if (ownReports(reports).length === 0) return outcome;
  const { writeReports } = await import('./reports/write_reports');
  const origin = { endedAt: context.wallClock(), version: VERSION };
  return writeReports(reports, outcome, { environment, origin, clean: text => context.redactor.text(text) });
}

async function runAll(run: FeatureRun): Promise<RunOutcome> {
  const { context, environment } = run;
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  try {
    requireFeatureFiles(run.paths, environment.cwd);
    requireWritable(reportFiles(run.reports), environment.cwd);
    // Read now: a broken configuration is one problem, not one of every scenario.
    void context.config;
    void context.waivers;
    beginRecording(run);
    const collector = await underWatch(environment, context.deadline, () => drive(run));
    return { ...collected(run, collector), elapsedSeconds: elapsed() };
  } catch (fault) {
    return { ...collected(run), problems: [problemOf(fault)], elapsedSeconds: elapsed() };
  } finally {
    await context.close();
  }
}

function beginRecording({ context, environment, paths, tags }: FeatureRun): void {
  const { config, deadline, recording, secrets, hands } = context;
  // A recording that is played needs them to have some value.
  const hidden = Object.fromEntries(Object.keys(secrets).map(name => [name, HIDDEN]));
  const params = { ...context.params, ...hidden };
  const { cwd } = environment;
  const { acting } = hands;
  recording?.begin({ cwd, paths, tags, params, acting, seconds: deadline.seconds, checks: config.checks });
}

async function drive(run: FeatureRun): Promise<OutcomeCollector> {
  const { context } = run;
  const steps = run.steps ?? context.config.checks.stepsDir;
  const ours = await loadSteps({ paths: run.paths, steps }, run.environment);
  const library = run.moreSteps ? withMore(ours, run.moreSteps) : ours;
  const collector = new OutcomeCollector(context, {
    definitions: library.stepDefinitions,
    show: run.show ?? naming(run),
    progress: run.progress && (event => run.progress!(run.context.redactor.data(event))),
    arranging: idsOf(library, isArrangement),
    acting: idsOf(library, isActing),
  });
  await context.undoLeftovers();
  const well = await Promise.race([execute(run, library, collector), context.deadline.due]);
  if (context.deadline.signal.aborted || !well) await context.undoChanges();
  else context.undo.leaveAsIs();
  context.tellUnfinishedUndo();
  return collector;
}

function idsOf({ stepDefinitions }: SupportLibrary, is: (body: unknown) => boolean): ReadonlySet<string> {
  return new Set(stepDefinitions.filter(step => is(step.unwrappedCode)).map(step => step.id));
}

/** Who gives whole paths is answered with whole paths: relative to a daemon's directory they would say nothing. */
function naming({ paths, environment }: FeatureRun): (uri: string) => string {
  return paths.some(isAbsolute) ? uri => resolve(environment.cwd, uri) : uri => uri;
}

function collected(run: FeatureRun, collector?: OutcomeCollector): Omit<RunOutcome, 'elapsedSeconds'> {
  const { metrics, undone, remarks } = run.context;
  if (!collector)
    return { subject: run.paths.join(' '), scenarios: [], problems: [], metrics, undone, remarks };
  const { features, scenarios, problems } = collector;
  const subject = features.length > 1 ? `${features.length} features` : (features[0] ?? run.paths.join(' '));
  const missing = scenarios.length + problems.length === 0 ? [problemOf(whyNothing(run))] : [];
  const stray = strayFault(run, [...problems, ...missing, ...scenarios]);
  return { subject, scenarios, problems: [...problems, ...missing, ...stray], metrics, undone, remarks };
}

/** A fault outside of any step that no scenario tells of: it came when all of them had been judged. */
function strayFault({ context }: FeatureRun, told: readonly { readonly reason?: string }[]): Problem[] {
  const { reason } = context.deadline.signal;
  if (!(reason instanceof StrayFault)) return [];
  const problem = problemOf(reason);
  return told.some(one => one.reason?.includes(problem.reason)) ? [] : [problem];
}

/** Nothing run is nothing known. */
function whyNothing({ context, paths, tags }: FeatureRun): unknown {
  return context.deadline.signal.reason ?? new NothingToRun(paths, tags);
}

/** False when the run itself went wrong. */
async function execute(
  run: FeatureRun,
  support: SupportLibrary,
  collector: OutcomeCollector,
): Promise<boolean> {
  const { cwd, env } = run.environment;
  const complaints = new Collected();
  const key = enterRun(run.context);
  try {
    const runCucumber = loadRunCucumber();
    const files = cucumberReports(run.reports);
    const printed = printedReport(run.reports);
    run.context.evidence.wanted = printed !== undefined || Object.keys(files).length > 0;
    prepareReports([...Object.values(files), ...(printed ? [printed] : [])]);
    const streams = {
      stdout: printed ? passedOn(run.environment.stdout) : new Collected(),
      stderr: complaints,
    };
    // Cucumber types them as the process's own; it does no more than write.
    const io = { cwd, env, ...streams } as unknown as Parameters<typeof runCucumber>[1];
    const reports = new ReportWatch(Object.keys(files), () => complaints.text);
    const running = runCucumber(optionsFor(run, support, key), io, message => {
      keepSecrets(message, run.context);
      collector.onMessage(message);
      if (message.testRunFinished) reports.expect();
    });
    await Promise.race([running, reports.overdue]);
    reports.stop();
    return true;
  } catch (fault) {
    collector.addProblem(tagFault(run, fault) ?? reportFault(run, fault) ?? fault);
    return false;
  } finally {
    leaveRun(key);
  }
}

function optionsFor(run: FeatureRun, support: SupportLibrary, key: string): IRunOptions {
  return {
    sources: {
      paths: [...run.paths],
      defaultDialect: 'en',
      names: [],
      order: 'defined',
      tagExpression: run.tags ?? '',
    },
    support,
    runtime: {
      dryRun: false,
      failFast: false,
      filterStacktraces: true,
      parallel: 0,
      retry: 0,
      retryTagFilter: '',
      strict: true,
      worldParameters: { run: key },
    },
    // Of the formats that must be there, messages into nowhere cost the least.
    formats: {
      stdout: printedReport(run.reports) ?? 'message',
      files: cucumberReports(run.reports),
      publish: false,
      options: {},
    },
  };
}

// Cucumber wraps what its tag parser throws.
function tagFault(run: FeatureRun, fault: unknown): unknown {
  const cause = fault instanceof Error ? (fault.cause ?? fault) : fault;
  return run.tags && cause instanceof Error && /tag expression/i.test(cause.message)
    ? new BadTagExpression(run.tags, cause)
    : undefined;
}

// Of its streams Cucumber tells what Node says when they are ended.
const STREAM_FAULTS = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EPIPE', 'ERR_STREAM_DESTROYED'];

function reportFault({ reports }: FeatureRun, fault: unknown): unknown {
  const { code = '', message = '' } = fault as { code?: string; message?: string };
  const paths = Object.keys(cucumberReports(reports));
  if (paths.length === 0 || !STREAM_FAULTS.includes(code)) return undefined;
  const why = code === 'ERR_STREAM_DESTROYED' ? 'it takes no more, perhaps the disk is full' : message;
  return new ReportNotWritten(paths.join(', '), new Error(why));
}

// What steps threw, logged and attached, before any formatter has it: the scenarios themselves hold no secrets.
function keepSecrets(message: Envelope, { redactor }: RunContext): void {
  if (message.testStepFinished) redactor.inPlace(message.testStepFinished);
  if (message.testRunHookFinished) redactor.inPlace(message.testRunHookFinished);
  if (message.testRunFinished) redactor.inPlace(message.testRunFinished);
  const { attachment } = message;
  if (!attachment) return;
  if (attachment.contentEncoding !== 'BASE64') redactor.inPlace(attachment);
  else attachment.body = redactor.base64(attachment.body);
}

// The process's own must not be ended.
function passedOn(stdout: NodeJS.WritableStream): Writable {
  return new Writable({ write: (chunk, _encoding, done) => void stdout.write(chunk, () => done()) });
}

/** A stream into a short text. */
class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    if (this.text.length < COMPLAINTS) this.text += chunk.toString();
    done();
  }
}
