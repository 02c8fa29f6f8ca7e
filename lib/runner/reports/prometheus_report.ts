// A run as a text file for the textfile collector of Prometheus' node_exporter, in its exposition format 0.0.4.
import type { PerfdataUnit } from '../../nagios/perfdata';
import { EXIT_CODE } from '../../nagios/status';
import { type RunOutcome, type ScenarioOutcome, statusOf, type Verdict } from '../outcome';
import type { ReportOrigin } from './report_text';

type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly { readonly labels: Labels; readonly value: number }[];
}

// Prometheus wants seconds, bytes and ratios, whatever a plugin says.
const BASE_UNITS: Readonly<Record<PerfdataUnit, readonly [base: string, factor: number]>> = {
  '': ['', 1],
  c: ['', 1],
  s: ['seconds', 1],
  ms: ['seconds', 1e-3],
  us: ['seconds', 1e-6],
  '%': ['ratio', 1e-2],
  B: ['bytes', 1],
  KB: ['bytes', 1e3],
  MB: ['bytes', 1e6],
  GB: ['bytes', 1e9],
  TB: ['bytes', 1e12],
};

const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'unknown', 'not applicable', 'waived'];

export function prometheusReport(outcome: RunOutcome, { endedAt, version }: ReportOrigin): string {
  const { subject, scenarios, metrics, elapsedSeconds } = outcome;
  const one = (value: number): Family['samples'] => [{ labels: { subject }, value }];
  const families: Family[] = [
    {
      name: 'fleetspec_run_status',
      help: 'How the run ended: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.',
      samples: one(EXIT_CODE[statusOf(outcome)]),
    },
    {
      name: 'fleetspec_run_last_timestamp_seconds',
      help: 'When the run ended.',
      samples: one(endedAt / 1000),
    },
    { name: 'fleetspec_run_duration_seconds', help: 'How long it took.', samples: one(elapsedSeconds) },
    {
      name: 'fleetspec_run_info',
      help: 'The program that made this file.',
      samples: [{ labels: { subject, version }, value: 1 }],
    },
    {
      name: 'fleetspec_scenarios',
      help: 'Scenarios of the run by verdict.',
      samples: VERDICTS.map(verdict => ({
        labels: { subject, verdict },
        value: scenarios.filter(scenario => scenario.verdict === verdict).length,
      })),
    },
    {
      name: 'fleetspec_scenario_status',
      help: 'How each scenario ended: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.',
      samples: scenarios.map((scenario, at) => ({
        labels: labelsOf(scenario, scenarios.slice(0, at)),
        value: EXIT_CODE[scenario.status],
      })),
    },
    {
      name: 'fleetspec_metric',
      help: 'Numbers that the run measured, in base units.',
      samples: metrics.map(({ label, value, unit = '' }) => {
        const [base, factor] = BASE_UNITS[unit];
        return { labels: { subject, metric: label, unit: base }, value: value * factor };
      }),
    },
  ];
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join('');
}

// Rows of an outline have one name, and no two samples may have the same labels.
function labelsOf({ feature, name }: ScenarioOutcome, before: readonly ScenarioOutcome[]): Labels {
  const alike = before.filter(one => one.feature === feature && one.name === name).length;
  return { feature, scenario: name, ...(alike > 0 && { row: String(alike + 1) }) };
}

function familyText({ name, help, samples }: Family): string {
  const lines = samples.map(({ labels, value }) => `${name}{${labelText(labels)}} ${numberText(value)}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');

// What is no text would make the collector refuse the whole file.
const escaped = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/"/g, '\\"');

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}
