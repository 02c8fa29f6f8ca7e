// Asks a person at the terminal; what secrets are typed is not shown.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Environment } from '../../environment';

export class Questions {
  readonly #screen: NodeJS.WritableStream;
  readonly #lines: ReturnType<typeof createInterface>;
  readonly #answers: AsyncIterator<string>;
  #silent = false;

  constructor({ stdin, stderr }: Pick<Environment, 'stdin' | 'stderr'>) {
    this.#screen = stderr;
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        if (!this.#silent) stderr.write(chunk);
        done();
      },
    });
    // Only a terminal of readline's own leaves typed letters to us; in tests there is none.
    const raw = 'setRawMode' in stdin;
    this.#lines = createInterface({ input: stdin, output, terminal: raw });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** Undefined: there is no more input. An empty answer is the standard one. */
  async ask(question: string, standard = ''): Promise<string | undefined> {
    this.#screen.write(standard === '' ? `${question} ` : `${question} [${standard}] `);
    const { value, done } = await this.#answers.next();
    return done ? undefined : value.trim() || standard;
  }

  async askSecret(question: string): Promise<string | undefined> {
    this.#screen.write(`${question} (not shown) `);
    this.#silent = true;
    try {
      const { value, done } = await this.#answers.next();
      return done ? undefined : value;
    } finally {
      this.#silent = false;
      this.#screen.write('\n');
    }
  }

  close(): void {
    this.#lines.close();
  }
}
