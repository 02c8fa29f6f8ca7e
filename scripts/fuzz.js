// `npm run fuzz`: sets up, then test/fuzz/main.ts with the collector at hand, to watch memory.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { setup, root } = require('./setup');

setup();
const result = spawnSync(
  process.execPath,
  ['--expose-gc', '--require', 'ts-node/register', join(root, 'test/fuzz/main.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(result.status ?? 1);
