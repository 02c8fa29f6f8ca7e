// Makes a fresh clone ready: npm packages as locked, then the bundles. Plain Node: it runs before anything is installed.
// `require('./setup').setup()` or `npm run setup`; does nothing when everything is there and up to date.
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const SOURCES = [
  'bin',
  'lib',
  'plugins',
  'step_definitions',
  'support',
  'scripts/build.js',
  'package-lock.json',
];

function run(command, args, what) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (result.error) throw new Error(`${what} could not start: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`${what} failed with exit code ${result.status}`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(
    `fleetspec needs Node 20.19 or newer, this is ${process.versions.node}; install a newer Node`,
  );
}

// npm writes node_modules/.package-lock.json after an install; its packages must be those of the lock file.
function packagesAreCurrent() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(want).every(
    ([path, entry]) => path === '' || entry.optional || entry.link || have[path]?.version === entry.version,
  );
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
}

function bundlesAreCurrent() {
  const stamp = join(root, 'dist/.built');
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  return SOURCES.filter(source => existsSync(join(root, source))).every(
    source => newest(join(root, source)) <= built,
  );
}

function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
}

/** Installs and builds what is missing; `say` gets one line per thing done. */
function setup(say = line => console.log(line)) {
  checkNode();
  if (!packagesAreCurrent()) {
    say('installing npm packages…');
    const [command, args] = npmCommand();
    // Not `npm ci`: it refuses a lock file without the binaries of other platforms, which not every registry serves.
    // The versions are those of the lock file all the same, and checked to be.
    const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    run(command, [...args, 'install', ...quiet], 'npm install');
    if (!packagesAreCurrent()) throw new Error('npm installed other versions than package-lock.json names');
  }
  if (!bundlesAreCurrent()) {
    say('building…');
    run(process.execPath, [join(__dirname, 'build.js')], 'the build');
  }
}

module.exports = { setup, root };

if (require.main === module) {
  try {
    setup();
  } catch (error) {
    console.error(`setup: ${error.message}`);
    process.exit(1);
  }
}
