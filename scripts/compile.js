// Keeps the bundles of an installation compiled for the Node.js that runs this: what every run would do anew. Called when
// npm or dpkg installs; without it all works, only slower, so it never fails. A clone has its build for that.
const { spawnSync } = require('node:child_process');
const { accessSync, constants, existsSync, readdirSync, rmSync } = require('node:fs');
const { basename, join } = require('node:path');

const LONGEST_MS = 60_000;
const dist = join(__dirname, '../dist');

/** Names of the programs in dist/bin and dist/plugins. */
function programs() {
  const plugins = join(dist, 'plugins');
  return [join(dist, 'bin'), ...readdirSync(plugins).map(name => join(plugins, name))]
    .flatMap(folder => readdirSync(folder))
    .filter(file => file.endsWith('.js'))
    .map(file => basename(file, '.js'));
}

function compile() {
  const lib = join(dist, 'lib');
  accessSync(lib, constants.W_OK);
  for (const file of readdirSync(lib)) if (file.endsWith('.cache')) rmSync(join(lib, file));
  for (const name of programs())
    spawnSync(process.execPath, [join(__dirname, 'warm.js'), name], { stdio: 'ignore', timeout: LONGEST_MS });
}

try {
  if (!existsSync(join(__dirname, 'build.js'))) compile();
} catch {
  // A folder that cannot be written: the code is compiled at every start.
}
