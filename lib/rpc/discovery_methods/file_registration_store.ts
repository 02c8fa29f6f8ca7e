// Registration documents in a folder, one file per node, named by its identity.
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../../errors';
import { FilterSyntax } from '../../mcollective/errors';
import { EMPTY_FILTER, type Filter } from '../../mcollective/filter';
import { type FilterReport, matches } from '../../mcollective/filter_match';
import type { Clock } from '../../util/clock';
import { describeFilter } from '../describe_filter';
import { checkNodeName } from '../names';
import { RegistrationUnreadable } from './errors';
import { parseRegistration, type RegistrationDocument } from './registration_document';
import type { Registered, RegistrationSearch, RegistrationStore } from './registration_store';

const MAX_FILES = 100_000;
const MAX_BYTES = 4 * 1024 * 1024;
// Between files others get their turn: ten thousand documents take seconds.
const FILES_AT_ONCE = 200;

interface Judging extends RegistrationSearch {
  readonly refuse: FilterReport;
}

export class FileRegistrationStore implements RegistrationStore {
  constructor(
    private readonly directory: string,
    private readonly clock: Clock,
  ) {}

  async search(filter: Filter, search: RegistrationSearch): Promise<Registered> {
    const nodes: string[] = [];
    const stale: string[] = [];
    const unreadable: { name: string; problem: string }[] = [];
    // A filter that cannot be evaluated is refused, not taken for one that nobody matches.
    const refuse = (problem: string): never => {
      throw new FilterSyntax(
        describeFilter(filter),
        problem,
        'write regexes as Ruby has them, between slashes',
      );
    };
    for (const [index, name] of this.#names().entries()) {
      if (index % FILES_AT_ONCE === FILES_AT_ONCE - 1) await new Promise(resolve => setImmediate(resolve));
      try {
        const verdict = this.#judge(name, filter, { ...search, refuse });
        if (verdict === 'stale') stale.push(name);
        else if (verdict) nodes.push(name);
      } catch (error) {
        if (error instanceof FilterSyntax) throw error;
        unreadable.push({ name: name.slice(0, 80), problem: describeError(error) });
      }
    }
    return { nodes, stale, unreadable };
  }

  #judge(name: string, filter: Filter, { collective, maxAgeMs, refuse }: Judging): boolean | 'stale' {
    checkNodeName(name);
    // A node that is not meant by its name need not be read.
    if (!matches({ ...EMPTY_FILTER, identity: filter.identity }, nameOnly(name), refuse)) return false;
    const { document, seenMs } = this.#read(name);
    if (document.collectives && !document.collectives.includes(collective)) return false;
    if (!matches(filter, document, refuse)) return false;
    return this.clock.now() - seenMs > maxAgeMs ? 'stale' : true;
  }

  #read(name: string): { document: RegistrationDocument; seenMs: number } {
    const path = join(this.directory, name);
    const { size, mtimeMs } = statSync(path);
    if (size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    const document = parseRegistration(readFileSync(path, 'utf8'), name);
    return { document, seenMs: document.lastseen === undefined ? mtimeMs : document.lastseen * 1000 };
  }

  #names(): string[] {
    const files = this.#files();
    if (files.length > MAX_FILES)
      throw new RegistrationUnreadable(this.directory, `there are more than ${MAX_FILES} files`);
    return files.map(file => file.name).sort();
  }

  // What begins with a dot is half written, or nobody's.
  #files(): Dirent[] {
    try {
      const entries = readdirSync(this.directory, { withFileTypes: true });
      return entries.filter(entry => entry.isFile() && !entry.name.startsWith('.'));
    } catch (error) {
      throw new RegistrationUnreadable(
        this.directory,
        (error as NodeJS.ErrnoException).code ?? describeError(error),
        error,
      );
    }
  }
}

function nameOnly(identity: string) {
  return { identity, agents: [], classes: [], facts: {} };
}
