// A run in the Test Anything Protocol, version 14: a test point for each scenario, and for each thing that was wrong with
// the run itself.
import type { Problem, RunOutcome, ScenarioOutcome } from '../outcome';
import type { ReportOrigin } from './report_text';

export function tapReport(outcome: RunOutcome, { version }: ReportOrigin): string {
  const { scenarios, problems, metrics, undone, remarks = [] } = outcome;
  const left = undone.filter(report => report.left.length > 0);
  const points = [
    ...scenarios.map(scenarioPoint),
    ...[...problems, ...left.map(({ text }) => ({ reason: text }))].map(problemPoint),
  ];
  const lines = points.map(({ ok, text, more }, at) => [
    `${ok ? 'ok' : 'not ok'} ${at + 1} - ${text}`,
    ...(more ? diagnosis(more) : []),
  ]);
  const comments = [
    `fleetspec ${version}`,
    ...metrics.map(({ label, value, unit = '' }) => `${label}=${value}${unit}`),
    ...remarks,
  ];
  return [
    'TAP version 14',
    `1..${points.length}`,
    ...lines.flat(),
    ...comments.map(text => `# ${oneLine(text)}`),
    '',
  ].join('\n');
}

interface Point {
  readonly ok: boolean;
  readonly text: string;
  readonly more?: Readonly<Record<string, string | readonly string[]>>;
}

function scenarioPoint(scenario: ScenarioOutcome): Point {
  const { feature, name, location, verdict, status, reason = '', at = location, details = [] } = scenario;
  const text = description(`${feature}: ${name || 'unnamed scenario'} (${location})`);
  const skipped = verdict === 'not applicable' || verdict === 'waived';
  if (status === 'OK' && skipped)
    return { ok: true, text: `${text} # SKIP ${verdict}: ${description(reason)}` };
  if (status === 'OK') return { ok: true, text };
  const more = {
    severity: status,
    message: oneLine(reason),
    at,
    ...(details.length > 0 && { hosts: details }),
  };
  return { ok: false, text, more };
}

function problemPoint({ reason, at }: Problem): Point {
  const more = { severity: 'UNKNOWN', message: oneLine(reason), ...(at && { at }) };
  return { ok: false, text: 'the run itself', more };
}

// In YAML, of which JSON's texts are a part.
function diagnosis(fields: NonNullable<Point['more']>): string[] {
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [`${name}: ${JSON.stringify(value)}`]
      : [`${name}:`, ...value.map(item => `  - ${JSON.stringify(oneLine(item))}`)],
  );
  return ['---', ...lines, '...'].map(line => `  ${line}`);
}

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

// A # would begin a directive.
const description = (text: string): string => oneLine(text).replace(/[\\#]/g, '\\$&');
