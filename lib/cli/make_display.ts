// The display of a real terminal, pipe or file. Colour only on a terminal that wants it (https://no-color.org).
import type { Environment } from '../environment';
import type { Display } from './display';

const DEFAULT_COLUMNS = 80;
const SPINNER = '|/-\\';
const CLEAR_LINE = '\r\x1b[K';

type Streams = Pick<Environment, 'stdout' | 'stderr' | 'env'>;

export function makeDisplay(environment: Streams): Display {
  return new StreamDisplay(environment);
}

class StreamDisplay implements Display {
  readonly colour: boolean;
  readonly #columns: number;
  readonly #streams: Streams;
  readonly #live: boolean;
  // The progress line as it stands on the terminal.
  #progress = '';
  #turn = 0;

  constructor(streams: Streams) {
    const { stdout, stderr, env } = streams;
    const plain = Boolean(env.NO_COLOR) || env.TERM === 'dumb';
    this.#streams = streams;
    this.colour = stdout.isTTY === true && !plain;
    this.#columns = Number(env.COLUMNS) || DEFAULT_COLUMNS;
    this.#live = stderr.isTTY === true && env.TERM !== 'dumb';
  }

  // Asked each time: a terminal may be resized meanwhile.
  get columns(): number {
    return this.#streams.stdout.columns || this.#columns;
  }

  line(text = ''): void {
    this.#around(() => this.#streams.stdout.write(`${text}\n`));
  }

  notice(text: string): void {
    this.#around(() => this.#streams.stderr.write(`${text}\n`));
  }

  progress(done: number, total: number): void {
    if (!this.#live) return;
    const spinner = done >= total ? '*' : SPINNER[this.#turn++ % SPINNER.length]!;
    this.#progress = progressLine(done, total, spinner, this.#streams.stderr.columns || this.columns);
    this.#streams.stderr.write(CLEAR_LINE + this.#progress);
  }

  progressEnd(): void {
    if (this.#progress) this.#streams.stderr.write('\n');
    this.#progress = '';
  }

  // Both streams may be the same terminal: the progress line makes room and comes back below.
  #around(write: () => void): void {
    if (this.#progress) this.#streams.stderr.write(CLEAR_LINE);
    write();
    if (this.#progress) this.#streams.stderr.write(this.#progress);
  }
}

/** ` | [ ====>      ] 3 / 10`, as MCollective's. */
export function progressLine(done: number, total: number, spinner: string, columns: number): string {
  const count = `${done} / ${total}`;
  const width = Math.min(60, columns - 22);
  if (width < 10 || total <= 0) return ` ${spinner} ${count}`;
  const filled = Math.min(width, Math.round((width * done) / total));
  const bar = `${'='.repeat(filled)}>`.padEnd(width + 1);
  return ` ${spinner} [ ${bar} ] ${count}`;
}
