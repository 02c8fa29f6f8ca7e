// Whether there is a configuration, whether it says what it was meant to, and who can read its secrets.
import type { Config } from '../../config/config';
import type { ConfigFiles } from '../../config/config_files';
import { ConfigNotFound } from '../../config/errors';
import type { Role } from '../../config/keys/mcollective_key';
import { loadConfig } from '../../config/load_config';
import type { Environment } from '../../environment';
import { makeSecurity } from '../../mcollective/security/make_security';
import { type Finding, faultFound, note, ok, problem } from './finding';

export interface ReadConfig {
  /** Undefined: there is none to go on with. */
  readonly config?: Config;
  /** As whom it was read: a machine may be nothing but a node. */
  readonly role: Role;
  readonly findings: readonly Finding[];
}

const CHECK = 'configuration';
const READABLE = /every user of this machine can read/;
const TRAP = /unknown key|"unset"|not checked|can become a new caller/;

export function lookAtConfig(
  environment: Environment,
  file: string | undefined,
  files?: ConfigFiles,
): ReadConfig {
  try {
    const { config, role } = readConfig(environment, file, files);
    return { config, role, findings: findingsOf(config, role, environment) };
  } catch (fault) {
    return { role: 'client', findings: [faultFound(CHECK, fault)] };
  }
}

// What a client would read, else what a node would. Throws ConfigNotFound with the places of both, and what loadConfig
// throws.
function readConfig(
  environment: Environment,
  file: string | undefined,
  files: ConfigFiles | undefined,
): { config: Config; role: Role } {
  const read = (role: Role) => ({ role, config: loadConfig(environment, { role, file }, files) });
  try {
    return read('client');
  } catch (none) {
    if (!(none instanceof ConfigNotFound)) throw none;
    try {
      return read('server');
    } catch (fault) {
      if (!(fault instanceof ConfigNotFound)) throw fault;
      throw new ConfigNotFound([...new Set([...none.places, ...fault.places])]);
    }
  }
}

function findingsOf(config: Config, role: Role, environment: Environment): Finding[] {
  const { file = 'the variables of the environment', identity, collectives, warnings } = config;
  const others = warnings.filter(warning => !READABLE.test(warning));
  return [
    ok(CHECK, `${file}, as ${identity} in ${collectives.join(', ')}`),
    ...others.map(warning => (TRAP.test(warning) ? problem(CHECK, warning) : note(CHECK, warning))),
    ...secrets(warnings.filter(warning => READABLE.test(warning))),
    key(config, role, environment),
  ];
}

function secrets(warnings: readonly string[]): Finding[] {
  if (warnings.length === 0) return [ok('secrets', 'nobody else on this machine can read them')];
  return warnings.map(warning => {
    const [text = warning, remedy] = warning.split('; ');
    return problem('secrets', text, remedy);
  });
}

function key(config: Config, role: Role, environment: Environment): Finding {
  const { security } = config;
  if (security.provider === 'psk' && security.psk === '')
    return problem(
      'key',
      'there is no shared key',
      'set security.psk_file to a file with the key of the fleet',
    );
  try {
    makeSecurity(config, role, environment);
    return ok(
      'key',
      security.provider === 'psk' ? 'psk, a shared key' : `${security.provider}, keys that fit`,
    );
  } catch (fault) {
    return faultFound('key', fault);
  }
}
