// Where parameters come from, which wins, and which may not be shown.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { environmentParams } from '../../../lib/runner/environment_params';
import { MissingParameter, SecretMissing } from '../../../lib/runner/errors';
import { resolveParameters } from '../../../lib/runner/parameters';
import { type DataTable, Given } from '../../../support/cucumber';
import type { FleetWorld } from '../../../support/world';
import { runFeature } from './feature_fixture';

const SECRET = 'zqx-geheim';

const resolve = (params: object, given: object, env: object, secretParams: object = {}) =>
  resolveParameters(
    { params: params as never, secretParams: secretParams as never },
    { given: given as never },
    { env: env as never, cwd: '/' },
  );

describe('parameters', () => {
  it('of the command line win over the environment, and that over the configuration', () => {
    const env = { FLEETSPEC_PARAM_b: 'env', FLEETSPEC_PARAM_c: 'env' };
    const { open } = resolve({ a: 'yaml', b: 'yaml', c: 'yaml' }, { c: 'given' }, env);
    expect(open).to.deep.equal({ a: 'yaml', b: 'env', c: 'given' });
  });

  it('are secret by their name, or because the configuration says so', () => {
    const secretParams = { pin: { variable: 'PIN' } };
    const env = { PIN: '1234', FLEETSPEC_PARAM_api_key: 'k' };
    const { open, secret } = resolve({ db_password: 'x', user: 'u' }, {}, env, secretParams);
    expect(open).to.deep.equal({ user: 'u' });
    expect(secret).to.deep.equal({ db_password: 'x', api_key: 'k', pin: '1234' });
  });

  it('that are secret must be somewhere', () => {
    expect(() => resolve({}, {}, {}, { pin: { variable: 'PIN' } })).to.throw(SecretMissing, 'variable PIN');
    expect(() => resolve({}, {}, {}, { pin: { file: '/nowhere/pin' } })).to.throw(
      SecretMissing,
      '/nowhere/pin',
    );
  });
});

describe('a secret', () => {
  it('is in nothing that steps log, attach or throw, and yet in their hands', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-secrets-'));
    const reports = { [join(folder, 'm')]: 'messages', [join(folder, 'h')]: 'html' } as const;
    let seen: unknown[] = [];
    const outcome = await runFeature(
      'Feature: Toys\n  Scenario: One\n    Given <api_key> and\n      | <api_key> |\n',
      {
        params: { api_key: SECRET },
        reports,
        steps: () =>
          Given('{word} and', function (this: FleetWorld, word: string, table: DataTable) {
            seen = [word, table.raw()];
            this.log(`logged ${word}`);
            this.attach(Buffer.from(`attached ${word}`), 'application/octet-stream');
            throw new TypeError(`thrown ${word}`);
          }),
      },
    );
    const texts = ['m', 'h'].map(name => readFileSync(join(folder, name), 'utf8'));
    rmSync(folder, { recursive: true });
    expect(seen).to.deep.equal([SECRET, [[SECRET]]]);
    expect(outcome.scenarios[0]!.reason).to.equal('thrown (hidden)');
    expect(texts[0]).to.include('logged (hidden)').and.to.include('Given <api_key> and');
    expect(texts[0]).to.include(Buffer.from('attached (hidden)').toString('base64'));
    for (const text of [JSON.stringify(outcome), ...texts]) expect(text).not.to.include(SECRET);
  });
});

describe('macros of Nagios and Icinga', () => {
  it('become parameters', () => {
    expect(
      environmentParams({
        NAGIOS_HOSTNAME: 'web1',
        NAGIOS_HOSTADDRESS: '192.0.2.1',
        ICINGA_SERVICEDESC: 'firewall',
        NAGIOS_ARG2: 'two',
        NAGIOS__HOSTLOAD_BALANCER: '192.0.2.7',
        NAGIOS__SERVICEWEB_SERVERS: 'role::web',
        NAGIOS_LASTHOSTCHECK: '1',
        NAGIOS__CONTACTPAGER: '1',
        PATH: '/bin',
      }),
    ).to.deep.equal({
      host: 'web1',
      host_address: '192.0.2.1',
      service: 'firewall',
      arg2: 'two',
      load_balancer: '192.0.2.7',
      web_servers: 'role::web',
    });
  });

  it('of the service win over the host, and what is meant for us over both', () => {
    const both = { NAGIOS__SERVICEX: 'service', NAGIOS__HOSTX: 'host' };
    expect(environmentParams(both)).to.deep.equal({ x: 'service' });
    expect(environmentParams({ ...both, FLEETSPEC_PARAM_x: 'ours' })).to.deep.equal({ x: 'ours' });
  });

  it('that are empty are none', () => {
    expect(environmentParams({ NAGIOS_HOSTNAME: '' })).to.deep.equal({});
  });
});

describe('parameters without a value', () => {
  it('are asked for where each can be given', () => {
    expect(new MissingParameter(['web', 'db_password', 'host']).remedy).to.equal(
      'give --param web=… -H HOST and a line db_password=… in a --param-file, or a default under checks.params of the configuration',
    );
  });
});
