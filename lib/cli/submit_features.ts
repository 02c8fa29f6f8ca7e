// What `fleetspec check --submit` sends, and how the answer of the check tells what became of it.
import { basename } from 'node:path';
import { loadPassive } from '../config/load_passive';
import { describeError } from '../errors';
import { chooseTarget } from '../passive/choose_target';
import { Courier } from '../passive/courier';
import type { RunOutcome } from '../runner/outcome';
import type { RunContext } from '../runner/run_context';
import { systemClock } from '../util/clock';
import type { CommandInput, CommandIo } from './command';
import { type FeatureNaming, featureResult, scenarioResults } from './feature_results';
import { flagOption, textOption } from './options';

/** How the answer of a check changes because of what became of its results. */
export interface Submitted {
  /** With a problem more when a result went nowhere: nobody else will hear of it. */
  readonly outcome: RunOutcome;
  /** Lines for the answer: what waits on disk, and why. */
  readonly details: readonly string[];
}

export type Submission = (outcome: RunOutcome, context: RunContext) => Promise<Submitted>;

const DELIVER_MS = 10_000;
/** Taken even when the run has used up its time: a result must at least come to the disk. */
const LEAST_MS = 100;

/**
 * Reads the options before anything is run: a typing error must cost no time, and no firewall a rule. Throws
 * TargetUnknown and the errors of lib/config.
 */
export function prepareSubmission({ args, options }: CommandInput, { environment }: CommandIo): Submission {
  const { identity, passive, file } = loadPassive(environment, textOption(options, 'config'));
  const target = chooseTarget(passive, textOption(options, 'submit'), file);
  const feature = basename(args[0] ?? '').replace(/(\.feature)?(:\d+)*$/, '');
  const makeResults = flagOption(options, 'submitEach') ? scenarioResults : allInOne;
  const naming = {
    ...{ target, host: textOption(options, 'submitHost'), service: textOption(options, 'submitService') },
    own: { identity, hostname: environment.hostname, file: feature },
  };
  return async (outcome, context) => {
    try {
      const results = makeResults(outcome, { ...naming, params: paramsOf(context) }, systemClock.now());
      const timeoutMs = Math.max(LEAST_MS, Math.min(DELIVER_MS, context.deadline.answerMs));
      const courier = new Courier(target, passive, { environment });
      const { queued, reason, refused, notices } = await courier.submit(results, timeoutMs);
      const nothing = results.length === 0 ? ['no scenario was run, so there was no result to send'] : [];
      const waiting = queued > 0 ? [`not delivered yet, waiting on disk for ${target.name}: ${reason}`] : [];
      return withProblems(outcome, refused, [...waiting, ...nothing, ...notices]);
    } catch (error) {
      return withProblems(outcome, [describeError(error)], []);
    }
  };
}

function allInOne(outcome: RunOutcome, naming: FeatureNaming, now: number) {
  return [featureResult(outcome, naming, now)];
}

// They come with the configuration, and that may be what is wrong.
function paramsOf(context: RunContext): Readonly<Record<string, string>> {
  try {
    return context.params;
  } catch {
    return {};
  }
}

function withProblems(
  outcome: RunOutcome,
  reasons: readonly string[],
  details: readonly string[],
): Submitted {
  const problems = reasons.map(reason => ({ reason: `the result was not delivered: ${reason}` }));
  return { outcome: { ...outcome, problems: [...outcome.problems, ...problems] }, details };
}
