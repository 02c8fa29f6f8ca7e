// Runs the text of a feature in process, with steps of the test's own besides ours and no broker.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Config } from '../../../lib/config/config';
import type { Environment } from '../../../lib/environment';
import type { Surroundings } from '../../../lib/recording/surroundings';
import { Deadline } from '../../../lib/runner/deadline';
import type { RunOutcome } from '../../../lib/runner/outcome';
import type { ProgressListener } from '../../../lib/runner/progress';
import type { ReportFormat } from '../../../lib/runner/report_format';
import { RunContext } from '../../../lib/runner/run_context';
import { runFeatures } from '../../../lib/runner/run_features';
import { collect } from '../../../lib/runner/support_library';
import type { Clock } from '../../../lib/util/clock';
import { makeConfig } from '../rpc/fake_fleet';

export interface FixtureOptions {
  /** Registers steps with Cucumber. */
  readonly steps?: () => void;
  readonly params?: Record<string, string>;
  readonly checks?: Partial<Config['checks']>;
  readonly tags?: string;
  readonly seconds?: number;
  /** That the deadline goes by, instead of the machine's. */
  readonly clock?: Clock;
  /** Added to the file's path. */
  readonly line?: number;
  readonly reports?: Record<string, ReportFormat>;
  readonly progress?: ProgressListener;
  /** Instead of a broker and of time. */
  readonly surroundings?: Surroundings;
  /** Sees the environment's handlers and the context before the run begins. */
  readonly meanwhile?: (events: Events) => void;
}

export interface Events {
  readonly context: RunContext;
  readonly folder: string;
  signal(name: string): void;
  fault(error: unknown): void;
}

/** `feature` is the text of x.feature; undefined leaves it out. */
export async function runFeature(
  feature: string | undefined,
  options: FixtureOptions = {},
): Promise<RunOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-runner-'));
  if (feature !== undefined) writeFileSync(join(folder, 'x.feature'), feature);
  const moreSteps = await collect(folder, options.steps ?? (() => {}));
  const handlers = new Map<string, (value: never) => void>();
  const listen = (name: string, handler: (value: never) => void) => {
    handlers.set(name, handler);
    return () => void handlers.delete(name);
  };
  const environment = {
    cwd: folder,
    env: {},
    stdout: new PassThrough(),
    onSignal: listen,
    onFault: (handler: (error: never) => void) => listen('fault', handler),
  } as unknown as Environment;
  const config = {
    ...makeConfig(),
    checks: { ...makeConfig().checks, puppetMaster: '', ...options.checks },
  };
  const { seconds, params = {}, tags, reports = {}, progress = () => {} } = options;
  const { surroundings } = options;
  const context = new RunContext({
    ...(surroundings && { surroundings }),
    environment,
    deadline: new Deadline({ seconds, ...(options.clock && { clock: options.clock }) }),
    loadConfig: () => config,
    params,
  });
  options.meanwhile?.({
    context,
    folder,
    signal: name => handlers.get(name)?.(undefined as never),
    fault: error => handlers.get('fault')?.(error as never),
  });
  try {
    const path = options.line === undefined ? 'x.feature' : `x.feature:${options.line}`;
    const more = { ...(tags !== undefined && { tags }), reports, progress, moreSteps };
    return await runFeatures({ environment, context, paths: [path], ...more });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
