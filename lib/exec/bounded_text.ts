// Collects what a stream says up to a limit; the rest is read and forgotten, so that the writer never blocks.
import type { Readable } from 'node:stream';
import type { ProgramText } from './program_text';

export class BoundedText implements ProgramText {
  readonly #chunks: Buffer[] = [];
  #room: number;
  truncated = false;

  constructor(
    private readonly stream: Readable,
    maxBytes: number,
  ) {
    this.#room = maxBytes;
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    // A pipe that breaks ends the text; the program's exit tells the rest.
    stream.on('error', () => {});
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  release(): void {
    this.stream.destroy();
  }

  #take(chunk: Buffer): void {
    if (chunk.length > this.#room) this.truncated = true;
    if (this.#room === 0) return;
    const kept = chunk.subarray(0, this.#room);
    this.#room -= kept.length;
    this.#chunks.push(kept);
  }
}
