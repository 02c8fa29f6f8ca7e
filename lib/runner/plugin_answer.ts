// The outcome of a run as a plugin tells it: the worst first, then one line for each scenario.
import type { PluginAnswer } from '../nagios/output';
import type { Perfdata } from '../nagios/perfdata';
import { type Status, worstStatus } from '../nagios/status';
import { type Problem, type RunOutcome, type ScenarioOutcome, statusOf, type Verdict } from './outcome';

export function pluginAnswer(outcome: RunOutcome): PluginAnswer {
  const status = statusOf(outcome);
  return {
    status,
    subject: subjectOf(outcome, status),
    text: [status === 'OK' ? praise(outcome) : complaint(outcome, status), ...undoTrouble(outcome)].join(
      '; ',
    ),
    details: detailsOf(outcome),
    perfdata: perfdataOf(outcome),
  };
}

// Of several features, the one that is wrong.
function subjectOf(outcome: RunOutcome, status: Status): string {
  const scenario = outcome.scenarios.find(one => one.status === status);
  return status === 'OK' || !scenario ? outcome.subject : scenario.feature;
}

function praise({ scenarios }: RunOutcome): string {
  const passed = count(scenarios, 'passed');
  const idle = scenarios.filter(scenario => scenario.verdict === 'not applicable');
  const waived = scenarios.filter(scenario => scenario.verdict === 'waived');
  const good = passed > 0 ? [`${passed} ${passed === 1 ? 'scenario' : 'scenarios'} passed`] : [];
  const told = [
    ...waived.map(({ reason = '' }) => reason),
    ...idle.map(({ reason }) => `not applicable: ${reason}`),
  ];
  if (passed === 0 && told.length === 1) return told[0]!;
  const first = (list: readonly ScenarioOutcome[], name: string): string[] =>
    list.length > 0 ? [`${list.length} ${name}: ${list[0]!.reason}`] : [];
  return [...good, ...first(waived, 'waived'), ...first(idle, 'not applicable')].join(', ');
}

function complaint({ scenarios, problems }: RunOutcome, status: Status): string {
  const guilty: (Problem | ScenarioOutcome)[] = scenarios.filter(scenario => scenario.status === status);
  if (status === 'UNKNOWN') guilty.unshift(...problems);
  const [first, ...others] = guilty;
  if (!first) return 'something could not be undone';
  const place = first.at ?? ('location' in first ? first.location : undefined);
  return `${sentence({ ...first, ...(place !== undefined && { at: place }) })}${others.length > 0 ? `, and ${others.length} more` : ''}`;
}

function sentence({ reason, at }: Pick<ScenarioOutcome, 'reason' | 'at'>): string {
  return `${reason ?? ''}${at ? ` (${at})` : ''}`;
}

function undoTrouble({ undone }: RunOutcome): string[] {
  return undone.filter(report => report.left.length > 0).map(report => report.text);
}

function detailsOf({ scenarios, problems, undone, remarks = [] }: RunOutcome): string[] {
  const bad = scenarios.filter(scenario => scenario.status !== 'OK').sort(bySeverity);
  const good = scenarios.filter(scenario => scenario.status === 'OK');
  return [
    ...problems.map(problem => `[unknown] ${sentence(problem)}`),
    ...undone.map(report => report.text),
    ...bad.flatMap(scenario => [scenarioLine(scenario), ...hostLines(scenario)]),
    ...remarks.map(remark => `[remark] ${remark}`),
    ...good.map(scenarioLine),
  ];
}

function scenarioLine(scenario: ScenarioOutcome): string {
  const verdict = scenario.status === 'OK' ? scenario.verdict : scenario.status.toLowerCase();
  const why = scenario.reason ? `: ${sentence(scenario)}` : '';
  return `[${verdict}] ${scenario.name || 'unnamed scenario'} (${scenario.location})${why}`;
}

// One host is told in the reason already.
function hostLines({ details = [] }: ScenarioOutcome): string[] {
  return details.length > 1 ? details.map(line => `- ${line}`) : [];
}

function bySeverity(a: ScenarioOutcome, b: ScenarioOutcome): number {
  if (a.status === b.status) return 0;
  return worstStatus([a.status, b.status]) === a.status ? -1 : 1;
}

function perfdataOf({ scenarios, metrics, elapsedSeconds }: RunOutcome): Perfdata[] {
  const waived = count(scenarios, 'waived');
  const counted = (label: string, value: number): Perfdata => ({ label, value, min: 0 });
  return [
    counted('scenarios', scenarios.length),
    counted('passed', count(scenarios, 'passed')),
    counted('failed', count(scenarios, 'failed')),
    counted('unknown', count(scenarios, 'unknown')),
    counted('not_applicable', count(scenarios, 'not applicable')),
    ...(waived > 0 ? [counted('waived', waived)] : []),
    { label: 'time', value: Math.round(elapsedSeconds * 1000) / 1000, unit: 's', min: 0 },
    ...metrics,
  ];
}

function count(scenarios: readonly ScenarioOutcome[], verdict: Verdict): number {
  return scenarios.filter(scenario => scenario.verdict === verdict).length;
}
