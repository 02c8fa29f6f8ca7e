// The outcome of a run in the formats that are ours to make.
import type { RunOutcome } from '../outcome';
import type { ReportFormat } from '../report_format';
import { jsonReport } from './json_report';
import { prometheusReport } from './prometheus_report';
import { tapReport } from './tap_report';

/** When a run ended, and what made it. */
export interface ReportOrigin {
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** Of fleetspec. */
  readonly version: string;
}

type MakeReport = (outcome: RunOutcome, origin: ReportOrigin) => string;

const MAKERS: Readonly<Partial<Record<ReportFormat, MakeReport>>> = {
  json: jsonReport,
  prometheus: prometheusReport,
  tap: tapReport,
};

export function reportText(format: ReportFormat, outcome: RunOutcome, origin: ReportOrigin): string {
  return MAKERS[format]!(outcome, origin);
}
