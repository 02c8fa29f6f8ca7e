// Runs feature files in this process and tells how they went, always before the deadline and never by throwing.
import { isAbsolute, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { isArrangement } from '../../support/arrangement';
import { type IRunOptions, loadRunCucumber, type SupportLibrary } from '../../support/cucumber';
import { prepareReports } from '../../support/report_formats';
import { enterRun, leaveRun } from '../../support/run_registry';
import type { Environment } from '../environment';
import { BadTagExpression, NothingToRun } from './errors';
import { requireFeatureFiles } from './feature_files';
import { problemOf, type RunOutcome } from './outcome';
import { OutcomeCollector } from './outcome_collector';
import type { ProgressListener } from './progress';
import { ReportWatch, requireWritable } from './report_files';
import type { ReportFormat } from './report_format';
import type { RunContext } from './run_context';
import { underWatch } from './sentinel';
import { loadSupportLibrary, withMore } from './support_library';

export interface FeatureRun {
  readonly environment: Environment;
  readonly context: RunContext;
  /** Files, `file:line`, or folders. */
  readonly paths: readonly string[];
  readonly tags?: string;
  /** Told of every scenario and step as it happens. */
  readonly progress?: ProgressListener;
  /** Report files by path. */
  readonly reports?: Readonly<Record<string, ReportFormat>>;
  /** Steps and hooks besides our own. */
  readonly moreSteps?: SupportLibrary;
}

// Cucumber's complaints, in characters.
const COMPLAINTS = 2000;

export async function runFeatures(run: FeatureRun): Promise<RunOutcome> {
  const { context, environment } = run;
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  try {
    requireFeatureFiles(run.paths, environment.cwd);
    requireWritable(Object.keys(run.reports ?? {}), environment.cwd);
    // Read now: a broken configuration is one problem, not one of every scenario.
    void context.config;
    const collector = await underWatch(environment, context.deadline, () => drive(run));
    return { ...collected(run, collector), elapsedSeconds: elapsed() };
  } catch (fault) {
    return { ...collected(run), problems: [problemOf(fault)], elapsedSeconds: elapsed() };
  } finally {
    await context.close();
  }
}

async function drive(run: FeatureRun): Promise<OutcomeCollector> {
  const { context } = run;
  const ours = await loadSupportLibrary(run.environment.cwd);
  const library = run.moreSteps ? withMore(ours, run.moreSteps) : ours;
  const expressions = library.stepDefinitions.map(step => String(step.pattern));
  const collector = new OutcomeCollector(context, {
    expressions,
    show: naming(run),
    progress: run.progress,
    arranging: new Set(
      library.stepDefinitions.filter(step => isArrangement(step.unwrappedCode)).map(step => step.id),
    ),
  });
  await Promise.race([execute(run, library, collector), context.deadline.due]);
  if (context.deadline.signal.aborted) await context.undoChanges();
  return collector;
}

/** Who gives whole paths is answered with whole paths: relative to a daemon's directory they would say nothing. */
function naming({ paths, environment }: FeatureRun): (uri: string) => string {
  return paths.some(isAbsolute) ? uri => resolve(environment.cwd, uri) : uri => uri;
}

function collected(run: FeatureRun, collector?: OutcomeCollector): Omit<RunOutcome, 'elapsedSeconds'> {
  const { metrics, undone } = run.context;
  if (!collector) return { subject: run.paths.join(' '), scenarios: [], problems: [], metrics, undone };
  const { features, scenarios, problems } = collector;
  const subject = features.length > 1 ? `${features.length} features` : (features[0] ?? run.paths.join(' '));
  const missing = scenarios.length + problems.length === 0 ? [problemOf(whyNothing(run))] : [];
  return { subject, scenarios, problems: [...problems, ...missing], metrics, undone };
}

/** Nothing run is nothing known. */
function whyNothing({ context, paths, tags }: FeatureRun): unknown {
  return context.deadline.signal.reason ?? new NothingToRun(paths, tags);
}

async function execute(run: FeatureRun, support: SupportLibrary, collector: OutcomeCollector): Promise<void> {
  const { cwd, env } = run.environment;
  const complaints = new Collected();
  const key = enterRun(run.context);
  try {
    const runCucumber = loadRunCucumber();
    prepareReports(Object.values(run.reports ?? {}));
    const streams = { stdout: new Collected(), stderr: complaints };
    // Cucumber types them as the process's own; it does no more than write.
    const io = { cwd, env, ...streams } as unknown as Parameters<typeof runCucumber>[1];
    const reports = new ReportWatch(Object.keys(run.reports ?? {}), () => complaints.text);
    const running = runCucumber(optionsFor(run, support, key), io, message => {
      collector.onMessage(message);
      if (message.testRunFinished) reports.expect();
    });
    await Promise.race([running, reports.overdue]);
    reports.stop();
  } catch (fault) {
    collector.addProblem(tagFault(run, fault) ?? fault);
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
    formats: { stdout: 'message', files: { ...run.reports }, publish: false, options: {} },
  };
}

// Cucumber wraps what its tag parser throws.
function tagFault(run: FeatureRun, fault: unknown): unknown {
  const cause = fault instanceof Error ? (fault.cause ?? fault) : fault;
  return run.tags && cause instanceof Error && /tag expression/i.test(cause.message)
    ? new BadTagExpression(run.tags, cause)
    : undefined;
}

/** A stream into a short text. */
class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    if (this.text.length < COMPLAINTS) this.text += chunk.toString();
    done();
  }
}
