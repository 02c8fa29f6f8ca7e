// Runs a program of packaging to its end.
const { spawnSync } = require('node:child_process');

/** What it wrote. Throws with its last words when it fails. */
function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    ...options,
  });
  if (error) throw new Error(`${program}: ${error.message}`);
  if (status !== 0)
    throw new Error(
      `${program} ${args[0] ?? ''}: ${(stderr || stdout).trim().split('\n').slice(-5).join('\n')}`,
    );
  return stdout;
}

module.exports = { run };
