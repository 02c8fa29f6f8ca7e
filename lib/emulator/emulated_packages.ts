// dpkg and apt as two lists in memory: what is installed on an emulated host, and what could be.
// Knows the commands the package agent and the data plugin use; nothing is fetched, no package depends on another.
import type { EmulatedProgram, EmulatedResult } from './emulated_programs';

const ARCHITECTURE = 'amd64';
const REPOSITORY = 'Emulated:1/stable';
/** Of packages nobody gave a version. */
const FIRST_VERSION = '1.0-1';

const FAULT = 100;

export class EmulatedPackages {
  readonly #installed = new Map<string, string>();
  readonly #left = new Set<string>();
  readonly #offered = new Map<string, string>();
  #locked = false;

  /** Installed from now on, and offered in that version unless another was. */
  set(name: string, version = FIRST_VERSION): void {
    this.#installed.set(name, version);
    this.#left.delete(name);
    if (!this.#offered.has(name)) this.#offered.set(name, version);
  }

  /** No longer installed, without a trace; it can be installed again. */
  remove(name: string): void {
    this.#installed.delete(name);
    this.#left.delete(name);
  }

  /** Can be installed in that version, or updated to it. */
  offer(name: string, version = FIRST_VERSION): void {
    this.#offered.set(name, version);
  }

  /** Another program holds the locks of apt, until told that it does not. */
  lock(locked = true): void {
    this.#locked = locked;
  }

  /** Undefined when it is not installed. */
  version(name: string): string | undefined {
    return this.#installed.get(name);
  }

  get programs(): Record<string, EmulatedProgram> {
    return {
      dpkg: args => (args[0] === '--list' ? this.#list() : unknown('dpkg', args)),
      'dpkg-query': args => this.#query(args),
      'apt-cache': ([command, ...names]) => this.#cache(command, operands(names)),
      'apt-get': args => this.#apt(args),
    };
  }

  #list(): EmulatedResult {
    const rows = this.#sorted().map(([name, version]) => `ii  ${name} ${version} ${ARCHITECTURE} emulated\n`);
    return { stdout: `||/ Name Version Architecture Description\n${rows.join('')}` };
  }

  // dpkg-query -W -f=FORMAT -- NAME
  #query(args: readonly string[]): EmulatedResult {
    const format = args.find(arg => arg.startsWith('-f='))?.slice(3) ?? '';
    const [name = ''] = operands(args);
    const version = this.#installed.get(name);
    if (version === undefined && !this.#left.has(name))
      return { code: 1, stderr: `dpkg-query: no packages found matching ${name}\n` };
    const status = version === undefined ? 'config-files' : 'installed';
    const fields: Record<string, string> = {
      Package: name,
      Version: version ?? this.#offered.get(name) ?? FIRST_VERSION,
      Architecture: ARCHITECTURE,
      'db:Status-Status': status,
      'db:Status-Eflag': 'ok',
    };
    return { stdout: format.replace(/\$\{([^}]+)\}/g, (_, field: string) => fields[field] ?? '') };
  }

  #cache(command: string | undefined, [name = '']: readonly string[]): EmulatedResult {
    const offered = this.#offered.get(name);
    if (offered === undefined) return {};
    if (command === 'madison') return { stdout: `${name} | ${offered} | ${REPOSITORY} Packages\n` };
    const installed = this.#installed.get(name) ?? '(none)';
    return { stdout: `${name}:\n  Installed: ${installed}\n  Candidate: ${offered}\n` };
  }

  #apt(args: readonly string[]): EmulatedResult {
    if (args.includes('--simulate')) return { stdout: this.#updates() };
    if (this.#locked)
      return fault('Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1 (emulated)');
    const command = ['install', 'remove', 'purge', 'update'].find(verb => args.includes(verb));
    const [name = '', version] = (operands(args)[0] ?? '').split('=');
    switch (command) {
      case 'install':
        return this.#install(name, version);
      case 'remove':
        return this.#take(name, () => this.#left.add(name));
      case 'purge':
        return this.#take(name, () => this.#left.delete(name));
      case 'update':
        return { stdout: 'Reading package lists...\n' };
      default:
        return unknown('apt-get', args);
    }
  }

  #install(name: string, version: string | undefined): EmulatedResult {
    const offered = this.#offered.get(name);
    if (offered === undefined) return fault(`Unable to locate package ${name}`);
    if (version !== undefined && version !== offered)
      return fault(`Version '${version}' for '${name}' was not found`);
    this.set(name, offered);
    return { stdout: `Setting up ${name} (${offered}) ...\n` };
  }

  #take(name: string, leave: () => void): EmulatedResult {
    this.#installed.delete(name);
    leave();
    return { stdout: `Removing ${name} ...\n` };
  }

  #updates(): string {
    const outdated = this.#sorted().filter(([name, version]) => this.#offered.get(name) !== version);
    return outdated
      .map(
        ([name, old]) =>
          `Inst ${name} [${old}] (${this.#offered.get(name)} ${REPOSITORY} [${ARCHITECTURE}])\n`,
      )
      .join('');
  }

  #sorted(): [string, string][] {
    return [...this.#installed].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

const operands = (args: readonly string[]): string[] => args.slice(args.indexOf('--') + 1);

const fault = (sentence: string): EmulatedResult => ({ code: FAULT, stderr: `E: ${sentence}\n` });

function unknown(program: string, args: readonly string[]): EmulatedResult {
  return { code: 2, stderr: `${program}: not known to an emulated host: ${args.join(' ')}\n` };
}
