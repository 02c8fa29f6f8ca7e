// Sees to it that a run ends well whatever happens to it: signals and faults that nobody caught end its steps, undo its
// changes and leave an answer.
import type { Environment } from '../environment';
import type { Deadline } from './deadline';
import { Interrupted, StrayFault } from './errors';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs `body` under watch. */
export async function underWatch<T>(
  environment: Environment,
  deadline: Deadline,
  body: () => Promise<T>,
): Promise<T> {
  const stops = [
    ...SIGNALS.map(name => environment.onSignal(name, () => deadline.stop(new Interrupted(name)))),
    environment.onFault?.(fault => deadline.stop(new StrayFault(fault))),
    onReaderGone(environment, () => deadline.stop(new Interrupted('SIGPIPE'))),
  ];
  try {
    return await body();
  } finally {
    for (const stop of stops) stop?.();
  }
}

// `| head`: nobody reads on, and what was changed must still be undone.
function onReaderGone({ stdout }: Environment, stop: () => void): () => void {
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') stop();
  };
  stdout.on('error', onError);
  return () => stdout.removeListener('error', onError);
}
