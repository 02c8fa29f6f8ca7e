// A run that is recorded: its features and parameters first, everything it asks as it happens, its verdict last.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatAnswer } from '../nagios/output';
import { Recorder } from '../recording/recorder';
import { RECORDING_FORMAT, type RecordingHead } from '../recording/recording';
import { RecordingWriter } from '../recording/recording_file';
import { type Clock, systemClock } from '../util/clock';
import { VERSION } from '../version';
import { withoutLines } from './feature_files';
import { type RunOutcome, statusOf } from './outcome';
import { pluginAnswer } from './plugin_answer';

export interface RecordedRun {
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly tags?: string | undefined;
  readonly seconds: number;
  readonly acting: NonNullable<RecordingHead['acting']>;
  readonly params: Readonly<Record<string, string>>;
  readonly checks: RecordingHead['checks'] & { readonly waiversFile?: string | undefined };
}

export class RunRecording {
  /** What the run is to see the world through. */
  readonly surroundings: Recorder;
  readonly #writer: RecordingWriter;
  readonly #clock: Clock;

  /** Replaces the file; `hide` takes secrets out of what is written. Throws RecordingNotWritten. */
  constructor(path: string, hide?: (line: string) => string, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#writer = new RecordingWriter(path, hide);
    this.surroundings = new Recorder(event => this.#writer.write(event), clock);
  }

  /** To be called before anything is asked. */
  begin({ cwd, paths, tags, seconds, acting, params, checks }: RecordedRun): void {
    const { devices, groups, puppetMaster, pools, readingActions, waiversFile } = checks;
    const waivers = waiversFile === undefined ? undefined : textOf(waiversFile);
    this.#writer.write({
      fleetspec_recording: RECORDING_FORMAT,
      version: VERSION,
      startedAt: this.#clock.now(),
      paths,
      ...(tags !== undefined && { tags }),
      seconds: Number.isFinite(seconds) ? seconds : null,
      acting,
      params,
      checks: { devices, groups, puppetMaster, pools, readingActions },
      ...(waivers !== undefined && { waivers }),
      features: featureFiles(paths, cwd).map(path => ({
        path,
        text: readFileSync(resolve(cwd, path), 'utf8'),
      })),
    });
  }

  /** Ends the file; returns why it is not whole, if it is not. */
  end(outcome: RunOutcome): unknown {
    this.#writer.write({ kind: 'end', status: statusOf(outcome), text: firstLine(outcome) });
    this.#writer.close();
    return this.#writer.fault;
  }
}

// What is wrong with it is said when it is used.
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** What a plugin says first, without performance data: the same for the same verdict. */
export function firstLine(outcome: RunOutcome): string {
  return formatAnswer({ ...pluginAnswer(outcome), details: [], perfdata: [] }).split('\n')[0]!;
}

/** The files behind files, `file:line` and folders. */
function featureFiles(paths: readonly string[], cwd: string): string[] {
  return [...new Set(paths.map(withoutLines).flatMap(path => filesUnder(path, cwd)))];
}

function filesUnder(path: string, cwd: string): string[] {
  if (!statSync(resolve(cwd, path)).isDirectory()) return [path];
  const entries = readdirSync(resolve(cwd, path), { withFileTypes: true });
  const below = entries.filter(entry => entry.isDirectory() || entry.name.endsWith('.feature'));
  return below.flatMap(entry => filesUnder(join(path, entry.name), cwd)).sort();
}
