// Faults around DDLs: files that cannot be read.
import { FleetspecError } from '../errors';

/** Where in which file: `line` counts from 1; `path` leads into JSON, `actions[0].input.service`. */
export interface DdlPlace {
  readonly file: string;
  readonly line?: number | undefined;
  readonly path?: string | undefined;
}

/** `service.ddl line 12`, `service.json line 3, at actions[0].display`. */
function placeName({ file, line, path }: DdlPlace): string {
  const where = [...(line === undefined ? [] : [`line ${line}`]), ...(path ? [`at ${path}`] : [])];
  return where.length === 0 ? file : `${file} ${where.join(', ')}`;
}

/** A DDL that holds what we do not read, or that says too little or nonsense. `problem` goes after the place. */
export class DdlUnreadable extends FleetspecError {
  readonly code = 'E_DDL_UNREADABLE';
  readonly kind = 'config';

  constructor(
    readonly place: DdlPlace,
    readonly problem: string,
    remedy = 'write it in the forms that docs/ddl.md lists, or the DDL as JSON',
  ) {
    super(`${placeName(place)}: ${problem}`, { remedy });
  }
}

/** A plugin nobody here knows anything of. */
export class DdlNotFound extends FleetspecError {
  readonly code = 'E_DDL_NOT_FOUND';
  readonly kind = 'usage';

  constructor(
    readonly plugin: string,
    meant: string | undefined,
  ) {
    super(`no DDL of ${JSON.stringify(plugin)} is known here`, {
      remedy: `${meant === undefined ? '' : `did you mean ${meant}? `}\`fleetspec doc\` lists those that are`,
    });
  }
}
