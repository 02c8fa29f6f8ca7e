// Whether a check can fail: its recorded run once more for each thing that can go wrong, to see what it sleeps through.
import type { Environment } from '../environment';
import type { Status } from '../nagios/status';
import { type Disturbance, disturbances, type Stage } from '../recording/drill/disturbances';
import { Player } from '../recording/player';
import type { Recording } from '../recording/recording';
import { type RunOutcome, statusOf } from './outcome';
import { replay } from './replay';
import { firstLine } from './run_recording';

export interface DrillFinding {
  readonly disturbance: Pick<Disturbance, 'question' | 'what' | 'kind' | 'field'>;
  /**
   * `tolerated`: well all the same, and the answer says what was missing. `unused`: a field at which the check does not
   * look, whatever is in it.
   */
  readonly result: 'noticed' | 'tolerated' | 'slept' | 'unused';
  /** Hosts concerned when it was noticed, or at most. */
  readonly hosts: readonly string[];
  /** What came of it then. */
  readonly status: Status;
  /** The first line of the answer. */
  readonly text: string;
}

export interface DrillReport {
  /** The run as it was recorded. */
  readonly baseline: RunOutcome;
  readonly findings: readonly DrillFinding[];
}

/** Drills a recording, or other features on it. A run that was not well, or in which a scenario did not apply, has nothing to prove: no findings. */
export async function drill(
  recording: Recording,
  environment: Environment,
  { paths = [], steps }: { readonly paths?: readonly string[]; readonly steps?: string | undefined } = {},
): Promise<DrillReport> {
  const play = (events: Recording['events']): Promise<RunOutcome> =>
    replay({ environment, recording, paths, steps, surroundings: new Player({ ...recording, events }) });
  const baseline = await play(recording.events);
  if (!isWell(baseline)) return { baseline, findings: [] };
  const trial = new Trial(play, recording.events, baseline);
  const findings: DrillFinding[] = [];
  for (const disturbance of disturbances(recording.events)) findings.push(await trial.of(disturbance));
  return { baseline, findings: withUnused(findings, trial) };
}

/** True when every scenario was really checked and found well. */
export function isWell(outcome: RunOutcome): boolean {
  return statusOf(outcome) === 'OK' && outcome.scenarios.every(scenario => scenario.verdict === 'passed');
}

class Trial {
  /** Questions with fields whose disturbance changed anything at all. */
  readonly seen = new Set<string>();
  readonly #usual: string;
  readonly #usualRemarks: readonly string[];

  constructor(
    private readonly play: (events: Recording['events']) => Promise<RunOutcome>,
    private readonly events: Recording['events'],
    baseline: RunOutcome,
  ) {
    this.#usual = signature(baseline);
    this.#usualRemarks = baseline.remarks ?? [];
  }

  async of(disturbance: Disturbance): Promise<DrillFinding> {
    let worst: DrillFinding | undefined;
    for (const stage of disturbance.ways.flatMap(way => way.stages)) {
      const finding = await this.#tried(disturbance, stage);
      if (finding.result === 'noticed') return finding;
      if (worst?.result !== 'tolerated') worst = finding;
    }
    return worst!;
  }

  async #tried({ question, what, kind, field }: Disturbance, stage: Stage): Promise<DrillFinding> {
    const outcome = await this.play(stage.apply(this.events));
    if (signature(outcome) !== this.#usual) this.seen.add(fieldKey(question, field));
    const named = kind === 'absent' && this.#names(outcome);
    const result = isNoticed(outcome, kind) ? 'noticed' : named ? 'tolerated' : 'slept';
    const disturbance = { question, what, kind, ...(field !== undefined && { field }) };
    return { disturbance, result, hosts: stage.hosts, status: statusOf(outcome), text: firstLine(outcome) };
  }

  // Silence that does not matter is named.
  #names({ remarks = [] }: RunOutcome): boolean {
    return remarks.some(remark => !this.#usualRemarks.includes(remark));
  }
}

/** What is not known must not look well. What is different may make the check not apply. */
function isNoticed(outcome: RunOutcome, kind: Disturbance['kind']): boolean {
  if (statusOf(outcome) !== 'OK') return true;
  return kind === 'other' && outcome.scenarios.some(scenario => scenario.verdict === 'not applicable');
}

function withUnused(findings: readonly DrillFinding[], { seen }: Trial): DrillFinding[] {
  return findings.map(finding => {
    const { question, field } = finding.disturbance;
    const unused = field !== undefined && !seen.has(fieldKey(question, field));
    return unused ? { ...finding, result: 'unused' } : finding;
  });
}

const fieldKey = (question: string, field = ''): string => `${question} ${field}`;

function signature(outcome: RunOutcome): string {
  const scenarios = outcome.scenarios.map(({ verdict, reason }) => [verdict, reason]);
  return JSON.stringify([statusOf(outcome), scenarios, outcome.metrics]);
}
