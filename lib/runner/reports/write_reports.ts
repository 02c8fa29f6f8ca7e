// Writes the reports that are ours to make. A file is there whole or as it was: whoever collects it may come at any time.
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from '../../environment';
import { ReportNotWritten } from '../errors';
import { problemOf, type RunOutcome } from '../outcome';
import { ownReports, type Reports, STDOUT } from '../report_format';
import { type ReportOrigin, reportText } from './report_text';

export interface ReportDesk {
  readonly environment: Pick<Environment, 'cwd' | 'pid' | 'stdout'>;
  readonly origin: ReportOrigin;
  /** Takes out what nobody may see. */
  readonly clean: (text: string) => string;
}

/** The outcome, with a problem more for each report that could not be written. */
export function writeReports(
  reports: Reports | undefined,
  outcome: RunOutcome,
  desk: ReportDesk,
): RunOutcome {
  const { environment, origin, clean } = desk;
  const problems = ownReports(reports).flatMap(([path, format]) => {
    const text = clean(reportText(format, outcome, origin));
    try {
      if (path === STDOUT) environment.stdout.write(text);
      else writeWhole(resolve(environment.cwd, path), text, environment.pid);
      return [];
    } catch (fault) {
      return [problemOf(new ReportNotWritten(path, fault))];
    }
  });
  return problems.length === 0 ? outcome : { ...outcome, problems: [...outcome.problems, ...problems] };
}

function writeWhole(file: string, text: string, pid: number): void {
  const special = statSync(file, { throwIfNoEntry: false })?.isFile() === false;
  if (special) {
    writeAll(file, constants.O_WRONLY | constants.O_NONBLOCK, text);
    return;
  }
  const draft = `${file}.${pid}`;
  try {
    writeAll(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, text);
    renameSync(draft, file);
  } catch (fault) {
    rmSync(draft, { force: true });
    throw fault;
  }
}

function writeAll(file: string, flags: number, text: string): void {
  const descriptor = openSync(file, flags, 0o644);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    // What a full disk only says when it must really keep it.
    if ((flags & constants.O_CREAT) !== 0) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
