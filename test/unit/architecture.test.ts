// The house rules of docs/architecture.md, checked: which room may import which, and who may touch what.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';

const root = resolve(__dirname, '../..');

// Room → rooms it may import. Files directly under lib/ (errors, environment, version) are the room 'base'.
const ALLOWED: Record<string, readonly string[]> = {
  base: [],
  util: ['base'],
  marshal: ['base', 'util'],
  regex: ['base'],
  psych: ['base', 'util', 'marshal'],
  ddl: ['base', 'util', 'marshal', 'regex'],
  stomp: ['base', 'util'],
  nagios: ['base', 'util'],
  activemq: ['base', 'util', 'stomp', 'nagios'],
  exec: ['base', 'util'],
  config: ['base', 'util', 'stomp'],
  mcollective: ['base', 'util', 'marshal', 'psych', 'regex', 'config'],
  passive: ['base', 'util', 'nagios', 'exec', 'config'],
  // Files that Ruby programs write hold Ruby's scalars.
  probes: ['base', 'util', 'marshal', 'psych', 'exec'],
  rpc: ['base', 'util', 'marshal', 'stomp', 'exec', 'config', 'ddl', 'mcollective'],
  // Steps and agents that people bring: compiled, kept, loaded.
  own_code: ['base', 'util'],
  node: [
    'base',
    'util',
    'marshal',
    'stomp',
    'regex',
    'config',
    'ddl',
    'mcollective',
    'exec',
    'probes',
    'own_code',
  ],
  broker: ['base', 'util', 'stomp'],
  trace: ['base', 'util', 'marshal', 'stomp', 'mcollective', 'rpc'],
  // What is asked from where we run: names, ports, pages, mail servers.
  net: ['base', 'util', 'stomp', 'exec'],
  checks: [
    'base',
    'util',
    'regex',
    'marshal',
    'stomp',
    'mcollective',
    'config',
    'rpc',
    'nagios',
    'activemq',
    'exec',
    'net',
  ],
  recording: ['base', 'util', 'marshal', 'config', 'mcollective', 'rpc', 'nagios', 'checks'],
  fleet_checks: ['base', 'util', 'config', 'mcollective', 'ddl', 'stomp', 'rpc', 'nagios'],
  // Runs of Puppet over a whole fleet, by and by.
  rollout: ['base', 'util', 'marshal', 'nagios', 'rpc'],
  emulator: ['base', 'util', 'config', 'exec', 'node', 'broker', 'stomp'],
  runner: [
    'base',
    'util',
    'own_code',
    'config',
    'stomp',
    'mcollective',
    'rpc',
    'nagios',
    'checks',
    'recording',
    'support',
    'step_definitions',
  ],
  cli: [
    'base',
    'util',
    'marshal',
    'stomp',
    'exec',
    'config',
    'ddl',
    'mcollective',
    'rpc',
    'trace',
    'nagios',
    'passive',
    'runner',
    'recording',
    'broker',
    'emulator',
    'rollout',
    // Which actions only read.
    'checks',
  ],
  support: ['base', 'util', 'config', 'mcollective', 'rpc', 'checks', 'nagios', 'runner'],
  step_definitions: ['base', 'util', 'support', 'checks'],
  bin: ['base', 'cli', 'node'],
  plugins: ['base', 'cli', 'nagios', 'activemq', 'fleet_checks'],
};

// A third-party package enters through these files only.
const PACKAGE_FILES: Record<string, RegExp> = {
  '@stomp/stompjs': /^lib\/stomp\//,
  'js-yaml': /^lib\/util\/yaml\.ts$/,
  commander: /^lib\/cli\/program\.ts$/,
  minimist: /^lib\/(nagios\/plugin_arguments|node\/entry)\.ts$/,
  '@cucumber/cucumber': /^(lib\/runner|support|step_definitions)\//,
  '@cucumber/cucumber-expressions': /^support\/cucumber\.ts$/,
  // Types only: it is loaded by the package's own resolution, when there is something to compile.
  'ts-node': /^lib\/own_code\/compile_code\.ts$/,
};

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

const files = ['lib', 'bin', 'support', 'step_definitions', 'plugins']
  .flatMap(folder => sources(join(root, folder)))
  .map(path => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));

function roomOf(path: string): string {
  const [top, second] = path.split('/');
  if (top !== 'lib') return top!;
  return second!.endsWith('.ts') ? 'base' : second!;
}

// Whole statements only: sentences in strings hold the word "from", too.
const IMPORT =
  /^(?:import|export)\b[^'";]*?\bfrom\s+['"]([^'"\n]+)['"];$|^import ['"]([^'"\n]+)['"];$|\b(?:import|require)\(['"]([^'"\n]+)['"]\)/gm;

function importsOf(text: string): string[] {
  return [...code(text).matchAll(IMPORT)].map(match => (match[1] ?? match[2] ?? match[3])!);
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('architecture', () => {
  it('lets each room import only the rooms below it', () => {
    const wrong = files.flatMap(({ path, text }) =>
      importsOf(text)
        .filter(specifier => specifier.startsWith('.') && !specifier.endsWith('.json'))
        .map(specifier => roomOf(relative(root, resolve(root, dirname(path), specifier))))
        .filter(
          room => room !== roomOf(path) && !isTopLevelFile(room) && !ALLOWED[roomOf(path)]?.includes(room),
        )
        .map(room => `${path} imports ${room}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('knows every room', () => {
    const unknown = [...new Set(files.map(({ path }) => roomOf(path)))].filter(room => !(room in ALLOWED));
    expect(unknown).to.deep.equal([]);
  });

  it('lets only lib/environment.ts touch the process', () => {
    const touching = files.filter(
      ({ path, text }) => path !== 'lib/environment.ts' && /\bprocess\.\w/.test(code(text)),
    );
    expect(touching.map(file => file.path)).to.deep.equal([]);
  });

  it('starts programs only in lib/exec, and never a shell', () => {
    const starting = files.filter(
      ({ path, text }) => /child_process/.test(text) && !path.startsWith('lib/exec/'),
    );
    expect(starting.map(file => file.path)).to.deep.equal([]);
    const shells = files.filter(({ text }) =>
      /shell:\s*true|\bexecSync\(|['"]sh['"],\s*\[\s*['"]-c/.test(code(text)),
    );
    expect(shells.map(file => file.path)).to.deep.equal([]);
  });

  it('evaluates nothing', () => {
    // The loader runs our own bundles, with the code the build compiled.
    const others = files.filter(({ path }) => path !== 'lib/bundle_loader.ts');
    const evaluating = others.filter(({ text }) => /\beval\(|new Function\(|node:vm/.test(code(text)));
    expect(evaluating.map(file => file.path)).to.deep.equal([]);
  });

  it('lets each third-party package in through its own door', () => {
    const wrong = files.flatMap(({ path, text }) =>
      importsOf(text)
        .filter(specifier => !specifier.startsWith('.') && !isBuiltin(specifier))
        .filter(specifier => !PACKAGE_FILES[packageName(specifier)]?.test(path))
        .map(specifier => `${path} imports ${specifier}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('begins every file with a line that says what it is', () => {
    const silent = files.filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*\*?) ?\S/.test(text));
    expect(silent.map(file => file.path)).to.deep.equal([]);
  });

  it('keeps files under 400 lines', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 400);
    expect(long.map(file => file.path)).to.deep.equal([]);
  });

  it('has no console and no default export', () => {
    const wrong = files.filter(({ text }) => /\bconsole\.|^export default/m.test(code(text)));
    expect(wrong.map(file => file.path)).to.deep.equal([]);
  });
});

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

// `../errors` from a room resolves to lib/errors, a file of the base room.
function isTopLevelFile(room: string): boolean {
  return ['errors', 'environment', 'version', 'package_root'].includes(room);
}

// Comments may mention what code must not do.
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/([^:'"])\/\/.*$/gm, '$1');
}
