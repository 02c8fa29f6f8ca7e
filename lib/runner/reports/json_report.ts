// A run as JSON, for programs. docs/reports.md says what each field means; fields are added, never changed, within one
// `version`.
import { formatRange, type Range } from '../../nagios/range';
import { type RunOutcome, type ScenarioOutcome, statusOf } from '../outcome';
import type { ReportOrigin } from './report_text';

export const JSON_REPORT_VERSION = 1;

export function jsonReport(outcome: RunOutcome, { endedAt, version }: ReportOrigin): string {
  const { subject, scenarios, problems, metrics, undone, remarks = [], elapsedSeconds } = outcome;
  const report = {
    version: JSON_REPORT_VERSION,
    fleetspec: version,
    status: statusOf(outcome),
    subject,
    started_at: new Date(endedAt - elapsedSeconds * 1000).toISOString(),
    elapsed_seconds: Math.round(elapsedSeconds * 1e6) / 1e6,
    scenarios: scenarios.map(scenarioJson),
    problems: problems.map(({ reason, at = null }) => ({ reason, at })),
    metrics: metrics.map(({ label, value, unit = '', warn, crit }) => ({
      ...{ label, value: Number.isFinite(value) ? value : null, unit },
      ...{ warn: limit(warn), crit: limit(crit) },
    })),
    undone: undone.map(({ text, left }) => ({ text, left })),
    remarks,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function scenarioJson(scenario: ScenarioOutcome) {
  const { feature, name, location, verdict, status, reason = null, at = null, details = [] } = scenario;
  return { feature, name, location, verdict, status, reason, at, details };
}

const limit = (value: number | Range | undefined): string | null =>
  value === undefined ? null : typeof value === 'number' ? String(value) : formatRange(value);
