// Runs the features of a recording on the recording: no fleet, no network, no waiting.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { offlineConfig } from '../config/offline_config';
import type { Environment } from '../environment';
import { Player } from '../recording/player';
import type { Recording } from '../recording/recording';
import type { Surroundings } from '../recording/surroundings';
import { makeFolder } from '../util/make_folder';
import { Deadline } from './deadline';
import type { RunOutcome } from './outcome';
import { projectRoot } from './own_steps/step_project';
import type { ProgressListener } from './progress';
import { RunContext } from './run_context';
import { runFeatures } from './run_features';

export interface ReplayOptions {
  readonly environment: Environment;
  readonly recording: Recording;
  /** Feature files of today instead of the recorded ones. */
  readonly paths?: readonly string[];
  readonly progress?: ProgressListener;
  /** Folder with steps of one's own; default the one above the features. */
  readonly steps?: string | undefined;
  /** Another world made of the recording, such as one that is disturbed. */
  readonly surroundings?: Surroundings;
}

/** Never throws; the outcome says what went wrong. */
export async function replay(options: ReplayOptions): Promise<RunOutcome> {
  const { environment, recording, paths = [] } = options;
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-replay-'));
  try {
    const waiversFile = keep(folder, 'waivers.yaml', recording.head.waivers);
    if (paths.length > 0) return await play(options, { environment, paths, waiversFile });
    for (const { path, text } of recording.head.features) keep(folder, inside(path), text);
    const recorded = recording.head.paths;
    const show = (uri: string): string =>
      recorded.find(path => isAbsolute(path) && inside(path) === uri) ?? uri;
    // Steps of one's own lie above the features, not above their copies.
    const steps = recorded.map(path => projectRoot(path, environment)).find(root => root !== undefined);
    const copied = { environment: { ...environment, cwd: folder }, paths: recorded.map(inside) };
    return await play(options, { ...copied, show, steps, waiversFile });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keep(folder: string, name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const file = join(folder, name);
  makeFolder(dirname(file));
  writeFileSync(file, text);
  return file;
}

// Wherever the file was, its copy is in our folder.
const inside = (path: string): string => normalize(`/${path}`).slice(1);

interface Stage {
  readonly environment: Environment;
  readonly paths: readonly string[];
  readonly waiversFile: string | undefined;
  readonly show?: (uri: string) => string;
  readonly steps?: string | undefined;
}

function play(
  { recording: { head, ...recording }, progress, ...options }: ReplayOptions,
  { environment, paths, waiversFile, show, steps }: Stage,
): Promise<RunOutcome> {
  const surroundings = options.surroundings ?? new Player({ head, ...recording });
  const { clock } = surroundings;
  const context = new RunContext({
    environment,
    deadline: new Deadline({ seconds: head.seconds ?? undefined, ...(clock && { clock }) }),
    loadConfig: () => offlineConfig(environment, { ...head.checks, waiversFile }),
    params: head.params,
    // Nothing real is touched; a refusal that was recorded is one again.
    hands: { acting: (options.paths?.length ? undefined : head.acting) ?? 'allowed', byFleetOnly: true },
    surroundings,
  });
  return runFeatures({
    ...{ environment, context, paths, steps: options.steps ?? steps },
    ...(head.tags !== undefined && { tags: head.tags }),
    ...(progress && { progress }),
    ...(show && { show }),
  });
}
