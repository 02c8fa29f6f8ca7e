// What every DDL says of its plugin, in MCollective's words.
import type { DdlMetadata } from './ddl';

export const METADATA_NAMES = [
  'name',
  'description',
  'author',
  'license',
  'version',
  'url',
  'timeout',
] as const satisfies readonly (keyof DdlMetadata)[];
