// Hosts of the lab: network namespaces on one bridge, with addresses of their own and real iptables.
//
// The bridge sits in a namespace too, so that no firewall of the machine itself stands between the hosts; one
// veth pair leads from there to the machine, where the broker is.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { startTimeOf } from './journal';
import type { Lab } from './lab';
import { type Outcome, type RunOptions, runProgram } from './outcome';

const PREFIX = 'fslab';
const NETNS_DIR = '/var/run/netns';
export const CHAIN = 'junk_filter';
const FILTERS = ['iptables', 'ip6tables'] as const;

/** One host: what to put before a command to run it there, and its addresses. */
export interface LabHost {
  readonly name: string;
  readonly namespace: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

/** The command line that runs `file` on the host. */
export function onHost(host: LabHost, file: string, args: readonly string[]): [string, string[]] {
  return ['ip', ['netns', 'exec', host.namespace, file, ...args]];
}

export function runOnHost(
  host: LabHost,
  file: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<Outcome> {
  return runProgram(...onHost(host, file, args), options);
}

/** One ping: true when it was answered within a second. */
export async function canPing(from: LabHost, address: string): Promise<boolean> {
  const outcome = await runOnHost(from, 'ping', ['-n', '-c', '1', '-W', '1', address]);
  return outcome.code === 0;
}

/** The packet filter's rules of the chain in both families, sorted. */
export function rulesOn(host: LabHost): string[] {
  return FILTERS.flatMap(filter => {
    const listed = must(...onHost(host, filter, ['-S', CHAIN]));
    return listed
      .split('\n')
      .filter(line => line.startsWith('-A'))
      .map(line => `${filter} ${line}`);
  }).sort();
}

export class LabNetwork {
  private static made = 0;
  private readonly link = `fsl${process.pid}n${LabNetwork.made++}`;
  private readonly namespaces: string[] = [];
  private readonly hosts = new Map<string, LabHost>();

  private constructor(
    private readonly id: string,
    private readonly subnet4: string,
    private readonly subnet6: string,
    /** Address under which the hosts see this machine. */
    readonly gateway: string,
  ) {}

  /** Makes the hosts; they are gone when the lab closes. Namespaces of crashed labs are removed first. */
  static create(lab: Lab, names: readonly string[]): LabNetwork {
    removeStale();
    const octet = freeOctet();
    const id = `${PREFIX}-${process.pid}-${startTimeOf(process.pid)}`;
    const network = new LabNetwork(id, `198.18.${octet}`, `fd00:f1ee:7:${octet}:`, `198.18.${octet}.1`);
    lab.atEnd({ end: () => network.remove(), endNow: () => network.remove() });
    network.build(names);
    return network;
  }

  host(name: string): LabHost {
    const host = this.hosts.get(name);
    if (!host) throw new Error(`no host ${name} in this lab`);
    return host;
  }

  /** Deletes the namespaces; interfaces, addresses and rules go with them. */
  remove(): void {
    // By hand, because the kernel takes its time with what is inside.
    spawnSync('ip', ['link', 'del', this.link]);
    for (const namespace of this.namespaces.splice(0)) ip('netns', 'del', namespace);
  }

  private build(names: readonly string[]): void {
    const hub = this.addNamespace('hub');
    ip('-n', hub, 'link', 'add', 'br0', 'type', 'bridge');
    ip('-n', hub, 'link', 'set', 'br0', 'up');
    this.plugMachine(hub);
    names.forEach((name, index) => {
      this.addHost(hub, name, index + 10);
    });
  }

  // Interface names are limited to 15 characters and unique on the machine by pid.
  private plugMachine(hub: string): void {
    ip('link', 'add', this.link, 'type', 'veth', 'peer', 'name', 'up0', 'netns', hub);
    ip('addr', 'add', `${this.gateway}/24`, 'dev', this.link);
    ip('link', 'set', this.link, 'up');
    ip('-n', hub, 'link', 'set', 'up0', 'master', 'br0', 'up');
  }

  private addHost(hub: string, name: string, number: number): void {
    const namespace = this.addNamespace(name);
    const host = {
      name,
      namespace,
      ipv4: `${this.subnet4}.${number}`,
      ipv6: `${this.subnet6}:${number.toString(16)}`,
    };
    const port = `p${number}`;
    ip('-n', hub, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    ip('-n', hub, 'link', 'set', port, 'master', 'br0', 'up');
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    ip('-n', namespace, 'addr', 'add', `${host.ipv4}/24`, 'dev', 'eth0');
    // nodad: the address is usable at once.
    ip('-n', namespace, 'addr', 'add', `${host.ipv6}/64`, 'dev', 'eth0', 'nodad');
    ip('-n', namespace, 'link', 'set', 'eth0', 'up');
    for (const filter of FILTERS) {
      must(...onHost(host, filter, ['-N', CHAIN]));
      must(...onHost(host, filter, ['-I', 'INPUT', '-j', CHAIN]));
    }
    this.hosts.set(name, host);
  }

  private addNamespace(name: string): string {
    const namespace = `${this.id}-${name}`;
    ip('netns', 'add', namespace);
    this.namespaces.push(namespace);
    return namespace;
  }
}

/** A suite that needs hosts; where there can be none it is a skipped test that says why. */
export function describeWithHosts(title: string, suite: () => void): void {
  const reason = whyNoNamespaces();
  if (reason === undefined) describe(title, suite);
  else test(title, { skip: reason }, () => undefined);
}

/** Why namespaces cannot be made here, or undefined when they can. */
export function whyNoNamespaces(): string | undefined {
  const name = `${PREFIX}-try-${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (made.error) return 'there is no ip command';
  if (made.status !== 0) return `no network namespaces here: ${made.stderr.trim()}`;
  ip('netns', 'del', name);
  return undefined;
}

// Ours are named after pid and start time of their maker; the maker is gone: so are they. What still runs inside
// was started there by the crashed lab and is ended with it.
function removeStale(): void {
  for (const namespace of existsSync(NETNS_DIR) ? readdirSync(NETNS_DIR) : []) {
    const [prefix, pid, start] = namespace.split('-');
    if (prefix !== PREFIX || !/^\d+$/.test(pid ?? '') || startTimeOf(Number(pid)) === start) continue;
    const inside = spawnSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' }).stdout ?? '';
    for (const left of inside.split('\n').filter(Boolean)) {
      try {
        process.kill(Number(left), 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    }
    spawnSync('ip', ['netns', 'del', namespace]);
  }
}

// 198.18.0.0/15 is set aside for measurements on isolated networks: nothing real is there.
function freeOctet(): number {
  const taken = ip('-o', '-4', 'addr');
  for (let step = 0; step < 250; step++) {
    const octet = 1 + ((process.pid + step) % 250);
    if (!taken.includes(` 198.18.${octet}.`)) return octet;
  }
  throw new Error('every network of 198.18.0.0/16 is in use on this machine');
}

function ip(...args: string[]): string {
  return must('ip', args);
}

function must(file: string, args: readonly string[]): string {
  const done = spawnSync(file, args, { encoding: 'utf8' });
  if (done.status !== 0) {
    throw new Error(`${file} ${args.join(' ')}: ${done.error?.message ?? done.stderr.trim()}`);
  }
  return done.stdout;
}

/** True while namespaces of this process exist; for tests of the clean-up. */
export function ownNamespaces(): string[] {
  if (!existsSync(NETNS_DIR)) return [];
  return readdirSync(NETNS_DIR).filter(name => name.startsWith(`${PREFIX}-${process.pid}-`));
}
