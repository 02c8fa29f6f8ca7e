// Keeps what nodes told of themselves: a folder with one file per node.
//
// The file is named by the identity (`web1.example.net`), nothing before or after it, and holds one JSON object, which is
// also YAML:
//
//     {"agentlist":["discovery","rpcutil"],"facts":{"country":"uk"},"classes":["role::web"],
//      "collectives":["mcollective"],"identity":"web1.example.net","lastseen":1700000000}
//
// Files are replaced in one step, so that a reader never sees half of one; their mtime is when the node was last heard,
// as registration-monitor of MCollective has it and its check for Nagios expects. Names that begin with a dot are no
// nodes. Files of nodes that are gone stay until somebody removes them.
import { access, constants, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegistrationRecord } from './registration_record';

export interface StoreLimits {
  /** Files in the folder. */
  readonly nodes: number;
  /** Of one file. */
  readonly bytes: number;
}

const DEFAULT_STORE_LIMITS: StoreLimits = { nodes: 20_000, bytes: 1024 * 1024 };

// Identities as MCollective restricts them, less those that would not be names of files or look like our own.
const FILE_NAME = /^[\w-][\w.-]{0,254}$/;
/** The longest a name of a file may be. */
const MAX_NAME = 255;

export class RegistrationStore {
  /** Names of the files there; read once, for nobody else should write there. */
  #names: Promise<Set<string>> | undefined;
  #writes = 0;

  constructor(
    readonly folder: string,
    private readonly limits: StoreLimits = DEFAULT_STORE_LIMITS,
  ) {}

  /** A sentence why nothing can be kept, undefined when it can. */
  async problem(): Promise<string | undefined> {
    try {
      await access(this.folder, constants.W_OK | constants.X_OK);
      return undefined;
    } catch (error) {
      return `the folder ${this.folder} cannot be written: ${(error as NodeJS.ErrnoException).code}`;
    }
  }

  /** Resolves with a sentence why it was not kept, undefined when it was. Rejects when the disk does. */
  async keep(record: RegistrationRecord): Promise<string | undefined> {
    const { identity } = record;
    if (!FILE_NAME.test(identity)) return 'its identity cannot be the name of a file';
    const text = `${JSON.stringify(record, plainText)}\n`;
    const bytes = Buffer.byteLength(text);
    if (bytes > this.limits.bytes) return `its ${bytes} bytes are more than ${this.limits.bytes}`;
    const names = await this.#known();
    if (!names.has(identity) && names.size >= this.limits.nodes) {
      return `there are ${names.size} nodes already; remove the files of those that are gone and reload`;
    }
    names.add(identity);
    await this.#replace(identity, text);
    return undefined;
  }

  #known(): Promise<Set<string>> {
    this.#names ??= readdir(this.folder).then(
      names => new Set(names.filter(name => FILE_NAME.test(name))),
      error => {
        // Looked for again with the next node.
        this.#names = undefined;
        throw error;
      },
    );
    return this.#names;
  }

  async #replace(identity: string, text: string): Promise<void> {
    const suffix = `.${++this.#writes}`;
    const half = join(this.folder, `.${identity.slice(0, MAX_NAME - 1 - suffix.length)}${suffix}`);
    try {
      await writeFile(half, text, { mode: 0o640 });
      await rename(half, join(this.folder, identity));
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
  }
}

// What JSON cannot say, as text. Buffers turn into objects before a replacer sees them, hence `this`.
function plainText(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  if (typeof original === 'bigint') return String(original);
  return Buffer.isBuffer(original) ? original.toString('utf8') : value;
}
