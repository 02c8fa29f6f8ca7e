// The thread's program as the build makes it, so that a test need not load TypeScript in each thread.
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../../../..');

/** Absolute path; what compiles lies beside it. The folder is for the caller to remove. */
export function buildThreadProgram(): { folder: string; program: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-thread-'));
  // The compiler is looked for in the package the program is of.
  writeFileSync(join(folder, 'package.json'), '{}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const sources = { agent_thread: 'lib/node/own_agents', compile_program: 'lib/own_code' };
  for (const [name, place] of Object.entries(sources)) {
    buildSync({
      entryPoints: [join(ROOT, place, `${name}.ts`)],
      outfile: join(folder, `${name}.js`),
      ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
    });
  }
  return { folder, program: join(folder, 'agent_thread.js') };
}
