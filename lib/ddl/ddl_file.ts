// Which reader a file of a DDL needs, and what its place says of it.
import { basename, dirname } from 'node:path';
import { requireUsableRegexes } from './check_regexes';
import type { Ddl, PluginKind } from './ddl';
import { readJsonDdl } from './json/read_json_ddl';
import { readRubyDdl } from './ruby/read_ruby_ddl';

const FOLDERS: readonly PluginKind[] = ['agent', 'data', 'discovery', 'validator', 'aggregate'];

/** The DDL that is the text of `file`: JSON when its name ends so, else MCollective's Ruby. Throws DdlUnreadable. */
export function readDdl(text: string, file: string, plugin: PluginKind | undefined = folderKind(file)): Ddl {
  const ddl = file.endsWith('.json') ? readJsonDdl(text, file) : readRubyDdl(text, file, plugin);
  return requireUsableRegexes(ddl, file);
}

/** The folder of a plugin tells what it is: `mcollective/agent/service.ddl`. Undefined for any other folder. */
function folderKind(file: string): PluginKind | undefined {
  const folder = basename(dirname(file));
  return FOLDERS.find(kind => kind === folder);
}
