// Passwords and tokens of targets: from a variable or a file, read when they are needed.
import { readFile, stat } from 'node:fs/promises';
import type { SecretPlace } from '../config/passive_config';
import type { Environment } from '../environment';
import { SecretUnusable } from './errors';

// Nothing that is a secret is larger.
const MAX_BYTES = 4096;

/** Undefined when none is configured. Throws SecretUnusable. */
export async function readSecret(
  target: string,
  what: 'password' | 'token',
  { variable, file }: SecretPlace,
  { env }: Pick<Environment, 'env'>,
): Promise<string | undefined> {
  const named = env[variable];
  if (named) return checked(target, what, named);
  if (file === undefined) return undefined;
  return checked(target, what, (await read(target, what, file)).replace(/\r?\n$/, ''));
}

/** Throws SecretUnusable when none is configured, too. */
export async function requireSecret(
  target: string,
  what: 'password' | 'token',
  place: SecretPlace,
  environment: Pick<Environment, 'env'>,
): Promise<string> {
  const secret = await readSecret(target, what, place, environment);
  if (secret !== undefined) return secret;
  const remedy = `name a file in ${what}_file, or set the variable ${place.variable}`;
  throw new SecretUnusable(target, what, 'is not set', remedy);
}

async function read(target: string, what: 'password' | 'token', file: string): Promise<string> {
  const remedy = 'check the path and its rights';
  try {
    const { size } = await stat(file);
    if (size <= MAX_BYTES) return await readFile(file, 'utf8');
  } catch (error) {
    throw new SecretUnusable(
      target,
      what,
      `cannot be read from ${file}: ${(error as Error).message}`,
      remedy,
      error,
    );
  }
  throw new SecretUnusable(target, what, `cannot be read from ${file}: it is larger than a secret`, remedy);
}

// A line break would end a header or a field.
function checked(target: string, what: 'password' | 'token', secret: string): string {
  if (secret !== '' && !/\p{Cc}/u.test(secret)) return secret;
  const problem = secret === '' ? 'is empty' : 'holds a line break or another control character';
  throw new SecretUnusable(target, what, problem, 'put nothing but the secret there, on one line');
}
