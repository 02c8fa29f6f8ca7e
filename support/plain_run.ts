// The run behind `npx cucumber-js`, where nobody else makes one: no deadline but Cucumber's own for each step.
import { loadConfig } from '../lib/config/load_config';
import { type Environment, processEnvironment } from '../lib/environment';
import { Deadline } from '../lib/runner/deadline';
import { Interrupted } from '../lib/runner/errors';
import { RunContext } from '../lib/runner/run_context';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

interface PlainRun {
  readonly run: RunContext;
  readonly environment: Environment;
  readonly stopListening: readonly (() => void)[];
}

let current: PlainRun | undefined;

export function plainRun(): RunContext {
  current ??= begin();
  return current.run;
}

/** Undoes what an interrupted run left, leaves the fleet, and says what Cucumber's formats do not show. */
export async function endPlainRun(): Promise<void> {
  if (!current) return;
  const { run, environment, stopListening } = current;
  current = undefined;
  if (run.deadline.signal.aborted) await run.undoChanges();
  else run.undo.leaveAsIs();
  await run.close();
  for (const stop of stopListening) stop();
  const remarks = [
    ...run.notApplied.map(text => `not applicable: ${text}`),
    ...run.notes.mild.map(({ message }) => `warning: ${message}`),
    ...run.remarks.map(text => `remark: ${text}`),
    ...run.undone.map(({ text }) => text),
  ];
  if (remarks.length > 0) environment.stdout.write(run.redactor.text(`\n${remarks.join('\n')}\n`));
}

function begin(): PlainRun {
  const environment = processEnvironment();
  const deadline = new Deadline({ seconds: undefined });
  const run = new RunContext({
    environment,
    deadline,
    // `cucumber-js` has no options of ours.
    hands: { acting: environment.env.FLEETSPEC_ACT === '1' ? 'allowed' : 'refused', journal: true },
    loadConfig: () => loadConfig(environment, { role: 'client' }),
  });
  const stop = (name: string) => () => deadline.stop(new Interrupted(name));
  return { run, environment, stopListening: SIGNALS.map(name => environment.onSignal(name, stop(name))) };
}
