// The run behind `npx cucumber-js`, where nobody else makes one: no deadline but Cucumber's own for each step.
import { loadConfig } from '../lib/config/load_config';
import { processEnvironment } from '../lib/environment';
import { Deadline } from '../lib/runner/deadline';
import { Interrupted } from '../lib/runner/errors';
import { RunContext } from '../lib/runner/run_context';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

let current: RunContext | undefined;
let stopListening: (() => void)[] = [];

export function plainRun(): RunContext {
  current ??= begin();
  return current;
}

/** Undoes what an interrupted run left, and leaves the fleet. */
export async function endPlainRun(): Promise<void> {
  if (!current) return;
  if (current.deadline.signal.aborted) await current.undoChanges();
  await current.close();
  for (const stop of stopListening) stop();
  current = undefined;
}

function begin(): RunContext {
  const environment = processEnvironment();
  const deadline = new Deadline({ seconds: undefined });
  stopListening = SIGNALS.map(name => environment.onSignal(name, () => deadline.stop(new Interrupted(name))));
  return new RunContext({
    environment,
    deadline,
    loadConfig: () => loadConfig(environment, { role: 'client' }),
  });
}
