// A node of a real Puppet server: Debian's default places in a file system view of its own, or places that are configured.
import { existsSync, readFileSync } from 'node:fs';
import type { Lab } from './lab';
import { type Outcome, runProgram } from './outcome';
import { PUPPET_SERVER, type PuppetServer } from './puppetserver';

// Folders of Debian's packages puppet and puppet-agent.
const PLACES = {
  conf: '/etc/puppet',
  vardir: '/var/cache/puppet',
  lib: '/var/lib/puppet',
  rundir: '/run/puppet',
  logdir: '/var/log/puppet',
} as const;

type Place = keyof typeof PLACES;

/** Words before a program for which Puppet is not installed, though it is on this machine. */
export const WITHOUT_PUPPET = seeing([`mount -t tmpfs none ${PLACES.vardir}`]);

export class PuppetNode {
  private constructor(
    private readonly lab: Lab,
    readonly identity: string,
    /** Words before a program that shall see the node's folders in Debian's places; none where they are configured. */
    readonly through: readonly [string, ...string[]] | undefined,
    /** Settings of fleetspecd about Puppet. */
    readonly settings: Readonly<Record<string, string>>,
    private readonly words: readonly string[],
  ) {}

  /** A machine on which nothing is configured but which server there is. */
  static ofDebian(lab: Lab, server: PuppetServer, identity: string): PuppetNode {
    writeFolders(lab, server, identity, []);
    const mounts = Object.entries(PLACES).map(
      ([place, path]) => `mount --bind ${folderOf(lab, identity, place as Place)} ${path}`,
    );
    return new PuppetNode(lab, identity, seeing(mounts), {}, []);
  }

  /** Every place is another one: Puppet learns them from its configuration, fleetspecd from its own. */
  static elsewhere(lab: Lab, server: PuppetServer, identity: string): PuppetNode {
    const at = (place: Place): string => folderOf(lab, identity, place);
    const lines = (['vardir', 'rundir', 'logdir'] as const).map(place => `${place} = ${at(place)}`);
    writeFolders(lab, server, identity, [
      ...lines,
      `publicdir = ${at('vardir')}/public`,
      `ssldir = ${at('lib')}/ssl`,
    ]);
    const words = ['--confdir', at('conf')];
    const settings = {
      'plugin.puppet.statedir': `${at('vardir')}/state`,
      'plugin.puppet.publicdir': `${at('vardir')}/public`,
      'plugin.puppet.rundir': at('rundir'),
      'plugin.puppet.command': ['puppet', 'agent', ...words].join(' '),
    };
    return new PuppetNode(lab, identity, undefined, settings, words);
  }

  /** Runs `puppet agent` there, as somebody at its keyboard would. */
  agent(...args: string[]): Promise<Outcome> {
    const [program = '', ...words] = this.command(...args);
    return runProgram(program, words, { env: { LANG: 'C.UTF-8' } });
  }

  /** The same, to be started. */
  command(...args: string[]): string[] {
    return [...(this.through ?? []), 'puppet', 'agent', '--color=false', ...this.words, ...args];
  }

  /** A file as Puppet names it below its state folder. */
  state(name: string): string {
    return `${folderOf(this.lab, this.identity, 'vardir')}/state/${name}`;
  }

  /** What Puppet wrote of its last run. */
  get summary(): string {
    return readFileSync(
      `${folderOf(this.lab, this.identity, 'vardir')}/public/last_run_summary.yaml`,
      'utf8',
    );
  }

  /** Process that applies a catalog now. */
  get applying(): number | undefined {
    const lock = this.state('agent_catalog_run.lock');
    return existsSync(lock) ? Number(readFileSync(lock, 'utf8')) || undefined : undefined;
  }
}

/** Words before a program that runs after these mounts, which nobody else sees. */
function seeing(mounts: readonly string[]): [string, ...string[]] {
  const script = [...mounts, 'exec "$@"'].join(' && ');
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh'];
}

function folderOf(lab: Lab, identity: string, place: Place): string {
  return lab.path('puppet', identity, place);
}

function writeFolders(lab: Lab, server: PuppetServer, identity: string, places: readonly string[]): void {
  const write = (file: string, text: string): string => lab.write(`puppet/${identity}/${file}`, text);
  const { ca, certificate, key } = server.certificates(identity);
  write('lib/ssl/certs/ca.pem', ca);
  write(`lib/ssl/certs/${identity}.pem`, certificate);
  write(`lib/ssl/private_keys/${identity}.pem`, key);
  // As the packages leave them.
  for (const folder of ['vardir/state', 'vardir/public', 'rundir', 'logdir']) write(`${folder}/.keep`, '');
  const lines = [
    '[main]',
    `server = ${PUPPET_SERVER}`,
    `serverport = ${server.port}`,
    `certname = ${identity}`,
    'certificate_revocation = false',
    ...places,
  ];
  write('conf/puppet.conf', `${lines.join('\n')}\n`);
}
