// One emulated host: load, memory, disks, processes, Puppet's state, facts and classes as files in a folder of its own,
// programs and network as objects.
import type { HostCalls } from '../exec/host_calls';
import type { HostPaths } from '../exec/host_paths';
import { type EmulatedDisk, EmulatedDisks } from './emulated_disks';
import { EmulatedFiles } from './emulated_files';
import { EmulatedIptables } from './emulated_iptables';
import { EmulatedNetwork, type Reach } from './emulated_network';
import { EmulatedPackages } from './emulated_packages';
import { type EmulatedProcess, EmulatedProcesses } from './emulated_processes';
import { EmulatedPrograms } from './emulated_programs';
import { type EmulatedServiceStatus, EmulatedServices, type ServiceTraits } from './emulated_services';

export type EmulatedPuppet = 'applying' | 'idling' | 'disabled' | 'stopped';

/** Bytes. */
export interface EmulatedMemory {
  readonly total: number;
  readonly available: number;
  readonly swapTotal?: number;
  readonly swapFree?: number;
}

export interface HostDescription {
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly classes?: readonly string[];
  /** Load averages over 1, 5 and 15 minutes. */
  readonly load?: readonly [number, number, number];
  readonly cpus?: number;
  readonly puppet?: EmulatedPuppet;
  readonly memory?: EmulatedMemory;
  readonly disks?: readonly EmulatedDisk[];
  /** Command lines; besides init and Puppet's agent. */
  readonly processes?: readonly (string | EmulatedProcess)[];
  /** Path to content. */
  readonly files?: Readonly<Record<string, string>>;
  /** IPv4 addresses whose traffic is dropped. */
  readonly blocked?: readonly string[];
  /** By address or name; all others are out of reach. */
  readonly reachable?: Readonly<Record<string, Reach>>;
  /** Installed packages and their versions. Without it the host has no package manager. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Services of systemd, which start with the system. Without it the host has none. */
  readonly services?: Readonly<Record<string, EmulatedServiceStatus>>;
}

export const FACTS_FILE = '/etc/fleetspec/facts.yaml';
export const CLASSES_FILE = '/var/cache/puppet/state/classes.txt';
const STATE = '/var/cache/puppet/state';
const RUN_LOCK = `${STATE}/agent_catalog_run.lock`;
const DISABLED_LOCK = `${STATE}/agent_disabled.lock`;
const PID_FILE = '/run/puppet/agent.pid';
const INIT_PID = 1;
const PUPPET_PID = 4711;
const GIB = 1024 ** 3;

export class EmulatedHost {
  readonly paths: HostPaths;
  readonly exec = new EmulatedPrograms();
  readonly calls: HostCalls;
  readonly packages = new EmulatedPackages();
  readonly services = new EmulatedServices();
  readonly #files: EmulatedFiles;
  readonly #disks: EmulatedDisks;
  readonly #processes: EmulatedProcesses;
  readonly #network = new EmulatedNetwork();

  /** `root` is made and then owned by this host. */
  constructor(root: string, description: HostDescription = {}) {
    this.#files = new EmulatedFiles(root);
    this.paths = this.#files.paths;
    this.#disks = new EmulatedDisks(this.#files);
    this.#processes = new EmulatedProcesses(this.#files);
    this.calls = {
      fileSystemRoom: path => this.#disks.room(path),
      addresses: name => this.#network.addresses(name),
      reach: (address, port) => this.#network.reach(address, port),
    };
    this.exec.install(this.#network.programs);
    this.exec.onSignal((pid, signal) => this.#processes.signal(pid, signal));
    this.exec.install(new EmulatedIptables('junk_filter', description.blocked).programs);
    const { facts = {}, classes = [], load = [0.1, 0.1, 0.1], cpus = 2, puppet = 'idling' } = description;
    // JSON is YAML.
    this.#write(FACTS_FILE, JSON.stringify(facts));
    this.#write(CLASSES_FILE, classes.map(name => `${name}\n`).join(''));
    this.#write('/proc/uptime', '86400.00 170000.00\n');
    this.#write(
      '/proc/stat',
      Array.from({ length: cpus }, (_, i) => `cpu${i} 1 0 1 1 0 0 0 0 0 0\n`).join(''),
    );
    this.setLoad(...load);
    this.#processes.start({ command: '/sbin/init', pid: INIT_PID });
    this.setPuppet(puppet);
    this.setProcesses(description.processes ?? []);
    this.setMemory(description.memory ?? { total: 2 * GIB, available: GIB });
    this.setDisks(description.disks ?? [{ mount: '/', size: 10 * GIB, used: 4 * GIB }]);
    for (const [target, reach] of Object.entries(description.reachable ?? {}))
      this.setReachable(target, reach);
    for (const [path, content] of Object.entries(description.files ?? {})) this.writeFile(path, content);
    this.#addPackages(description.packages);
    this.#addServices(description.services);
  }

  setLoad(one: number, five = one, fifteen = five): void {
    const averages = [one, five, fifteen].map(load => load.toFixed(2)).join(' ');
    this.#write('/proc/loadavg', `${averages} 1/100 ${PUPPET_PID}\n`);
  }

  /** What Puppet's agent does, in the lock and pid files it would leave. */
  setPuppet(state: EmulatedPuppet): void {
    for (const file of [RUN_LOCK, DISABLED_LOCK, PID_FILE]) this.#files.remove(file);
    const runs = state === 'applying' || state === 'idling';
    if (runs) this.#processes.start({ command: 'puppet agent', pid: PUPPET_PID });
    else this.#processes.end(PUPPET_PID);
    if (state === 'disabled') this.#write(DISABLED_LOCK, '{"disabled_message":"emulated"}');
    if (state === 'applying') this.#write(RUN_LOCK, String(PUPPET_PID));
    if (runs) this.#write(PID_FILE, `${PUPPET_PID}\n`);
  }

  setMemory({ total, available, swapTotal = 0, swapFree = swapTotal }: EmulatedMemory): void {
    const lines = { MemTotal: total, MemAvailable: available, SwapTotal: swapTotal, SwapFree: swapFree };
    const text = Object.entries(lines).map(([name, bytes]) => `${name}: ${Math.floor(bytes / 1024)} kB\n`);
    this.#write('/proc/meminfo', text.join(''));
  }

  setDisks(disks: readonly EmulatedDisk[]): void {
    this.#disks.set(disks);
  }

  /** Instead of those it had; init and Puppet's agent stay. */
  setProcesses(processes: readonly (string | EmulatedProcess)[]): void {
    this.#processes.replace(processes, [INIT_PID, PUPPET_PID]);
  }

  /** Its pid. */
  startProcess(process: string | EmulatedProcess): number {
    return this.#processes.start(typeof process === 'string' ? { command: process } : process);
  }

  endProcess(pid: number): void {
    this.#processes.end(pid);
  }

  /** Whether, and on which ports, this host reaches another, by its address or name; undefined: not any more. */
  setReachable(target: string, reach: Reach | undefined): void {
    this.#network.set(target, reach);
  }

  writeFile(path: string, content: string): void {
    this.#write(path, content);
  }

  removeFile(path: string): void {
    this.#files.remove(path);
  }

  /** Installed from now on, in that version. */
  setPackage(name: string, version?: string): void {
    this.packages.set(name, version);
  }

  /** No longer installed, without a trace; it can be installed again. */
  removePackage(name: string): void {
    this.packages.remove(name);
  }

  /** Can be installed in that version, or updated to it. */
  offerPackage(name: string, version?: string): void {
    this.packages.offer(name, version);
  }

  setService(name: string, status: EmulatedServiceStatus, traits?: ServiceTraits): void {
    this.services.set(name, status, traits);
  }

  // The files by which a host is known to have dpkg, apt and systemd.
  #addPackages(packages: HostDescription['packages']): void {
    if (packages === undefined) return;
    this.exec.install(this.packages.programs);
    this.#write('/var/lib/dpkg/status', '');
    this.#write('/usr/bin/apt-get', '');
    for (const [name, version] of Object.entries(packages)) this.packages.set(name, version);
  }

  #addServices(services: HostDescription['services']): void {
    if (services === undefined) return;
    this.exec.install(this.services.programs);
    this.#write('/run/systemd/system/emulated', '');
    for (const [name, status] of Object.entries(services)) this.services.set(name, status);
  }

  #write(path: string, content: string): void {
    this.#files.write(path, content);
  }
}
