// What compile_code.ts made, kept on disk, so that the next run need not load a compiler. What is kept runs as our
// own code: it is taken only from files and folders that nobody else can write to.
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environment';
import { systemClock } from '../util/clock';
import { makeFolder } from '../util/make_folder';
import { VERSION } from '../version';
import type { Compiled } from './compile_code';
import { trustProblem } from './trusted_path';

// Changes with what the files hold.
const FORMAT = 1;
const OLD_MS = 60 * 24 * 3600 * 1000;

type Owner = Pick<Environment, 'home' | 'uid' | 'pid' | 'env'>;

export class CompiledCode {
  readonly folder: string;

  /** `name` is that of the folder; `nodeVersion` as `v20.20.2`. */
  constructor(
    name: 'steps' | 'agents',
    private readonly owner: Owner,
    private readonly nodeVersion: string,
  ) {
    const cache = owner.env.XDG_CACHE_HOME;
    this.folder = join(cache?.startsWith('/') ? cache : join(owner.home, '.cache'), 'fleetspec', name);
  }

  /** Undefined when it is not there, not whole, or not only ours. */
  read(text: string): Compiled | undefined {
    let file: number | undefined;
    try {
      if (!this.#isOurs()) return undefined;
      file = openSync(this.#fileFor(text), constants.O_RDONLY | constants.O_NOFOLLOW);
      const stat = fstatSync(file);
      if (!stat.isFile() || stat.uid !== this.owner.uid || writableByOthers(stat)) return undefined;
      const { code, map } = JSON.parse(readFileSync(file, 'utf8'));
      return typeof code === 'string' && typeof map === 'string' ? { code, map } : undefined;
    } catch {
      return undefined;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** Whole or not at all; where it cannot be kept, the next run compiles again. */
  keep(text: string, compiled: Compiled): void {
    const file = this.#fileFor(text);
    const draft = `${file}.${this.owner.pid}`;
    try {
      makeFolder(this.folder, 0o700);
      if (!this.#isOurs()) return;
      writeFileSync(draft, JSON.stringify(compiled), { mode: 0o600, flag: 'wx' });
      renameSync(draft, file);
      this.#forgetOld();
    } catch {
      rmSync(draft, { force: true });
    }
  }

  #fileFor(text: string): string {
    const digest = createHash('sha256').update(`${FORMAT}\n${VERSION}\n${this.nodeVersion}\n${text}`);
    return join(this.folder, `${digest.digest('hex').slice(0, 40)}.json`);
  }

  // Also that nobody can put another folder in its place.
  #isOurs(): boolean {
    return lstatSync(this.folder).uid === this.owner.uid && !trustProblem(this.folder, this.owner.uid);
  }

  #forgetOld(): void {
    for (const name of readdirSync(this.folder)) {
      const file = join(this.folder, name);
      if (systemClock.now() - lstatSync(file).mtimeMs > OLD_MS) rmSync(file, { force: true });
    }
  }
}

const writableByOthers = ({ mode }: Stats): boolean => (mode & 0o022) !== 0;
