// Facts from YAML files (MCollective 2.12, Facts::Yaml_facts): merged, all scalars as text, read again when they change.

import { describeError } from '../../errors';
import type { HostPaths } from '../../exec/host_paths';
import { readHostFile, statHostFile } from '../../probes/host_file';
import { parseRubyTree, scalarText, type YamlValue } from '../../probes/ruby_tree';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import type { Facts, FactTree, FactTreeValue, FactValue } from '../agent';

/** One file, as it was when last read well. */
class FactFile {
  #facts: FactTree = new Map();
  #wasRead = false;
  #version = '';
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly path: string,
    private readonly paths: HostPaths,
    private readonly cacheMs: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  get facts(): FactTree {
    return this.#facts;
  }

  /** Undefined once the file was read: then the last good facts stay. */
  get problem(): string | undefined {
    return this.#wasRead ? undefined : `the facts of ${this.path} could not be read`;
  }

  forget(): void {
    this.#version = '';
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  /** True when the file was read again. */
  async refresh(): Promise<boolean> {
    const version = await this.#currentVersion();
    const now = this.clock.monotonic();
    if (version === this.#version && now - this.#readAt < this.cacheMs) return false;
    this.#version = version;
    this.#readAt = now;
    try {
      this.#facts = await this.#read();
      this.#wasRead = true;
    } catch (error) {
      // A file that is missing, empty or half written is most often one being replaced.
      this.logger.error(`cannot load facts, the last good ones stay: ${describeError(error)}`, {
        file: this.path,
      });
    }
    return true;
  }

  async #currentVersion(): Promise<string> {
    const found = await statHostFile(this.paths, this.path).catch(() => undefined);
    return found ? `${found.modifiedMs} ${found.size}` : 'none';
  }

  async #read(): Promise<FactTree> {
    const text = await readHostFile(this.paths, this.path);
    if (text === undefined) throw new Error('there is no such file');
    const facts = parseFacts(text);
    if (facts.size === 0) throw new Error('there are no facts in it');
    return facts;
  }
}

export class YamlFacts {
  readonly #files: readonly FactFile[];
  #refreshing: Promise<void> | undefined;
  #tree: FactTree = new Map();
  #plain: Facts = {};

  /** Later files win. `cacheMs` is how long unchanged files are trusted. */
  constructor(files: readonly string[], cacheMs: number, paths: HostPaths, clock: Clock, logger: Logger) {
    this.#files = files.map(file => new FactFile(file, paths, cacheMs, clock, logger));
  }

  /** For filters. Never rejects: what cannot be read is logged. */
  async get(): Promise<Facts> {
    await this.tree();
    return this.#plain;
  }

  /** In the order of the files, which plain objects do not keep. Never rejects. */
  async tree(): Promise<FactTree> {
    this.#refreshing ??= this.#refresh();
    await this.#refreshing;
    return this.#tree;
  }

  /** Why facts may be wanting, a sentence; undefined when every file was read at least once. */
  get problem(): string | undefined {
    return this.#files.find(file => file.problem !== undefined)?.problem;
  }

  /** All files are read at the next request. */
  forget(): void {
    for (const file of this.#files) file.forget();
  }

  async #refresh(): Promise<void> {
    try {
      const changed = await Promise.all(this.#files.map(file => file.refresh()));
      if (!changed.includes(true)) return;
      this.#tree = new Map(this.#files.flatMap(file => [...file.facts]));
      this.#plain = plainFacts(this.#tree);
    } finally {
      this.#refreshing = undefined;
    }
  }
}

/** The facts a YAML text holds, all scalars as Ruby's `to_s` shows them. Throws BrokenYaml. */
export function parseFacts(text: string): FactTree {
  return textTree(parseRubyTree(text)) as FactTree;
}

/** The same as plain objects, for filters. */
export function plainFacts(tree: FactTree): Facts {
  return Object.fromEntries([...tree].map(([name, value]) => [name, plainFact(value)]));
}

function textTree(value: YamlValue): FactTreeValue {
  if (Array.isArray(value)) return value.map(textTree);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, textTree(item)]));
  return scalarText(value);
}

function plainFact(value: FactTreeValue): FactValue {
  if (Array.isArray(value)) return value.map(plainFact);
  return value instanceof Map ? plainFacts(value) : value;
}
