// A repository of tiny Debian packages, and surroundings in which the real apt knows no other: no network is needed, and
// the lists, sources and settings of the machine's apt are left alone. dpkg is that of the machine.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { Lab } from './lab';
import { describeOutcome, runProgram } from './outcome';

export interface DebPackage {
  readonly name: string;
  readonly version: string;
  /** Path to content; those in /etc are configuration. */
  readonly files: Readonly<Record<string, string>>;
  readonly postinst?: string;
}

/** The folders of apt, and what stands for each in the lab. */
const FOLDERS = { '/etc/apt': 'apt/etc', '/var/lib/apt': 'apt/lib', '/var/cache/apt': 'apt/cache' } as const;
const EMPTY = ['etc/apt.conf.d', 'etc/preferences.d', 'etc/trusted.gpg.d', 'lib/lists/partial'];

export class DebRepository {
  private constructor(
    private readonly lab: Lab,
    private readonly names: readonly string[],
  ) {}

  /** Builds the packages. Those that are installed are purged with the end of the lab. */
  static async open(lab: Lab, packages: readonly DebPackage[]): Promise<DebRepository> {
    const repository = new DebRepository(lab, [...new Set(packages.map(({ name }) => name))]);
    // A run that was killed may have left them.
    await repository.#purge();
    lab.atEnd({ end: () => repository.#purge(), endNow: () => undefined });
    await repository.#build(packages);
    for (const folder of [...EMPTY, 'cache/archives/partial']) {
      mkdirSync(lab.path('apt', folder), { recursive: true });
    }
    lab.write('apt/etc/sources.list', `deb [trusted=yes] file:${lab.path('debs')} ./\n`);
    return repository;
  }

  /** What apt will no longer find. */
  lose(): void {
    rmSync(this.lab.path('debs/Packages'));
  }

  /** Words before a command line that runs where apt knows this repository only. */
  get surroundings(): [string, ...string[]] {
    const mounts = Object.entries(FOLDERS).map(
      ([place, folder]) => `mount --bind ${this.lab.path(folder)} ${place}`,
    );
    const script = [...mounts, 'exec "$@"'].join(' && ');
    return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh'];
  }

  async #build(packages: readonly DebPackage[]): Promise<void> {
    // apt reads as a user of its own.
    chmodSync(this.lab.dir, 0o755);
    const entries = await Promise.all(packages.map(spec => this.#buildOne(spec)));
    this.lab.write('debs/Packages', entries.join('\n'));
  }

  async #buildOne({ name, version, files, postinst }: DebPackage): Promise<string> {
    const folder = `tree-${name}-${version}`;
    const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: lab <lab@example.net>\nDescription: of the lab\n`;
    this.lab.write(`${folder}/DEBIAN/control`, control);
    const configuration = Object.keys(files).filter(path => path.startsWith('/etc/'));
    this.lab.write(`${folder}/DEBIAN/conffiles`, configuration.map(path => `${path}\n`).join(''));
    if (postinst) this.lab.write(`${folder}/DEBIAN/postinst`, postinst, 0o755);
    for (const [path, content] of Object.entries(files)) this.lab.write(`${folder}${path}`, content);
    mkdirSync(this.lab.path('debs'), { recursive: true });
    const deb = this.lab.path('debs', `${name}_${version}_all.deb`);
    await must('dpkg-deb', ['--root-owner-group', '--build', this.lab.path(folder), deb]);
    const bytes = readFileSync(deb);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return `${control}Filename: ./${basename(deb)}\nSize: ${bytes.length}\nSHA256: ${sha256}\n`;
  }

  async #purge(): Promise<void> {
    await must('dpkg', ['--purge', '--force-all', ...this.names]);
  }
}

async function must(file: string, args: readonly string[]): Promise<void> {
  const outcome = await runProgram(file, args, { env: { LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' } });
  if (outcome.code !== 0) throw new Error(describeOutcome(outcome));
}
