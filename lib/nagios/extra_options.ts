// `--extra-opts=[SECTION][@FILE]`: options of a plugin in an ini file, so that passwords need not stand where `ps` shows
// them (Monitoring Plugins' own format and places).
import { readFileSync, statSync } from 'node:fs';
import { describeError } from '../errors';
import { ExtraOptionsUnreadable } from './errors';

/** Where Monitoring Plugins look, in this order. */
const PLACES = [
  '/etc/nagios/plugins.ini',
  '/usr/local/nagios/etc/plugins.ini',
  '/usr/local/etc/nagios/plugins.ini',
  '/etc/opt/nagios/plugins.ini',
  '/etc/nagios-plugins.ini',
  '/usr/local/etc/nagios-plugins.ini',
  '/etc/opt/nagios-plugins.ini',
  '/etc/monitoring-plugins.ini',
];
const NAMES = ['plugins.ini', 'nagios-plugins.ini', 'monitoring-plugins.ini'];
const MAX_BYTES = 1024 * 1024;

export type IniReader = (file: string) => string | undefined;

/** The text of a file, undefined when there is none; throws when it is there and cannot be read. */
export const readIni: IniReader = file => {
  try {
    const stat = statSync(file);
    // Of a pipe that nobody writes to we would wait for ever.
    if (!stat.isFile()) throw new Error('it is no regular file');
    if (stat.size > MAX_BYTES) throw new Error('it is larger than 1 MiB');
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * The arguments (`--password=…`) of a section; `spec` is what follows `--extra-opts=`, empty for the section called as
 * the plugin in a file at one of the usual places. Throws ExtraOptionsUnreadable, never with a value of the file in it.
 */
export function extraOptions(
  spec: string,
  plugin: string,
  env: Readonly<Record<string, string | undefined>>,
  read: IniReader = readIni,
): string[] {
  const at = spec.indexOf('@');
  const section = (at < 0 ? spec : spec.slice(0, at)) || plugin;
  const { file, text } = at < 0 ? search(spec, env, read) : named(spec, spec.slice(at + 1), read);
  const lines = sectionLines(text, section);
  if (!lines) throw new ExtraOptionsUnreadable(spec, `there is no section [${section}] in ${file}`);
  return lines.map(({ line, number }) => argument(line, `${file} line ${number}`, spec));
}

function named(spec: string, file: string, read: IniReader): { file: string; text: string } {
  const text = attempt(spec, file, read);
  if (text === undefined) throw new ExtraOptionsUnreadable(spec, `there is no file ${file || '(no name)'}`);
  return { file, text };
}

function search(
  spec: string,
  env: Readonly<Record<string, string | undefined>>,
  read: IniReader,
): { file: string; text: string } {
  const folders = (env.NAGIOS_CONFIG_PATH ?? '').split(':').filter(Boolean);
  const own = folders.flatMap(folder => NAMES.map(name => `${folder}/${name}`));
  for (const file of [env.MP_CONFIG_FILE, ...own, ...PLACES]) {
    const text = file ? attempt(spec, file, read) : undefined;
    if (file && text !== undefined) return { file, text };
  }
  throw new ExtraOptionsUnreadable(spec, `no file with options was found; looked at ${PLACES[0]} and others`);
}

function attempt(spec: string, file: string, read: IniReader): string | undefined {
  try {
    return file === '' ? undefined : read(file);
  } catch (error) {
    throw new ExtraOptionsUnreadable(spec, `${file} cannot be read: ${describeError(error)}`, error);
  }
}

// A section may stand several times; undefined when it stands nowhere.
function sectionLines(text: string, wanted: string): { line: string; number: number }[] | undefined {
  let inside = false;
  let found: { line: string; number: number }[] | undefined;
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) return;
    const header = /^\[(.*)\]$/.exec(line);
    if (header) {
      inside = header[1]!.trim() === wanted;
      if (inside) found ??= [];
    } else if (inside) found!.push({ line, number: index + 1 });
  });
  return found;
}

// `warning=10`, `verbose`, `-w 10`; one letter is a short option.
function argument(line: string, place: string, spec: string): string {
  const match = /^-{0,2}([A-Za-z][\w-]*)(?:\s*=\s*|\s+)?(.*)$/.exec(line);
  if (!match) throw new ExtraOptionsUnreadable(spec, `${place} is no line like option=value`);
  const [, name = '', value = ''] = match;
  const dashes = name.length === 1 ? '-' : '--';
  return value === '' ? `${dashes}${name}` : `${dashes}${name}=${value}`;
}
