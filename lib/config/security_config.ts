// The security plugin of a configuration: what its settings, the environment and the defaults make together.
import type { AesConfig, KeyFiles, SecurityConfig, SslConfig } from './config';
import type { ConfigSource } from './config_source';
import { BadValue, NotSupported } from './errors';
import { absolutePath, type PathBase } from './paths';
import { preSharedKey, warnReadable } from './secrets';
import type { KeySettings, Settings } from './settings';

/** Throws NotSupported, BadValue and ConfigUnreadable. Key files are not read here. */
export function securityConfig(
  settings: Settings,
  source: ConfigSource,
  paths: PathBase,
  warnings: string[],
): SecurityConfig {
  const { provider = 'psk', keys, ssl, aes } = settings.security;
  const context = { source, paths, warnings };
  if (provider === 'ssl') return sslConfig({ ...keys, ...ssl }, context);
  if (provider === 'aes' || provider === 'aes_security') return aesConfig({ ...keys, ...aes }, context);
  if (provider !== 'psk') {
    throw new NotSupported('security.provider', provider, placeOf(source), 'one of psk, ssl and aes');
  }
  return {
    provider,
    psk: preSharedKey(settings, source, paths, warnings),
    callerType: settings.security.callerType ?? 'uid',
  };
}

interface Context {
  readonly source: ConfigSource;
  readonly paths: PathBase;
  readonly warnings: string[];
}

function sslConfig(settings: KeySettings, context: Context): SslConfig {
  return { provider: 'ssl', ...common(settings, 'SSL', context) };
}

function aesConfig(settings: KeySettings, context: Context): AesConfig {
  const { cipher = 'aes-256-cbc', sendPubkey = false, learnPubkeys = false, caCert } = settings;
  const { insecureLearning = false } = settings;
  const { source, paths, warnings } = context;
  if (learnPubkeys && !insecureLearning && caCert === undefined) {
    const problem = 'needs an authority that vouches for the keys of new callers';
    const remedy =
      source.format === 'mcollective'
        ? 'set plugin.aes.ca_cert'
        : 'set security.ca_cert, or do not learn keys';
    throw new BadValue(learnKey(source), placeOf(source), problem, remedy);
  }
  if (learnPubkeys && insecureLearning && caCert === undefined) {
    warnings.push('insecure_learning: whoever reaches the broker can become a new caller');
  }
  return {
    provider: 'aes',
    ...common(settings, 'AES', context),
    cipher,
    sendPubkey,
    learnPubkeys,
    caCert: caCert === undefined ? undefined : absolutePath(caCert, paths),
    insecureLearning,
  };
}

const learnKey = ({ format }: ConfigSource): string =>
  format === 'mcollective' ? 'plugin.aes.learn_pubkeys' : 'security.learn_pubkeys';

function common(
  settings: KeySettings,
  variables: 'SSL' | 'AES',
  context: Context,
): KeyFiles & Pick<SslConfig, 'serializer' | 'enforceTtl'> {
  const { serializer = 'marshal', enforceTtl } = settings;
  if (enforceTtl === false) {
    context.warnings.push('enforce_ttl is off: requests are taken whose time somebody may have changed');
  }
  return { ...keyFiles(settings, variables, context), serializer, enforceTtl };
}

// The variables are for people with keys of their own; a node that is started from their shell keeps its keys.
function keyFiles(settings: KeySettings, variables: 'SSL' | 'AES', context: Context): KeyFiles {
  const { source, paths, warnings } = context;
  const { env } = source.environment;
  const path = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : absolutePath(file, paths);
  const fromEnvironment = (what: 'PUBLIC' | 'PRIVATE'): string | undefined =>
    env[`MCOLLECTIVE_${variables}_${what}`] || undefined;
  const files = {
    clientPublic: path(fromEnvironment('PUBLIC') ?? settings.clientPublic),
    clientPrivate: path(fromEnvironment('PRIVATE') ?? settings.clientPrivate),
    serverPublic: path(settings.serverPublic),
    serverPrivate: path(settings.serverPrivate),
    clientCertDir: path(settings.clientCertDir),
  };
  for (const file of [files.clientPrivate, files.serverPrivate]) {
    if (file !== undefined && source.files.worldReadable(file)) {
      warnReadable(file, 'this private key', warnings);
    }
  }
  return files;
}

function placeOf({ file }: ConfigSource): { readonly file: string } {
  return { file: file ?? 'environment' };
}
