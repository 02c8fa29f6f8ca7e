// Where the password for web pages is: a file or a variable, never the feature.
import { resolve } from 'node:path';
import { readPasswordFile } from '../../activemq/password_file';
import { processEnvironment } from '../../environment';
import { NothingLearned } from '../network/errors';

export type SecretSource = { readonly file: string } | { readonly variable: string };

/** Throws PasswordUnreadable, and NothingLearned for a variable that is not set. */
export function readSecretFrom(source: SecretSource): string {
  if ('file' in source) return readPasswordFile(resolve(source.file));
  const value = processEnvironment().env[source.variable];
  if (value) return value;
  throw new NothingLearned(
    `the password in the variable ${source.variable}`,
    'it is not set',
    'set it where fleetspec is started',
  );
}
