// The outcome of features as results with names: one for all scenarios, or one for each.
import type { PassiveTarget } from '../config/passive_config';
import { splitOutput } from '../nagios/lint/split_output';
import { formatAnswer, type PluginAnswer } from '../nagios/output';
import { worstStatus } from '../nagios/status';
import { fillName } from '../passive/name_template';
import type { PassiveResult } from '../passive/passive_result';
import type { RunOutcome, ScenarioOutcome } from '../runner/outcome';
import { pluginAnswer } from '../runner/plugin_answer';

export interface FeatureNaming {
  readonly target: Pick<PassiveTarget, 'kind' | 'host' | 'service'>;
  /** Templates of the command line. */
  readonly host: string | undefined;
  readonly service: string | undefined;
  /** `{identity}`, `{hostname}` and `{file}`. */
  readonly own: Readonly<Record<'identity' | 'hostname' | 'file', string>>;
  /** Parameters of the run. */
  readonly params: Readonly<Record<string, string>>;
}

/** One result for the whole run. Throws PlaceholderUnknown. */
export function featureResult(outcome: RunOutcome, naming: FeatureNaming, now: number): PassiveResult {
  return made(pluginAnswer(outcome), { feature: outcome.subject }, serviceOf(naming), naming, outcome, now);
}

/** One for each name of a scenario: rows of an outline share theirs, and the worst counts. Throws PlaceholderUnknown. */
export function scenarioResults(outcome: RunOutcome, naming: FeatureNaming, now: number): PassiveResult[] {
  const service = serviceOf(naming);
  const template = service.includes('{scenario}') ? service : `${service} - {scenario}`;
  const results = outcome.scenarios.map(scenario => {
    const { feature, name } = scenario;
    return made(scenarioAnswer(scenario), { feature, scenario: name }, template, naming, outcome, now);
  });
  const services = [...new Set(results.map(result => result.service))];
  return services.map(name => merged(results.filter(result => result.service === name)));
}

// The name of the file is known even when the feature cannot be read, and with it its name.
function serviceOf({ service, target }: FeatureNaming): string {
  return service ?? target.service ?? '{file}';
}

function made(
  answer: PluginAnswer,
  more: Readonly<Record<string, string>>,
  service: string,
  { host, target, own, params }: FeatureNaming,
  { elapsedSeconds }: RunOutcome,
  now: number,
): PassiveResult {
  const values = { own: { ...own, ...more }, params };
  const hostTemplate = host ?? target.host ?? (Object.hasOwn(params, 'host') ? '<host>' : '{identity}');
  const { text, details, perfdata } = splitOutput(formatAnswer(answer));
  return {
    host: fillName(hostTemplate, values, target.kind),
    service: fillName(service, values, target.kind),
    ...{ status: answer.status, output: [text, ...details], perfdata },
    ...{ startedAt: now - elapsedSeconds * 1000, endedAt: now, checkSource: own.identity },
  };
}

function scenarioAnswer(scenario: ScenarioOutcome): PluginAnswer {
  const { name, status, verdict, reason, at, location, details = [] } = scenario;
  const text = reason ? `${reason} (${at ?? location})` : `${verdict} (${location})`;
  // One host is told in the reason already.
  return { status, subject: name || 'unnamed scenario', text, details: details.length > 1 ? details : [] };
}

function merged(results: readonly PassiveResult[]): PassiveResult {
  const [only] = results as [PassiveResult];
  if (results.length === 1) return only;
  const status = worstStatus(results.map(result => result.status));
  const worst = results.filter(result => result.status === status);
  const others = results.filter(result => result.status !== status);
  return { ...only, status, output: [...worst, ...others].flatMap(({ output }) => output) };
}
