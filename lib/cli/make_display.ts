// The display of a real terminal, pipe or file. Colour only on a terminal that wants it (https://no-color.org).
import type { Environment } from '../environment';
import type { Display } from './display';

const DEFAULT_COLUMNS = 80;
const SPINNER = '|/-\\';
const CLEAR_LINE = '\r\x1b[K';

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly spinner: string;
}

type Streams = Pick<Environment, 'stdout' | 'stderr' | 'env'>;

export function makeDisplay(environment: Streams): Display {
  return new StreamDisplay(environment);
}

class StreamDisplay implements Display {
  readonly colour: boolean;
  readonly #columns: number;
  readonly #streams: Streams;
  readonly #live: boolean;
  // What the progress line on the terminal says.
  #progress: Progress | undefined;
  #turn = 0;
  // A terminal that is made narrower must not break the line in two.
  readonly #redraw = (): void => this.#draw();

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
    if (!this.#progress) this.#streams.stderr.on('resize', this.#redraw);
    this.#progress = { done, total, spinner };
    this.#draw();
  }

  progressEnd(): void {
    if (!this.#progress) return;
    this.#streams.stderr.removeListener('resize', this.#redraw);
    this.#streams.stderr.write('\n');
    this.#progress = undefined;
  }

  #draw(): void {
    if (this.#progress) this.#streams.stderr.write(CLEAR_LINE + this.#barText(this.#progress));
  }

  #barText({ done, total, spinner }: Progress): string {
    return progressLine(done, total, spinner, this.#streams.stderr.columns || this.columns);
  }

  // Both streams may be the same terminal: the progress line makes room and comes back below.
  #around(write: () => void): void {
    if (this.#progress) this.#streams.stderr.write(CLEAR_LINE);
    write();
    if (this.#progress) this.#streams.stderr.write(this.#barText(this.#progress));
  }
}

// ` | [ `, the tip of the bar, ` ] `, and a column that stays free: in the last one some terminals begin a new line.
const AROUND = 10;

/** ` | [ ====>      ] 3 / 10`, as MCollective's. */
export function progressLine(done: number, total: number, spinner: string, columns: number): string {
  const count = `${done} / ${total}`;
  // As mco's, and a little shorter where the count is longer than mco thought.
  const width = Math.min(60, columns - 22, columns - count.length - AROUND);
  if (width < 10 || total <= 0) return ` ${spinner} ${count}`;
  const filled = Math.min(width, Math.round((width * done) / total));
  const bar = `${'='.repeat(filled)}>`.padEnd(width + 1);
  return ` ${spinner} [ ${bar} ] ${count}`;
}
