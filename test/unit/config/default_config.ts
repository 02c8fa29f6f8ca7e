// The configuration of somebody who configured nothing but a broker and a key; tests change what they are about.
import type { Config } from '../../../lib/config/config';
import { makeConfig } from '../../../lib/config/make_config';
import { emptySettings } from '../../../lib/config/settings';
import { fakeEnvironment, fakeFiles } from './fakes';

export function defaultConfig(psk: string): Config {
  const settings = emptySettings();
  settings.pool.push({ host: 'broker.example.net', user: 'mcollective', password: 'marionette' });
  settings.security.psk = psk;
  return makeConfig(settings, {
    file: '/etc/fleetspec/fleetspec.yaml',
    format: 'fleetspec',
    worldReadable: false,
    environment: fakeEnvironment(),
    files: fakeFiles({}),
  });
}

/** The shared key, for configurations that have one. */
export function pskOf({ security }: Config): string | undefined {
  return security.provider === 'psk' ? security.psk : undefined;
}

/** The caller type, likewise. */
export function callerTypeOf({ security }: Config): string | undefined {
  return security.provider === 'psk' ? security.callerType : undefined;
}
