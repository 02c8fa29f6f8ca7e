// Bundles bins and plugins with esbuild: a bundle starts several times faster than its files would.
// The code behind `check` and `run` holds all of cucumber; it is a bundle of its own, loaded by those two commands only.
const esbuild = require('esbuild');
const { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { join, basename } = require('node:path');

const root = join(__dirname, '..');
const out = join(root, 'dist');
const { version } = require(join(root, 'package.json'));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  // Names stay readable in stack traces; white space is what costs parse time.
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
};

const FEATURE_COMMANDS = ['check', 'run', 'demo'];

// In the main bundle each of these commands is a require of the features bundle.
const splitFeatureCommands = {
  name: 'split-feature-commands',
  setup(build) {
    const filter = new RegExp(`lib/cli/commands/(${FEATURE_COMMANDS.join('|')})\\.ts$`);
    build.onLoad({ filter }, args => ({
      contents: `module.exports = require('../lib/features.js').${basename(args.path, '.ts')};`,
      loader: 'js',
    }));
    build.onResolve({ filter: /^\.\.\/lib\/features\.js$/ }, args => ({ path: args.path, external: true }));
  },
};

const featuresEntry = FEATURE_COMMANDS.map(
  name => `export * as ${name} from './lib/cli/commands/${name}';`,
).join('\n');

async function build() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const bins = readdirSync(join(root, 'bin')).filter(name => name.endsWith('.ts'));
  await Promise.all([
    esbuild.build({
      ...common,
      entryPoints: bins.map(name => join(root, 'bin', name)),
      outdir: join(out, 'bin'),
      banner: { js: '#!/usr/bin/env node' },
      plugins: [splitFeatureCommands],
    }),
    esbuild.build({
      ...common,
      stdin: { contents: featuresEntry, resolveDir: root, loader: 'ts', sourcefile: 'features_entry.ts' },
      outfile: join(out, 'lib/features.js'),
      // Reads files beside itself when an HTML report is asked for.
      external: ['@cucumber/html-formatter'],
    }),
  ]);
  for (const name of bins) chmodSync(join(out, 'bin', `${basename(name, '.ts')}.js`), 0o755);
  if (!existsSync(join(out, 'bin/fleetspec.js'))) throw new Error('dist/bin/fleetspec.js was not built');
  writeFileSync(join(out, '.built'), `${version}\n`);
}

build().catch(error => {
  console.error(`build: ${error.message}`);
  process.exit(1);
});
