// `--param-file`: a parameter a line, `name=value`; lines that begin with # and empty ones are passed over.
import { resolve } from 'node:path';
import { describeError } from '../errors';
import { isSecretName } from '../util/secret_name';
import { ParamFileBad } from './errors';
import type { Params } from './placeholders';
import { readSmallFile, type SmallFile } from './secret_file';

/** Throws ParamFileBad. */
export function readParamFile(path: string, cwd: string): Params {
  const { text, open } = read(path, resolve(cwd, path));
  const params: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, value] = /^\s*([A-Za-z_][\w.-]*)\s*=(.*)$/.exec(line) ?? [];
    // What stands there may be a secret, so it is not shown.
    if (name === undefined) throw new ParamFileBad(path, `line ${index + 1} is not name=value`);
    if (open && isSecretName(name))
      throw new ParamFileBad(path, `everybody on this machine can read it, and it holds <${name}>`);
    params[name] = value!.trim();
  }
  return params;
}

function read(path: string, whole: string): SmallFile {
  try {
    return readSmallFile(whole);
  } catch (error) {
    throw new ParamFileBad(path, describeError(error), error);
  }
}
