// Parts the DDLs of data plugins are written with.
import { VERSION } from '../../version';
import type { DataDdl, InputDdl, OutputDdl, Validation } from '../ddl';

export interface DataParts {
  /** One sentence without full stop. */
  readonly description: string;
  /** Seconds a query may take, 1 unless told. */
  readonly timeout?: number;
  readonly query?: InputDdl;
  readonly outputs: Readonly<Record<string, OutputDdl>>;
}

export function dataDdl(name: string, { description, timeout = 1, query, outputs }: DataParts): DataDdl {
  return {
    plugin: 'data',
    metadata: {
      name,
      description,
      author: 'the fleetspec authors',
      license: 'Apache-2.0',
      version: VERSION,
      url: 'unknown',
      timeout,
    },
    description,
    ...(query ? { query } : {}),
    outputs,
  };
}

/** A query that must be given; `check` is a Regexp of Ruby's or the name of a validator. */
export function query(
  prompt: string,
  maxlength: number,
  check: string | Extract<Validation, { validator: string }>,
): InputDdl {
  const validation = typeof check === 'string' ? { regex: check, options: 0 } : check;
  return { prompt, description: prompt, type: 'string', optional: false, validation, maxlength };
}

/** What every output is, and how clients label it. */
export function outputs(
  rows: Readonly<Record<string, readonly [description: string, displayAs: string]>>,
): Record<string, OutputDdl> {
  return Object.fromEntries(
    Object.entries(rows).map(([name, [description, displayAs]]) => [name, { description, displayAs }]),
  );
}
