// What `<placeholders>` stand for: the command line, a file, the environment, the configuration; and which of it is secret.
import type { ChecksConfig } from '../config/config';
import type { Environment } from '../environment';
import { describeError } from '../errors';
import { isSecretName } from '../util/secret_name';
import { environmentParams } from './environment_params';
import { SecretMissing } from './errors';
import { readParamFile } from './param_file';
import type { Params } from './placeholders';
import { readSmallFile } from './secret_file';

export interface Parameters {
  /** Those that may be shown. */
  readonly open: Params;
  /** Those that may not. */
  readonly secret: Params;
}

export interface ParameterSources {
  /** Of the command line. */
  readonly given: Params;
  /** Files of `--param-file`, later ones win. */
  readonly files?: readonly string[];
}

/** The command line wins over files, those over the environment, and that over the configuration. Throws SecretMissing and ParamFileBad. */
export function resolveParameters(
  { params, secretParams }: Pick<ChecksConfig, 'params' | 'secretParams'>,
  { given, files = [] }: ParameterSources,
  environment: Pick<Environment, 'env' | 'cwd'>,
): Parameters {
  const all = {
    ...params,
    ...environmentParams(environment.env),
    ...Object.fromEntries(files.flatMap(file => Object.entries(readParamFile(file, environment.cwd)))),
    ...given,
  };
  const isSecret = (name: string): boolean => isSecretName(name) || Object.hasOwn(secretParams, name);
  const entries = Object.entries(all);
  const configured = Object.entries(secretParams)
    .filter(([name]) => !Object.hasOwn(all, name))
    .map(([name, place]) => [name, readSecret(name, place, environment)]);
  return {
    open: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
    secret: Object.fromEntries([...entries.filter(([name]) => isSecret(name)), ...configured]),
  };
}

type Place = ChecksConfig['secretParams'][string];

function readSecret(name: string, place: Place, { env }: Pick<Environment, 'env'>): string {
  const value = 'variable' in place ? env[place.variable] : readSecretFile(name, place.file);
  if (value) return value;
  const where = 'variable' in place ? `the variable ${place.variable} is not set` : `${place.file} is empty`;
  throw new SecretMissing(name, where);
}

// Of a file, its text without the last newline.
function readSecretFile(name: string, path: string): string {
  try {
    return readSmallFile(path).text.replace(/\r?\n$/, '');
  } catch (error) {
    throw new SecretMissing(name, `${path} cannot be read: ${describeError(error)}`, error);
  }
}
