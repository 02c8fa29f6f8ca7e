// How the program ends: the one place that does so, after everything printed has been handed over.
import type { Environment } from '../environment';
import { describeError, isFleetspecError } from '../errors';
import { formatAnswer } from '../nagios/output';
import type { Display } from './display';
import { OutputLost } from './errors';
import { printable } from './printable';

// What a shell reports for a program that SIGPIPE ended, as it does every other program of a pipe.
const BROKEN_PIPE = 141;

type Process = Pick<Environment, 'stdout' | 'stderr' | 'exit'>;

/** Watches stdout and stderr from the start. */
export class Exit {
  /** Resolves with the exit code when the reader of stdout has gone away (`| head`): then there is nothing left to do. */
  readonly readerGone: Promise<number>;
  #outputFault: NodeJS.ErrnoException | undefined;

  constructor(private readonly environment: Process) {
    this.readerGone = new Promise(resolve => {
      environment.stdout.on('error', (error: NodeJS.ErrnoException) => {
        this.#outputFault ??= error;
        if (isGone(error)) resolve(BROKEN_PIPE);
      });
    });
    // Nowhere left to complain.
    environment.stderr.on('error', () => {});
  }

  /**
   * Ends the program with `code` once the reader has taken everything: however slow it is, so there is no deadline.
   * Output that could not be written (a full disk) is a fault, whatever the code.
   */
  async end(code: number, display: Display, faultExit: number): Promise<void> {
    display.progressEnd();
    await drained(this.environment.stdout);
    const fault = this.#outputFault;
    if (fault && !isGone(fault)) display.notice(`fleetspec: ${new OutputLost(fault).sentence}`);
    await drained(this.environment.stderr);
    this.environment.exit(fault ? (isGone(fault) ? BROKEN_PIPE : faultExit) : code);
  }
}

function isGone(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE';
}

// The callback of a write is called when what was written before it is gone, or has failed.
function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise(resolve => {
    stream.write('', () => resolve());
  });
}

export interface FaultManners {
  /** 3: a plugin, which tells the fault as its status line on stdout. */
  readonly faultExit: 1 | 3;
  /** Code, causes and stack too. */
  readonly verbose: boolean;
}

/** Tells what went wrong in one sentence and returns the exit code. */
export function tellFault(error: unknown, display: Display, { faultExit, verbose }: FaultManners): number {
  display.progressEnd();
  const sentence = isFleetspecError(error) ? error.sentence : `internal error: ${describeError(error)}`;
  if (faultExit === 3)
    display.line(formatAnswer({ status: 'UNKNOWN', subject: 'fleetspec', text: sentence }));
  else display.notice(`fleetspec: ${printable(sentence).replace(/\s*\n\s*/g, ' ')}`);
  if (verbose) for (const line of details(error)) display.notice(line);
  return faultExit;
}

// The chain of causes is short; a bound keeps a circular one from being told for ever.
const MAX_CAUSES = 8;

function details(error: unknown): string[] {
  const lines: string[] = [];
  let cause = error;
  for (let depth = 0; cause instanceof Error && depth < MAX_CAUSES; depth++) {
    const code = (cause as { code?: unknown }).code;
    const stack = cause.stack ?? cause.message;
    lines.push(`${depth > 0 ? 'caused by ' : ''}${code ? `[${String(code)}] ` : ''}${stack}`);
    cause = cause.cause;
  }
  return lines;
}
