// Which agents a folder holds: NAME.json or NAME.ddl, and beside it the program NAME or NAME.EXT, or code for fleetspecd
// itself, NAME.ts or NAME.js.
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface AgentFiles {
  readonly name: string;
  /** JSON where there are both: it says more. Undefined when code that calls itself an agent has none. */
  readonly ddl: string | undefined;
  /** Executable files of that name, in order. */
  readonly programs: readonly string[];
  /** Code in TypeScript or JavaScript, in order. */
  readonly code: readonly string[];
}

const DDL = /^(.+)\.(json|ddl)$/;
/** Of projects in TypeScript, which may lie in the same folder. */
const OTHER_JSON = /^(?:package|package-lock|tsconfig|jsconfig)\.json$/;
const CODE = /^([^.]+)\.[mc]?[tj]s$/;
const EXECUTABLE = 0o111;

/** In order of their names. Rejects when the folder cannot be read. */
export async function agentFiles(folder: string): Promise<AgentFiles[]> {
  const files = (await readdir(folder)).filter(file => !OTHER_JSON.test(file)).sort();
  const described = files.flatMap(file => DDL.exec(file)?.[1] ?? []);
  const names = new Set([...described, ...(await undescribed(folder, files, described))].sort());
  return Promise.all([...names].map(name => filesOf(name, folder, files)));
}

async function filesOf(name: string, folder: string, files: readonly string[]): Promise<AgentFiles> {
  const ddl = [`${name}.json`, `${name}.ddl`].find(file => files.includes(file));
  const programs = await programsOf(name, folder, files);
  const code = files.filter(file => CODE.exec(file)?.[1] === name).map(file => join(folder, file));
  return {
    name,
    ddl: ddl && join(folder, ddl),
    programs,
    code: code.filter(path => !programs.includes(path)),
  };
}

async function programsOf(name: string, folder: string, files: readonly string[]): Promise<string[]> {
  if (files.includes(name) && (await isProgram(join(folder, name)))) return [join(folder, name)];
  const others = files.filter(
    file => file.startsWith(`${name}.`) && /^\w+$/.test(file.slice(name.length + 1)),
  );
  const paths = others.filter(file => !DDL.test(file)).map(file => join(folder, file));
  const programs = await Promise.all(paths.map(isProgram));
  return paths.filter((_, i) => programs[i]);
}

// Of code only what says how it is run: a file that came from elsewhere may have any mode.
async function isProgram(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || (found.mode & EXECUTABLE) === 0) return false;
  return !/\.[mc]?[tj]s$/.test(path) || (await beginning(path, 2)) === '#!';
}

// Names of code that says it is an agent and has no DDL; other code may be there for those that have.
async function undescribed(folder: string, files: readonly string[], described: string[]): Promise<string[]> {
  const names = files.flatMap(file => {
    const name = CODE.exec(file)?.[1];
    return name === undefined || described.includes(name) ? [] : [{ name, file }];
  });
  const texts = await Promise.all(names.map(({ file }) => beginning(join(folder, file), LOOKED_AT_BYTES)));
  return names.filter((_, at) => /\bdefineAgent\s*\(/.test(texts[at]!)).map(({ name }) => name);
}

const LOOKED_AT_BYTES = 256 * 1024;

/** Empty when it cannot be read. */
async function beginning(path: string, bytes: number): Promise<string> {
  if ((await stat(path).catch(() => undefined))?.isFile() !== true) return '';
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
