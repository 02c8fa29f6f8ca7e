// Bundles bins and plugins with esbuild: a bundle starts several times faster than its files would.
//   dist/lib/NAME.js        the bundles: one per bin, and `features`, which holds cucumber and is loaded on call
//   dist/lib/NAME.*.cache   their compiled code, for the Node that runs this build
//   dist/bin/NAME.js, dist/plugins/FOR/NAME.js   the entry points, two lines each
//   dist/nagios.js, dist/types  `fleetspec/nagios` for plugins of others, and its types
//   dist/agent.js  `fleetspec/agent` for agents of others and their tests
//   dist/lib/agent_thread.js, dist/lib/compile_program.js  the thread fleetspecd runs such an agent in, and who compiles it
//   dist/index.js, dist/steps.js  `fleetspec` for steps of others under cucumber-js, and our steps for it
//   dist/steps.json       what is told of our steps
const esbuild = require('esbuild');
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { basename, dirname, join, relative } = require('node:path');

const root = join(__dirname, '..');
const out = join(root, 'dist');
const { version } = require(join(root, 'package.json'));

// Commands that run features: in the main bundle each is only a look into the features bundle.
const FEATURE_COMMANDS = ['check', 'run', 'plan', 'demo', 'replay', 'drill', 'steps', 'lint', 'new'].filter(
  name => existsSync(join(root, 'lib/cli/commands', `${name}.ts`)),
);
const FEATURES = 'features';
const LOADER = 'bundle_loader';
const PLUGIN_API = 'lib/nagios/index.ts';
const STEP_API = 'lib/runner/own_steps/api.ts';
const AGENT_API = 'lib/node/own_agents/api.ts';
const AGENT_THREAD = 'lib/node/own_agents/agent_thread.ts';
const COMPILER = 'lib/own_code/compile_program.ts';
const SHIPPED_STEPS = 'lib/runner/shipped_steps.ts';

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

// What runs from kept code has lost its way to import(): V8 keeps none with it. So import() becomes require().
const keptCode = { ...common, supported: { 'dynamic-import': false } };

const splitFeatureCommands = {
  name: 'split-feature-commands',
  setup(build) {
    const filter = new RegExp(`lib/cli/commands/(${FEATURE_COMMANDS.join('|')})\\.ts$`);
    build.onLoad({ filter }, ({ path }) => ({
      contents: `module.exports = require('./${LOADER}.js').loadBundle('${FEATURES}').${basename(path, '.ts')};`,
      loader: 'js',
    }));
    build.onResolve({ filter: new RegExp(`^\\./${LOADER}\\.js$`) }, ({ path }) => ({ path, external: true }));
  },
};

// An installation has no sources to read what is told of steps from.
const readShippedSteps = {
  name: 'read-shipped-steps',
  setup(build) {
    build.onLoad({ filter: new RegExp(`${SHIPPED_STEPS}$`) }, () => ({
      contents: `import { readFileSync } from 'node:fs';
        import { join } from 'node:path';
        import { packageRoot } from '../package_root';
        export const shippedSteps = async () =>
          JSON.parse(readFileSync(join(packageRoot(), 'dist/steps.json'), 'utf8'));`,
      loader: 'ts',
      resolveDir: join(root, 'lib/runner'),
    }));
  },
};

// Parts of Cucumber that a cold check spends more time on than on all else: what stands for them says why.
const inBundle = name => JSON.stringify(join(root, 'lib/runner/in_bundle', name));
const QUICKER_PARTS = {
  'support_code_library_builder/get_definition_line_and_uri.js': () =>
    `export { getDefinitionLineAndUri } from ${inBundle('definition_place')};`,
  'regexp-match-indices/index.js': () =>
    `module.exports = require(${inBundle('match_indices')}).matchIndices;`,
  // The order of the words of one regex, for which V8 loads the rules of a language, 6 ms.
  'cucumber-expressions/dist/cjs/src/ParameterType.js': text =>
    exchange(
      text,
      "(pt1.name || '').localeCompare(pt2.name || '')",
      "(pt1.name || '') < (pt2.name || '') ? -1 : 1",
    ),
};

const quickerParts = {
  name: 'quicker-parts',
  setup(build) {
    const left = new Set(Object.keys(QUICKER_PARTS));
    for (const [part, rewrite] of Object.entries(QUICKER_PARTS)) {
      const filter = new RegExp(`${part.replace(/[./]/g, '[$&]')}$`);
      build.onLoad({ filter }, ({ path }) => {
        left.delete(part);
        return { contents: rewrite(readFileSync(path, 'utf8')), resolveDir: dirname(path) };
      });
    }
    build.onEnd(() => {
      if (left.size > 0) throw new Error(`not a part of Cucumber any more: ${[...left].join(', ')}`);
    });
  },
};

function exchange(text, old, by) {
  if (!text.includes(old)) throw new Error(`a part of Cucumber has no ${old} any more`);
  return text.replace(old, () => by);
}

// It reads files beside itself, and is looked for when an HTML report is asked for.
const HTML_FORMATTER = '@cucumber/html-formatter';
const lateHtmlFormatter = {
  name: 'late-html-formatter',
  setup(build) {
    const namespace = 'late';
    build.onResolve({ filter: new RegExp(`^${HTML_FORMATTER}$`) }, ({ importer, path }) =>
      importer.endsWith('builtin/html.js') ? { path, namespace } : { path, external: true },
    );
    build.onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `Object.defineProperty(exports, 'CucumberHtmlStream', { get: () => require('${path}').CucumberHtmlStream });`,
    }));
  },
};

/** Every program: where its source lies, `bin` or `plugins/FOR`, and its name. */
function programs() {
  const plugins = readdirSync(join(root, 'plugins'), { withFileTypes: true }).filter(entry =>
    entry.isDirectory(),
  );
  return ['bin', ...plugins.map(entry => `plugins/${entry.name}`)].flatMap(folder =>
    readdirSync(join(root, folder))
      .filter(file => file.endsWith('.ts'))
      .map(file => ({ folder, name: basename(file, '.ts') })),
  );
}

function bundleProgram({ folder, name }) {
  return esbuild.build({
    ...keptCode,
    entryPoints: [join(root, folder, `${name}.ts`)],
    outfile: join(out, 'lib', `${name}.js`),
    plugins: [splitFeatureCommands],
  });
}

function bundleFeatures() {
  const contents = FEATURE_COMMANDS.map(
    name => `export * as ${name} from './lib/cli/commands/${name}';`,
  ).join('\n');
  return esbuild.build({
    ...keptCode,
    stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: 'features_entry.ts' },
    outfile: join(out, 'lib', `${FEATURES}.js`),
    plugins: [readShippedSteps, quickerParts, lateHtmlFormatter],
  });
}

function bundleForPlugins() {
  return esbuild.build({
    ...common,
    entryPoints: [join(root, PLUGIN_API)],
    outfile: join(out, 'nagios.js'),
  });
}

function bundleForAgents() {
  const places = [
    [AGENT_API, 'agent.js'],
    [AGENT_THREAD, 'lib/agent_thread.js'],
    [COMPILER, 'lib/compile_program.js'],
  ];
  return Promise.all(
    places.map(([source, file]) =>
      esbuild.build({ ...common, entryPoints: [join(root, source)], outfile: join(out, file) }),
    ),
  );
}

// With the Cucumber that runs, whichever bundle that is in: steps must reach the one that collects them.
function bundleForSteps() {
  const list = readFileSync(join(root, 'lib/runner/support_library.ts'), 'utf8');
  const files = [...list.matchAll(/^ {2}'((?:support|step_definitions)\/\w+)\.ts'/gm)].map(match => match[1]);
  const loads = ['support/guard', ...files].map(file => `require('./${file}');`).join('\n');
  const contents = `export * from './${STEP_API}';\nexport function registerSteps() {\n${loads}\n}`;
  writeFileSync(join(out, 'steps.js'), "require('./index.js').registerSteps();\n");
  return esbuild.build({
    ...common,
    stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: 'steps_entry.ts' },
    outfile: join(out, 'index.js'),
    external: ['@cucumber/*'],
  });
}

function writeShippedSteps() {
  const code = `require('ts-node/register');
    require('./${SHIPPED_STEPS}').shippedSteps().then(steps => process.stdout.write(JSON.stringify(steps)));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${SHIPPED_STEPS}: ${stderr.trim()}`);
  writeFileSync(join(out, 'steps.json'), stdout);
}

// By the compiler itself; without it, in an installation without what development needs, there are none.
function writeTypes() {
  let compiler;
  try {
    compiler = require.resolve('typescript/bin/tsc');
  } catch {
    return;
  }
  const options = ['--declaration', '--emitDeclarationOnly', '--noCheck', '--skipLibCheck', '--strict'];
  const target = [
    '--target',
    'es2022',
    '--module',
    'commonjs',
    '--moduleResolution',
    'node10',
    '--esModuleInterop',
    '--resolveJsonModule',
    '--types',
    'node',
  ];
  const places = ['--rootDir', root, '--outDir', join(out, 'types')];
  const apis = [PLUGIN_API, STEP_API, AGENT_API];
  const words = [compiler, ...apis, ...options, ...target, ...places];
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`types of ${apis.join(', ')}: ${stdout.trim()}`);
}

// The loader reads them as such. Only in a literal regex does esbuild leave another character as it is.
function requireAscii(name) {
  const [found] = /.{0,40}[^\0-\x7f]/.exec(readFileSync(join(out, 'lib', `${name}.js`), 'utf8')) ?? [];
  if (found)
    throw new Error(`${name}.js holds a character that is not ASCII: write it as \\u… at "${found}"`);
}

// Named after the content: code compiled from another build of the bundle is never taken for this one's.
function cacheName(name) {
  const digest = createHash('sha256')
    .update(readFileSync(join(out, 'lib', `${name}.js`)))
    .digest('hex');
  return `${name}.${digest.slice(0, 16)}`;
}

function bundleLoader(bundles) {
  const caches = Object.fromEntries(bundles.map(name => [name, cacheName(name)]));
  return esbuild.build({
    ...common,
    entryPoints: [join(root, 'lib', `${LOADER}.ts`)],
    outfile: join(out, 'lib', `${LOADER}.js`),
    define: { CODE_CACHES: JSON.stringify(caches) },
  });
}

function writeEntry({ folder, name }) {
  const file = join(out, folder, `${name}.js`);
  const loader = relative(join(out, folder), join(out, 'lib', `${LOADER}.js`));
  mkdirSync(join(out, folder), { recursive: true });
  writeFileSync(file, `#!/usr/bin/env node\nrequire('${loader}').loadBundle('${name}');\n`);
  chmodSync(file, 0o755);
}

// A short run of each program, so that what every run needs is compiled. Without it all works, only slower.
function writeCaches(all) {
  const warm = join(__dirname, 'warm.js');
  for (const { name } of all) {
    const { status, stderr } = spawnSync(process.execPath, [warm, name], { cwd: root, encoding: 'utf8' });
    if (status !== 0) console.error(`build: no compiled code kept for ${name}: ${stderr.trim()}`);
  }
}

async function build() {
  const all = programs();
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'lib'), { recursive: true });
  await Promise.all([
    ...all.map(bundleProgram),
    bundleFeatures(),
    bundleForPlugins(),
    bundleForAgents(),
    bundleForSteps(),
  ]);
  const bundles = [...all.map(({ name }) => name), FEATURES];
  bundles.forEach(requireAscii);
  await bundleLoader(bundles);
  for (const program of all) writeEntry(program);
  writeCaches(all);
  writeShippedSteps();
  writeTypes();
  writeFileSync(join(out, '.built'), `${version}\n`);
}

build().catch(error => {
  console.error(`build: ${error.message}`);
  process.exit(1);
});
