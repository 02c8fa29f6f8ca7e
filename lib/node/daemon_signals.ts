// What the daemon does on signals, as mcollectived's: USR1 reload, USR2 log level, WINCH log file; HUP as any daemon.
import type { Environment } from '../environment';
import { describeError } from '../errors';
import type { LineLogger, LineSink } from './line_logger';

type Signals = Pick<Environment, 'onSignal' | 'exit'>;

/** The first SIGTERM or SIGINT asks; whoever sends a second does not want to wait: `leave` is all that is still done. */
export function stopOnSignal(environment: Signals, leave: () => void): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    environment.onSignal(signal, () => {
      if (controller.signal.aborted) {
        leave();
        environment.exit(0);
      }
      controller.abort(new Error(`got ${signal}`));
    });
  }
  return controller;
}

/** `reload` is called for facts and agents. */
export function obeySignals(
  environment: Signals,
  sink: LineSink,
  logger: LineLogger,
  reload: () => Promise<void>,
): void {
  const reopen = (): void => {
    try {
      sink.reopen();
    } catch (error) {
      // It goes on in the old one.
      logger.error(describeError(error));
    }
  };
  const readAgain = async (): Promise<void> => {
    reopen();
    logger.info('reading facts and agents again');
    await reload().catch(error => logger.error(`reload failed: ${describeError(error)}`));
  };
  for (const signal of ['SIGHUP', 'SIGUSR1'] as const) environment.onSignal(signal, () => void readAgain());
  environment.onSignal('SIGWINCH', reopen);
  environment.onSignal('SIGUSR2', () => {
    const level = logger.cycleLevel();
    logger[level](`the log level is ${level} now`);
  });
}
