// The hosts of the demo: a small shop in good order, for which every shipped feature about hosts is well.
import type { EmulatedFleet, EmulatedNode } from '../emulator/emulated_fleet';

export const MASTER = 'puppet1.demo.example';
/** The shop's load balancer, kept out of the database servers while they make their backup. */
export const LOAD_BALANCER = '192.0.2.7';
export const DATABASE = '192.0.2.20';
export const MANAGEMENT = '192.0.2.99';

const MIB = 1024 ** 2;

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i + 1}.demo.example`);

const WEB_SERVERS = numbered('web', 4);
const APP_SERVERS = numbered('app', 6);
const DATABASES = numbered('db', 2);
export const CLIENTS: readonly string[] = [...WEB_SERVERS, ...APP_SERVERS, ...DATABASES];

const DISKS = [
  { mount: '/', size: 10_000 * MIB, used: 4_000 * MIB },
  { mount: '/var', size: 20_000 * MIB, used: 9_000 * MIB },
];
const PACKAGES = { bash: '5.2.15-2+b2', openssl: '3.0.11-1~deb12u2' };
const LAST_RUN = '/var/cache/puppet/public/last_run_summary.yaml';
const NRPE = '/etc/nagios/nrpe.d/demo.cfg';

function lastRun(now: number): string {
  const seconds = Math.floor(now / 1000) - 600;
  return `resources:\n  failed: 0\n  changed: 2\n  out_of_sync: 0\n  total: 40\ntime:\n  last_run: ${seconds}\n`;
}

function host(identity: string, now: number, more: Partial<EmulatedNode> = {}): EmulatedNode {
  const role = identity.replace(/\d.*/, '');
  return {
    identity,
    classes: [`role::${role}`],
    facts: { role, country: 'uk' },
    puppet: 'idling',
    packages: PACKAGES,
    disks: DISKS,
    ...more,
    files: { [LAST_RUN]: lastRun(now), [NRPE]: 'command[check_load]=/usr/lib/check_load\n', ...more.files },
  };
}

/** Of every host its description. `now` is the time of day, in ms. */
export function demoHosts(now: number): EmulatedNode[] {
  const web = WEB_SERVERS.map(name =>
    host(name, now, {
      packages: { ...PACKAGES, nginx: '1.22.1-9' },
      services: { nginx: 'running', apache2: 'stopped' },
      processes: ['nginx: master process /usr/sbin/nginx', 'nginx: worker process'],
      files: { '/etc/nginx/nginx.conf': 'worker_processes 4;\n', '/var/log/nginx/access.log': 'GET /\n' },
      reachable: { [DATABASE]: { ports: [3306] } },
    }),
  );
  const app = APP_SERVERS.map((name, i) =>
    host(name, now, {
      processes: [
        ...(i === 0 ? ['/srv/app/bin/scheduler'] : []),
        ...['orders', 'mails'].map(queue => `/srv/app/bin/worker ${queue}`),
      ],
    }),
  );
  const db = DATABASES.map((name, i) =>
    host(name, now, {
      classes: ['role::db', 'role::backup'],
      processes: ['/usr/sbin/mysqld', ...(i === 0 ? ['mysqldump --all-databases'] : [])],
      files: { '/var/backups/db/db-1.gz': 'x'.repeat(2 * MIB) },
      blocked: [LOAD_BALANCER],
    }),
  );
  const master: EmulatedNode = {
    ...host(MASTER, now, { load: [0.42, 0.4, 0.38], cpus: 4 }),
    classes: ['role::puppetmaster'],
    facts: { role: 'puppetmaster' },
  };
  return [master, ...web, ...app, ...db];
}

/** Programs that the hosts have besides. */
export function installDemoPrograms(fleet: EmulatedFleet): void {
  for (const identity of fleet.identities)
    fleet
      .host(identity)
      .exec.install({ check_load: () => ({ stdout: 'OK - load average: 0.10|load1=0.1\n' }) });
}
