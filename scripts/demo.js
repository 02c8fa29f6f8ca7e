// `npm run demo`: sets up a fresh clone, then `fleetspec demo`.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { setup, root } = require('./setup');

try {
  setup();
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exit(1);
}
const result = spawnSync(process.execPath, [join(root, 'dist/bin/fleetspec.js'), 'demo'], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(result.status ?? 1);
