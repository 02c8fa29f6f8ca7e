// Man pages as files: those of the Debian package, and for npm in dist/man, before it packs (`prepack`).
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { editionOf } = require('./edition');
const { run } = require('./run');

/** File name → text in roff, from the sources in `project`; `modules` has the node_modules that compile them. */
function renderedManPages(project, modules, edition) {
  const code = `require('ts-node/register');
    process.stdout.write(JSON.stringify(require('./scripts/package/man_pages.ts').manPages(${JSON.stringify(edition)})));`;
  const env = { ...process.env, NODE_PATH: join(modules, 'node_modules') };
  return JSON.parse(run(process.execPath, ['-e', code], { cwd: project, env }));
}

function writeManPages(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(renderedManPages(root, root, editionOf(root))))
    writeFileSync(join(folder, name), text);
}

module.exports = { renderedManPages };

if (require.main === module) {
  const root = join(__dirname, '../..');
  writeManPages(root, process.argv[2] ?? join(root, 'dist/man'));
}
