// Runs one built program and keeps the code it compiled: `node scripts/warm.js fleetspec`, called by build.js.
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const lib = join(__dirname, '../dist/lib');
const { compiledBundles, loadBundle } = require(join(lib, 'bundle_loader.js'));

// Nothing listens on port 1: the check goes all the way to the broker and comes back with UNKNOWN.
const CONFIG = `identity: warm
broker: { pool: [{ host: 127.0.0.1, port: 1, user: warm, password: warm }] }
security: { psk: warm }
`;
const FEATURE = `Feature: warm
  Scenario: warm
    Given the Puppet Master load average should be below 1
    And the Puppet Master is warm
    Then the Puppet Master should have an acceptable load average
`;

const [program] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'fleetspec-warm-'));
const config = join(folder, 'fleetspec.yaml');
const feature = join(folder, 'warm.feature');
writeFileSync(config, CONFIG, { mode: 0o600 });
writeFileSync(feature, FEATURE);

const ARGUMENTS = {
  fleetspec: ['check', feature, '--config', config],
  check_feature: [feature, '--config', config],
  fleetspecd: ['--check', '--config', config],
};

process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
  for (const [file, code] of compiledBundles()) writeFileSync(join(lib, file), code);
  process.exitCode = 0;
});

process.argv = [process.execPath, program, ...(ARGUMENTS[program] ?? ['--help'])];
process.stdout.write = () => true;
loadBundle(program);
