// The policy files of a node: read when first needed, and again when they have changed.
import { join } from 'node:path';
import { describeError } from '../../errors';
import type { HostPaths } from '../../exec/host_paths';
import { absenceProblem, readHostFile, statHostFile } from '../../probes/host_file';

const MAX_BYTES = 1024 * 1024;
/** Agents and groups alike: nothing that could name another folder or a hidden file. */
const NAME = /^\w[\w.-]{0,254}$/;

/** A file that was read, one that is not there, or one that is there and cannot be read. */
export type PolicyFile<Content> =
  | { readonly state: 'read'; readonly file: string; readonly content: Content }
  | { readonly state: 'missing'; readonly file: string }
  | { readonly state: 'unreadable'; readonly file: string; readonly problem: string };

interface Remembered {
  readonly version: string;
  readonly found: PolicyFile<unknown>;
}

export class PolicyFolder {
  // As many as there are agents: names come from the configuration and from loaded agents only.
  readonly #files = new Map<string, Remembered>();

  constructor(
    readonly folder: string,
    private readonly paths: HostPaths,
  ) {}

  /** The same object until the file changes. Never rejects. */
  async get<Content>(name: string, parse: (text: string) => Content): Promise<PolicyFile<Content>> {
    const file = join(this.folder, name);
    if (!NAME.test(name)) return { state: 'unreadable', file, problem: 'it has no name for a policy' };
    const version = await this.#version(file);
    const known = this.#files.get(name);
    if (known?.version === version) return known.found as PolicyFile<Content>;
    const found = await this.#read(file, parse);
    this.#files.set(name, { version, found });
    return found;
  }

  async #version(file: string): Promise<string> {
    try {
      const found = await statHostFile(this.paths, file);
      return found?.version ?? `missing ${await absenceProblem(this.paths, file)}`;
    } catch (error) {
      return describeError(error);
    }
  }

  async #read<Content>(file: string, parse: (text: string) => Content): Promise<PolicyFile<Content>> {
    try {
      const text = await readHostFile(this.paths, file, MAX_BYTES);
      if (text !== undefined) return { state: 'read', file, content: parse(text) };
      // What was meant to be there must not be taken for what nobody wrote.
      const problem = await absenceProblem(this.paths, file);
      return problem === undefined ? { state: 'missing', file } : { state: 'unreadable', file, problem };
    } catch (error) {
      return { state: 'unreadable', file, problem: describeError(error) };
    }
  }
}
