// Which agents a folder holds: NAME.json or NAME.ddl, and beside it the program NAME or NAME.EXT.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface AgentFiles {
  readonly name: string;
  /** JSON where there are both: it says more. */
  readonly ddl: string;
  /** Executable files of that name, in order. */
  readonly programs: readonly string[];
}

const DDL = /^(.+)\.(json|ddl)$/;
const EXECUTABLE = 0o111;

/** In order of their names. Rejects when the folder cannot be read. */
export async function agentFiles(folder: string): Promise<AgentFiles[]> {
  const files = (await readdir(folder)).sort();
  const names = new Set(files.flatMap(file => DDL.exec(file)?.[1] ?? []));
  const agents = [...names].map(async name => ({
    name,
    ddl: join(folder, files.includes(`${name}.json`) ? `${name}.json` : `${name}.ddl`),
    programs: await programsOf(name, folder, files),
  }));
  return Promise.all(agents);
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

async function isProgram(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (found.mode & EXECUTABLE) !== 0;
}
