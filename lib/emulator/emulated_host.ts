// The files of one emulated host: load, uptime, Puppet's state, facts and classes, in a folder of its own.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type HostPaths, rootedPaths } from '../exec/host_paths';
import { EmulatedIptables } from './emulated_iptables';
import { EmulatedPrograms } from './emulated_programs';

export type EmulatedPuppet = 'applying' | 'idling' | 'disabled' | 'stopped';

export interface HostDescription {
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly classes?: readonly string[];
  /** Load averages over 1, 5 and 15 minutes. */
  readonly load?: readonly [number, number, number];
  readonly cpus?: number;
  readonly puppet?: EmulatedPuppet;
}

export const FACTS_FILE = '/etc/fleetspec/facts.yaml';
export const CLASSES_FILE = '/var/cache/puppet/state/classes.txt';
const STATE = '/var/cache/puppet/state';
const RUN_LOCK = `${STATE}/agent_catalog_run.lock`;
const DISABLED_LOCK = `${STATE}/agent_disabled.lock`;
const PID_FILE = '/run/puppet/agent.pid';
const PUPPET_PID = 4711;

export class EmulatedHost {
  readonly paths: HostPaths;
  readonly exec = new EmulatedPrograms();

  /** `root` is made and then owned by this host. */
  constructor(root: string, description: HostDescription = {}) {
    this.paths = rootedPaths(root);
    this.exec.install(new EmulatedIptables().programs);
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
    this.setPuppet(puppet);
  }

  setLoad(one: number, five = one, fifteen = five): void {
    const averages = [one, five, fifteen].map(load => load.toFixed(2)).join(' ');
    this.#write('/proc/loadavg', `${averages} 1/100 ${PUPPET_PID}\n`);
  }

  /** What Puppet's agent does, in the lock and pid files it would leave. */
  setPuppet(state: EmulatedPuppet): void {
    for (const file of [RUN_LOCK, DISABLED_LOCK, PID_FILE]) rmSync(this.paths.resolve(file), { force: true });
    this.#write(`/proc/${PUPPET_PID}/stat`, `${PUPPET_PID} (puppet) S 1 1 1 0 -1 0\n`);
    if (state === 'disabled') this.#write(DISABLED_LOCK, '{"disabled_message":"emulated"}');
    if (state === 'applying') this.#write(RUN_LOCK, String(PUPPET_PID));
    if (state === 'applying' || state === 'idling') this.#write(PID_FILE, `${PUPPET_PID}\n`);
  }

  #write(path: string, content: string): void {
    const file = this.paths.resolve(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
