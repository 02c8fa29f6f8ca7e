// The commands of NRPE: `command[check_load]=/usr/lib/nagios/plugins/check_load -w 5` in its configuration files, found by
// the settings of MCollective's nrpe agent.
import { readdir } from 'node:fs/promises';
import type { HostPaths } from '../exec/host_paths';
import { ProbeFailed } from './errors';
import { readHostFile, statHostFile } from './host_file';

const FOLDER = '/etc/nagios/nrpe.d';
const MAX_FILES = 500;
const MAX_BYTES = 1024 * 1024;

/** A plugin setting by MCollective's name: `nrpe.conf_dir`, `nrpe.conf_file`, `nrpe.conf_path`. */
export type SettingReader = (name: string) => string | undefined;

/** For the documentation: name, meaning and default. */
export const NRPE_SETTINGS: Readonly<Record<string, string>> = {
  'nrpe.conf_dir': `folder with the *.cfg files of NRPE; ${FOLDER}`,
  'nrpe.conf_file': 'the one file of that folder to read, or a whole path; all of them',
  'nrpe.conf_path': 'files and folders to read instead of these, with colons between them; none',
};

/** Command lines by the name of their command; of two with one name the last counts, as to NRPE. Throws ProbeFailed. */
export async function readNrpeCommands(
  paths: HostPaths,
  setting: SettingReader,
): Promise<ReadonlyMap<string, string>> {
  const commands = new Map<string, string>();
  for (const file of await configFiles(paths, setting)) {
    const text = (await readHostFile(paths, file, MAX_BYTES)) ?? '';
    for (const [name, line] of parseNrpeCommands(text)) commands.set(name, line);
  }
  return commands;
}

function parseNrpeCommands(text: string): [name: string, commandLine: string][] {
  return text
    .split('\n')
    .map(line => /^\s*command\[([^\]]+)\]\s*=\s*(\S.*?)\s*$/.exec(line))
    .filter(match => match !== null)
    .map(match => [match[1]!, match[2]!]);
}

async function configFiles(paths: HostPaths, setting: SettingReader): Promise<string[]> {
  const path = setting('nrpe.conf_path');
  const folder = setting('nrpe.conf_dir') ?? FOLDER;
  const file = setting('nrpe.conf_file');
  const places = path?.split(':').filter(Boolean) ?? [file ? within(folder, file) : folder];
  const files: string[] = [];
  for (const place of places) {
    const found = await statHostFile(paths, place);
    if (found) files.push(...(found.isDirectory ? await filesOf(paths, place) : [place]));
  }
  return files.slice(0, MAX_FILES);
}

const within = (folder: string, file: string): string => (file.startsWith('/') ? file : `${folder}/${file}`);

async function filesOf(paths: HostPaths, folder: string): Promise<string[]> {
  try {
    const names = await readdir(paths.resolve(folder));
    return names
      .filter(name => name.endsWith('.cfg'))
      .sort()
      .map(name => `${folder}/${name}`);
  } catch (error) {
    throw new ProbeFailed(folder, (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}
