// `fleetspec new agent NAME`: an agent in TypeScript, its DDL and a test, from the example of the package.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { KNOWN_AGENTS } from '../../ddl/agents';
import { packageRoot } from '../../package_root';
import { makeFolder } from '../../util/make_folder';
import type { CommandIo } from '../command';
import { BadValue, NotOverwritten } from '../errors';

const EXAMPLE = 'examples/own_agent';
const EXAMPLE_NAME = /\bown_agent\b/g;
/** Names that mean something else to filters and daemons. */
const RESERVED = ['discovery', 'registration', 'mcollective'];
const ON_NODES = '/etc/fleetspec/agents';
/** One for all agents of a folder, and whoever has one keeps it. */
const SHARED = 'tsconfig.json';

/** `folder` as it was named. Throws BadValue and NotOverwritten. */
export function newAgent(name: string, folder: string, { environment, display }: CommandIo): number {
  requireName(name);
  const drafts = draftsOf(name, resolve(environment.cwd, folder));
  const taken = drafts.find(({ file }) => existsSync(file));
  if (taken) throw new NotOverwritten(join(folder, basename(taken.file)));
  makeFolder(resolve(environment.cwd, folder));
  for (const { file, text } of drafts) {
    writeFileSync(file, text, { flag: 'wx' });
    display.line(join(folder, basename(file)));
  }
  display.line();
  for (const line of nextSteps(name, folder, resolve(environment.cwd, folder))) display.line(line);
  return 0;
}

function requireName(name: string): void {
  if (!/^[a-zA-Z]\w{0,63}$/.test(name)) throw new BadValue('NAME', name, 'letters, digits and _');
  if (Object.hasOwn(KNOWN_AGENTS, name) || RESERVED.includes(name))
    throw new BadValue('NAME', name, 'a name that no agent of fleetspec has');
}

function draftsOf(name: string, folder: string): { file: string; text: string }[] {
  const example = join(packageRoot(), EXAMPLE);
  const files = readdirSync(example).sort();
  return files
    .map(file => ({
      file: join(folder, file.replace(EXAMPLE_NAME, name)),
      text: readFileSync(join(example, file), 'utf8').replace(EXAMPLE_NAME, name),
    }))
    .filter(({ file }) => basename(file) !== SHARED || !existsSync(file));
}

function nextSteps(name: string, folder: string, path: string): string[] {
  const own = (ending: string): string => join(folder, name + ending);
  return [
    'Next:',
    `  write its actions in ${name}.ts, and in ${name}.ddl what they take and answer; run its test:`,
    `    ${testLine(own('.test.cjs'), path)}`,
    `  on nodes, with agent_dirs: [${ON_NODES}] under node: in their configuration:`,
    `    install -Dm644 -t ${ON_NODES} ${own('.ts')} ${own('.ddl')}`,
    '    fleetspecd --check && systemctl reload fleetspecd',
    `  where you ask from, with lib_dirs: [${ON_NODES}] and ${name}.ddl there:`,
    `    fleetspec rpc ${name} status path=/etc/passwd`,
  ];
}

// A test finds `fleetspec/agent` in the node_modules above it, or where this package is installed for all.
function testLine(test: string, folder: string): string {
  try {
    createRequire(join(folder, 'test.js')).resolve('fleetspec/agent');
    return `node --test ${test}`;
  } catch {
    const root = packageRoot();
    return basename(root) === 'fleetspec'
      ? `NODE_PATH=${dirname(root)} node --test ${test}`
      : `npm install ${root} && node --test ${test}`;
  }
}
