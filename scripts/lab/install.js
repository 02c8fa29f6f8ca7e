// Installs the Debian packages of the lab (real ActiveMQ, MCollective, iptables, Nagios) where they are missing.
// Plain Node without dependencies: it runs before `npm install`.
const { spawnSync } = require('node:child_process');
const { existsSync, rmSync, writeFileSync } = require('node:fs');

const PACKAGES = [
  'activemq',
  'openjdk-17-jre-headless',
  'libxstream-java',
  'libjettison-java',
  'mcollective',
  'mcollective-client',
  'ruby',
  'ruby-stomp',
  'iptables',
  'iproute2',
  'iputils-ping',
  'procps',
  'systemd',
  'python3',
  'nagios4-core',
  'rabbitmq-server',
  'nsca',
  'icinga2-bin',
  'icinga2-common',
  'openssl',
  'monitoring-plugins-basic',
  'nagios-nrpe-server',
  'nagios-nrpe-plugin',
  'prometheus',
  'logrotate',
  'libxml2-utils',
  'dnsmasq-base',
  'fish',
  'mandoc',
  'zsh',
  'puppet',
  'puppetserver',
];
const ATTEMPTS = 3;
const LOCK_WAIT_SECONDS = 120;
const APT_OPTIONS = [
  '-o',
  `DPkg::Lock::Timeout=${LOCK_WAIT_SECONDS}`,
  '-o',
  'Acquire::Retries=3',
  '-o',
  'Dpkg::Use-Pty=0',
];
// Debian starts services at installation; the lab starts its own, with its own configuration.
const POLICY = '/usr/sbin/policy-rc.d';

/** Package names of the lab that are not installed; undefined where there is no dpkg. */
function missingPackages() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
  const format = '${Package} ${db:Status-Status}\n';
  const asked = spawnSync('dpkg-query', ['-W', '-f', format, ...PACKAGES], { encoding: 'utf8' });
  if (asked.error) return undefined;
  const installed = new Set();
  for (const line of asked.stdout.split('\n')) {
    const [name, status] = line.split(' ');
    if (status === 'installed') installed.add(name);
  }
  return PACKAGES.filter(name => !installed.has(name));
}

function hasProgram(name) {
  return !spawnSync(name, ['--version'], { stdio: 'ignore' }).error;
}

function pause(seconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}

// Returns undefined when apt-get did it, else its last words. Another apt may hold the lists: try again.
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  let words = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const done = spawnSync('apt-get', [...APT_OPTIONS, ...args], {
      encoding: 'utf8',
      env,
      maxBuffer: 1 << 26,
    });
    if (done.status === 0) return undefined;
    const lines = `${done.stdout ?? ''}\n${done.stderr ?? ''}`.trim().split('\n');
    words = lines.filter(line => /^[EW]:/.test(line)).pop() ?? lines.pop() ?? 'no output';
    if (attempt < ATTEMPTS) pause(5 * attempt);
  }
  return words;
}

function withoutStartingServices(work) {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return work();
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}

function install(missing, say) {
  say(`lab: installing ${missing.join(', ')}`);
  const notUpdated = aptGet(['-qq', 'update']);
  if (notUpdated) return { ok: false, reason: `apt-get update failed: ${notUpdated}` };
  const notInstalled = withoutStartingServices(() =>
    aptGet(['-qq', 'install', '--yes', '--no-install-recommends', ...missing]),
  );
  if (notInstalled) return { ok: false, reason: `apt-get install failed: ${notInstalled}` };
  const still = missingPackages();
  if (still.length > 0)
    return { ok: false, reason: `still missing after the installation: ${still.join(', ')}` };
  say(`lab: installed ${missing.length} packages`);
  return { ok: true, installed: missing };
}

/**
 * Makes the lab's packages present. Says what it does through `say`; `{ok: true, installed}` or
 * `{ok: false, reason}` with one sentence why it cannot.
 */
function installLab(say = console.log) {
  const missing = missingPackages();
  if (missing === undefined) return { ok: false, reason: 'this is no Debian: there is no dpkg-query' };
  if (missing.length === 0) {
    say(`lab: all ${PACKAGES.length} packages are installed`);
    return { ok: true, installed: [] };
  }
  const names = missing.join(', ');
  if (process.getuid?.() !== 0)
    return { ok: false, reason: `not root, and these packages are missing: ${names}` };
  if (!hasProgram('apt-get')) return { ok: false, reason: `no apt-get to install ${names} with` };
  return install(missing, say);
}

module.exports = { installLab, missingPackages, PACKAGES };

if (require.main === module) {
  const result = installLab();
  if (!result.ok) {
    console.error(`lab: ${result.reason}`);
    process.exitCode = 1;
  }
}
