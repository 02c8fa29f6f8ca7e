// A configuration that may be shown, and the documentation of its keys.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../lib/config/config';
import { describeConfig, shownConfig } from '../../../lib/config/describe_config';
import { formatDuration, parseDuration } from '../../../lib/config/duration';
import { FLEETSPEC_KEYS } from '../../../lib/config/keys/fleetspec_keys';
import { KNOWN_KEYS } from '../../../lib/config/keys/known_keys';
import { loadConfig } from '../../../lib/config/load_config';
import { fakeEnvironment, fakeFiles } from './fakes';

function load(text: string): Config {
  return loadConfig(fakeEnvironment(), { file: '/f.yaml', role: 'client' }, fakeFiles({ '/f.yaml': text }));
}

const SECRETS = `
broker: {pool: [{host: a, user: u, password: hunter1, tls: {ca: /ca}}, b]}
security: {psk: hunter2}
node: {plugins: {registration.mongopassword: hunter3, iptables.chain: junk}}
checks: {devices: {load balancer: 192.0.2.1}, params: {api_token: hunter4, max: 5}}
`;

describe('describeConfig', () => {
  it('shows everything but secrets', () => {
    const text = describeConfig(load(SECRETS));
    expect(text).to.not.include('hunter');
    expect(text.split('\n').slice(0, 19)).to.deep.equal([
      'file: /f.yaml',
      'identity: web1.example.net',
      'collectives: mcollective',
      'main_collective: mcollective',
      'broker:',
      '  connector: activemq',
      '  pool:',
      '    - host: a',
      '      port: 61614',
      '      user: u',
      '      password: (set)',
      '      tls:',
      '        ca: /ca',
      '        cert: none',
      '        key: none',
      '        verify: true',
      '    - host: b',
      '      port: 61613',
      '      user: none',
    ]);
    expect(text).to.include('  psk: (set)').and.include('registration.mongopassword: (set)');
    expect(text)
      .to.include('iptables.chain: junk')
      .and.include('load balancer: 192.0.2.1')
      .and.include('max: 5');
    expect(text).to.include('log_file: standard error').and.include('discovery_quiet: 300ms');
  });

  it('says what is not set', () => {
    expect(describeConfig(load('broker: {pool: [b]}')))
      .to.include('psk: (not set)')
      .and.include('devices: none');
  });
});

describe('KNOWN_KEYS', () => {
  it('each has a meaning, a type and a default, and is there once', () => {
    for (const { key, meaning, type, default: standard } of KNOWN_KEYS) {
      expect(
        [meaning, type, standard].every(text => text.length > 0),
        key,
      ).to.equal(true);
    }
    const names = KNOWN_KEYS.map(({ format, key }) => `${format} ${key}`);
    expect(new Set(names).size).to.equal(names.length);
  });

  it('no meaning is a sentence with a full stop', () => {
    expect(KNOWN_KEYS.filter(({ meaning }) => meaning.endsWith('.')).map(({ key }) => key)).to.deep.equal([]);
  });

  it('durations say what a bare number is', () => {
    const silent = KNOWN_KEYS.filter(({ type, unit }) => type.includes('duration') && !unit);
    expect(silent.map(({ key }) => key)).to.deep.equal([]);
  });

  it('every documented default is the default in force', () => {
    const shown = shownConfig(load('broker: {pool: [b]}'));
    const inForce = new Map(leaves(shown, ''));
    for (const { key, default: documented } of FLEETSPEC_KEYS) {
      const value = inForce.get(key);
      // What is worked out is said in words.
      if (value === undefined || documented.includes(' ') || /^(none|Puppet’s)/.test(documented)) continue;
      expect(value, key).to.equal(documented);
    }
    expect(inForce.get('broker.heartbeat')).to.equal('30s');
  });
});

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

describe('durations', () => {
  it('are read in all their forms', () => {
    const forms = {
      '2s': 2000,
      '500ms': 500,
      '1.5m': 90_000,
      '1h': 3_600_000,
      '1d': 86_400_000,
      3: 3000,
      '0.25': 250,
      '.5': 500,
      ' 2 s ': 2000,
      0: 0,
    };
    for (const [text, ms] of Object.entries(forms)) expect(parseDuration(text), text).to.equal(ms);
    for (const text of ['', 's', '-1', '1 2', '1w', '1e3', 'NaN', '1s2', '١']) {
      expect(parseDuration(text), text).to.equal(undefined);
    }
  });

  it('are written so that they read back', () => {
    for (const ms of [0, 1, 300, 1000, 1500, 90_000]) expect(parseDuration(formatDuration(ms))).to.equal(ms);
  });
});
