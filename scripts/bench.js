// `npm run bench`: sets up, installs the lab's packages where it can, then bench/main.ts.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { setup, root } = require('./setup');
const { installLab } = require('./lab/install.js');

setup();
const lab = installLab(line => console.log(line));
if (!lab.ok) console.log(`the fleet figures need the lab: ${lab.reason}`);
const result = spawnSync(
  process.execPath,
  ['--require', 'ts-node/register', join(root, 'bench/main.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(result.status ?? 1);
