// How the machines of the fleet know each other, from options or answers: a shared key, or pairs of RSA keys.
import { resolve } from 'node:path';
import type { KeyFiles } from '../../config/config';
import type { Environment } from '../../environment';
import type { CommandInput } from '../command';
import { BadValue, UsageFault } from '../errors';
import { flagOption, listOption, textOption } from '../options';
import { type Answers, newSecret, type SecretAnswer } from './draft';
import type { Questions } from './questions';
import { callerName, type KeyAnswers } from './rsa_keys';

type Options = CommandInput['options'];

/** Who is asked; `questions` undefined: nobody. */
export interface Asked {
  readonly options: Options;
  readonly environment: Environment;
  readonly questions: Questions | undefined;
}

const PROVIDERS = ['psk', 'ssl', 'aes'] as const;
/** Options that are of the one plugin, or of the others. */
const OF_PSK = { pskFile: '--psk-file', newPsk: '--new-psk' };
const OF_KEYS = {
  clientPublic: '--client-public',
  clientPrivate: '--client-private',
  serverPublic: '--server-public',
  serverPrivate: '--server-private',
  clientCertDir: '--client-cert-dir',
} as const satisfies Record<keyof KeyFiles, string>;
const MAKING_KEYS = { newKeys: '--new-keys', caller: '--caller' };

/** Throws UsageFault and BadValue. */
export async function securityOf(role: Answers['role'], asked: Asked): Promise<Answers['security']> {
  const provider = await providerOf(asked);
  refuseOptionsOf(provider === 'psk' ? { ...OF_KEYS, ...MAKING_KEYS } : OF_PSK, provider, asked.options);
  if (provider === 'psk') return { provider, psk: await pskOf(asked) };
  return keysOf(provider, role, asked);
}

async function providerOf({ options, questions }: Asked): Promise<(typeof PROVIDERS)[number]> {
  const saysPsk = Object.keys(OF_PSK).some(name => options[name] !== undefined);
  const text =
    textOption(options, 'security') ??
    (saysPsk
      ? 'psk'
      : await questions?.ask('Security: psk (one shared key), ssl or aes (RSA keys)?', 'psk')) ??
    'psk';
  const provider = PROVIDERS.find(known => known === text);
  if (!provider) throw new BadValue('--security', text, PROVIDERS.join(', '));
  return provider;
}

function refuseOptionsOf(others: Readonly<Record<string, string>>, provider: string, options: Options): void {
  const odd = Object.keys(others).find(name => options[name] !== undefined);
  if (odd === undefined) return;
  const wanted = provider === 'psk' ? 'ssl or aes' : 'psk';
  throw new UsageFault(`${others[odd]} goes with --security ${wanted}, not with ${provider}`, 'init');
}

async function pskOf({ options, environment, questions }: Asked): Promise<SecretAnswer> {
  const file = textOption(options, 'pskFile');
  if (file !== undefined) return { file: resolve(environment.cwd, file) };
  if (flagOption(options, 'newPsk')) return { secret: newSecret(), fresh: true };
  const secret = await questions?.askSecret('The shared key of the fleet, empty for a new one?');
  if (secret === undefined)
    throw new UsageFault('no shared key: add --psk-file FILE, or --new-psk for a new fleet', 'init');
  return secret === '' ? { secret: newSecret(), fresh: true } : { secret };
}

async function keysOf(
  provider: KeyAnswers['provider'],
  role: Answers['role'],
  asked: Asked,
): Promise<KeyAnswers> {
  const given: Partial<Record<keyof KeyFiles, string>> = {};
  for (const name of Object.keys(OF_KEYS) as (keyof KeyFiles)[]) {
    const file = textOption(asked.options, name);
    if (file !== undefined) given[name] = resolve(asked.environment.cwd, file);
  }
  const callers = listOption(asked.options, 'caller').map(callerName);
  const [client, node] = [role !== 'node', role !== 'client'];
  if (client) {
    const named = await pairOf('client', 'your', true, given, asked);
    if (!named && callers.length === 0) callers.push(await callerOf(asked));
  }
  // Under aes replies are for the caller's key, and nothing is signed.
  const needsNodes = node || provider === 'ssl';
  const newNodes = needsNodes && !(await pairOf('server', 'the nodes’', node, given, asked));
  if (node && given.clientCertDir === undefined) await callersOf(given, asked);
  return { provider, given, callers: [...new Set(callers)], newNodes };
}

// True when there is a pair, or the public key where that is enough; false when one is to be made.
async function pairOf(
  side: 'client' | 'server',
  whose: string,
  needsPrivate: boolean,
  given: Partial<Record<keyof KeyFiles, string>>,
  { options, environment, questions }: Asked,
): Promise<boolean> {
  const [publicName, privateName] = [`${side}Public`, `${side}Private`] as const;
  const ask = flagOption(options, 'newKeys') ? undefined : questions;
  if (given[publicName] === undefined && given[privateName] === undefined) {
    const file = await ask?.ask(`File with ${whose} public key, empty for a new pair?`);
    if (file) given[publicName] = resolve(environment.cwd, file);
    else if (ask === undefined && !flagOption(options, 'newKeys'))
      throw noKeys(publicName, privateName, needsPrivate);
    else if (file === undefined && ask) throw new UsageFault('the answers ended early', 'init');
    else return false;
  }
  if (needsPrivate && given[privateName] === undefined) {
    const file = await ask?.ask(`File with ${whose} private key?`);
    if (file) given[privateName] = resolve(environment.cwd, file);
  }
  const missing = [publicName, ...(needsPrivate ? [privateName] : [])].find(
    name => given[name] === undefined,
  );
  if (missing) throw new UsageFault(`${OF_KEYS[missing]} is missing: both keys of a pair are needed`, 'init');
  return true;
}

function noKeys(publicName: keyof KeyFiles, privateName: keyof KeyFiles, both: boolean): UsageFault {
  const files = `${OF_KEYS[publicName]} FILE${both ? ` and ${OF_KEYS[privateName]} FILE` : ''}`;
  return new UsageFault(`no keys: add ${files}, or --new-keys to make what is missing`, 'init');
}

async function callerOf({ options, environment, questions }: Asked): Promise<string> {
  const standard = environment.username || 'operator';
  const ask = flagOption(options, 'newKeys') ? undefined : questions;
  return callerName((await ask?.ask('Name of the caller that gets the new pair?', standard)) ?? standard);
}

async function callersOf(
  given: Partial<Record<keyof KeyFiles, string>>,
  { options, environment, questions }: Asked,
): Promise<void> {
  if (flagOption(options, 'newKeys')) return;
  const folder = await questions?.ask('Folder with the public keys of callers, empty for a new one?');
  if (folder) given.clientCertDir = resolve(environment.cwd, folder);
}
