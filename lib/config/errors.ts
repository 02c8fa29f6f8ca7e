// Faults of configuration: each names the file, the key and what to do.
import { FleetspecError } from '../errors';

/** Where in which file; `line` counts from 1. */
export interface ConfigPlace {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** `fleetspec.yaml line 3`. */
export function placeName({ file, line, column }: ConfigPlace): string {
  if (line === undefined) return file;
  return `${file} line ${line}${column === undefined ? '' : `, column ${column}`}`;
}

/** No configuration anywhere we look. */
export class ConfigNotFound extends FleetspecError {
  readonly code = 'E_CONFIG_NOT_FOUND';
  readonly kind = 'config';

  /** `places` are the files looked for, with a remark on those that exist but cannot be read. */
  constructor(readonly places: readonly string[]) {
    super(`no configuration found (looked for ${places.join(', ')})`, {
      remedy:
        '`fleetspec init` writes one; or write ~/.fleetspec.yaml with broker.pool (host, user, password) and security.psk, or name a file with --config',
    });
  }
}

/** A file that was named but cannot be read. */
export class ConfigUnreadable extends FleetspecError {
  readonly code = 'E_CONFIG_UNREADABLE';
  readonly kind = 'config';

  /** `what` says what the file is for; `problem` why it cannot be read. */
  constructor(
    readonly file: string,
    what: string,
    problem: string,
  ) {
    super(`cannot read the ${what} ${file}: ${problem}`, { remedy: 'check its path and permissions' });
  }
}

/** A configuration file that is not even YAML. */
export class ConfigSyntax extends FleetspecError {
  readonly code = 'E_CONFIG_SYNTAX';
  readonly kind = 'config';

  constructor(
    readonly place: ConfigPlace,
    problem: string,
  ) {
    super(`${placeName(place)}: broken YAML, ${problem}`, {
      remedy: 'check the indentation and the quotes there',
    });
  }
}

/** A key that means nothing. */
export class UnknownKey extends FleetspecError {
  readonly code = 'E_CONFIG_UNKNOWN_KEY';
  readonly kind = 'config';

  constructor(
    readonly key: string,
    readonly place: ConfigPlace,
    readonly nearest: string | undefined,
  ) {
    super(`${placeName(place)}: unknown key "${key}"`, {
      remedy: nearest === undefined ? 'remove it, or see the list of keys' : `did you mean "${nearest}"?`,
    });
  }
}

/** A known key with a value it cannot have. `problem` goes after the key: `must be a whole number, not "x"`. */
export class BadValue extends FleetspecError {
  readonly code = 'E_CONFIG_VALUE';
  readonly kind = 'config';

  constructor(
    readonly key: string,
    readonly place: ConfigPlace,
    problem: string,
    remedy = 'correct it',
  ) {
    super(`${placeName(place)}: "${key}" ${problem}`, { remedy });
  }
}

/** A value that MCollective knows and fleetspec does not. */
export class NotSupported extends FleetspecError {
  readonly code = 'E_CONFIG_UNSUPPORTED';
  readonly kind = 'config';

  constructor(
    readonly key: string,
    readonly value: string,
    readonly place: ConfigPlace,
    supported: string,
  ) {
    super(`${placeName(place)}: "${key}" ${JSON.stringify(value)} is not supported`, {
      remedy: `only ${supported} is`,
    });
  }
}

/** Something without which nothing can be done is not set. */
export class MissingSetting extends FleetspecError {
  readonly code = 'E_CONFIG_MISSING';
  readonly kind = 'config';

  constructor(
    readonly key: string,
    file: string | undefined,
    remedy: string,
  ) {
    super(`${file === undefined ? 'configuration' : file}: "${key}" is not set`, { remedy });
  }
}
