// Facts from YAML files (MCollective 2.12, Facts::Yaml_facts): merged, all scalars as text, read again when they change.

import { describeError } from '../../errors';
import type { HostPaths } from '../../exec/host_paths';
import { readHostFile, statHostFile } from '../../probes/host_file';
import { parseRubyTree, scalarText, type YamlValue } from '../../probes/ruby_tree';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import type { Facts, FactValue } from '../agent';

const NO_FACTS: Facts = {};

/** One file, as it was when last read well. */
class FactFile {
  #facts: Facts = NO_FACTS;
  #version = '';
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly path: string,
    private readonly paths: HostPaths,
    private readonly cacheMs: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  get facts(): Facts {
    return this.#facts;
  }

  forget(): void {
    this.#version = '';
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  async refresh(): Promise<void> {
    const version = await this.#currentVersion();
    const now = this.clock.monotonic();
    if (version === this.#version && now - this.#readAt < this.cacheMs) return;
    this.#version = version;
    this.#readAt = now;
    try {
      this.#facts = await this.#read();
    } catch (error) {
      // A file that is missing, empty or half written is most often one being replaced.
      this.logger.error(`cannot load facts, the last good ones stay: ${describeError(error)}`, {
        file: this.path,
      });
    }
  }

  async #currentVersion(): Promise<string> {
    const found = await statHostFile(this.paths, this.path).catch(() => undefined);
    return found ? `${found.modifiedMs} ${found.size}` : 'none';
  }

  async #read(): Promise<Facts> {
    const text = await readHostFile(this.paths, this.path);
    if (text === undefined) throw new Error('there is no such file');
    const facts = parseFacts(text);
    if (Object.keys(facts).length === 0) throw new Error('there are no facts in it');
    return facts;
  }
}

/** The facts a YAML text holds. Throws BrokenYaml. */
export function parseFacts(text: string): Facts {
  return Object.fromEntries([...parseRubyTree(text)].map(([name, value]) => [name, factValue(value)]));
}

export class YamlFacts {
  readonly #files: readonly FactFile[];
  #refreshing: Promise<void> | undefined;

  /** Later files win. `cacheMs` is how long unchanged files are trusted. */
  constructor(files: readonly string[], cacheMs: number, paths: HostPaths, clock: Clock, logger: Logger) {
    this.#files = files.map(file => new FactFile(file, paths, cacheMs, clock, logger));
  }

  /** Never rejects: what cannot be read is logged. */
  async get(): Promise<Facts> {
    this.#refreshing ??= this.#refresh();
    await this.#refreshing;
    // Without a prototype a fact named __proto__ is only a fact.
    return Object.assign(Object.create(null), ...this.#files.map(file => file.facts));
  }

  /** The next `get` reads all files. */
  forget(): void {
    for (const file of this.#files) file.forget();
  }

  async #refresh(): Promise<void> {
    try {
      await Promise.all(this.#files.map(file => file.refresh()));
    } finally {
      this.#refreshing = undefined;
    }
  }
}

function factValue(value: YamlValue): FactValue {
  if (Array.isArray(value)) return value.map(factValue);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, factValue(item)]));
  }
  return scalarText(value);
}
