// `npm run package`: build/fleetspec_VERSION_all.deb, from a clean build in a folder of its own.
//   npm run package -- --out FOLDER     another folder than build/
//   npm run package -- --built FOLDER   a project that is built already, instead of building
//   npm run package -- --compression none   quicker, and larger: gzip, zstd, xz
// DEBFULLNAME and DEBEMAIL name the maintainer, SOURCE_DATE_EPOCH the time, as everywhere in Debian.
const { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join, resolve } = require('node:path');
const { parseArgs } = require('node:util');
const { makeDeb } = require('./package/deb');
const { editionOf } = require('./package/edition');
const { run } = require('./package/run');

const root = join(__dirname, '..');
const NOT_BUILT_FROM = new Set(['node_modules', 'dist', 'build', '.git', 'reports', 'test', 'bench']);

// What others are running from dist/ is left alone.
function buildClean(folder) {
  cpSync(root, folder, {
    recursive: true,
    filter: path => resolve(path, '..') !== root || !NOT_BUILT_FROM.has(basename(path)),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  run(process.execPath, [join(folder, 'scripts/build.js')], { cwd: folder });
  return folder;
}

function main() {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      built: { type: 'string' },
      compression: { type: 'string', default: 'xz' },
    },
  });
  const scratch = mkdtempSync(join(tmpdir(), 'fleetspec-package-'));
  try {
    const project = values.built ? resolve(values.built) : buildClean(join(scratch, 'project'));
    const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    const deb = makeDeb({
      project,
      manifest,
      modules: root,
      work: join(scratch, 'tree'),
      out: resolve(values.out ?? join(root, 'build')),
      edition: editionOf(root),
      compression: values.compression,
    });
    console.log(deb);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  main();
} catch (error) {
  console.error(`package: ${error.message}`);
  process.exit(1);
}
