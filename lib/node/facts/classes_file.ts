// The classes of this node: the lines of a file Puppet writes (`classesfile`).
import { describeError } from '../../errors';
import type { HostPaths } from '../../exec/host_paths';
import { readHostFile, statHostFile } from '../../probes/host_file';
import type { Logger } from '../../util/logger';

/** One class per line. */
export function parseClasses(text: string): string[] {
  const lines = text.split('\n').map(line => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export class ClassesFile {
  #classes: readonly string[] = [];
  #version = '';
  #complaint = '';
  #wasRead = false;

  constructor(
    private readonly path: string,
    private readonly paths: HostPaths,
    private readonly logger: Logger,
  ) {}

  /** Empty when there is no such file; never rejects. */
  async get(): Promise<readonly string[]> {
    try {
      const found = await statHostFile(this.paths, this.path);
      const version = found?.version ?? 'none';
      if (version === this.#version) return this.#classes;
      this.#classes = parseClasses((await readHostFile(this.paths, this.path)) ?? '');
      this.#version = version;
      this.#wasRead = true;
      this.#complaint = '';
    } catch (error) {
      this.#complain(`cannot read the classes: ${describeError(error)}`);
    }
    return this.#classes;
  }

  /** Why classes may be wanting, a sentence: the file is there and was never read. Undefined when there is none. */
  get problem(): string | undefined {
    return this.#wasRead ? undefined : `the classes of ${this.path} could not be read`;
  }

  // Every request asks for the classes: said once, not once for each of them.
  #complain(sentence: string): void {
    if (sentence !== this.#complaint) this.logger.error(sentence);
    this.#complaint = sentence;
  }
}
