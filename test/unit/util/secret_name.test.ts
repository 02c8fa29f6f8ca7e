// Names under which secrets stand, and those that only look like it.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { isSecretName, isSecretSetting } from '../../../lib/util/secret_name';

describe('names of secrets', () => {
  it('of inputs and facts', () => {
    for (const name of [
      'password',
      'passwd',
      'db_pass',
      'PSK',
      'secret',
      'api_token',
      'key',
      'ssh_key',
      'apikey',
      'apiKey',
      'private',
      'credentials',
    ]) {
      expect(isSecretName(name), name).to.equal(true);
    }
    for (const name of ['fact', 'package', 'monkey', 'service', 'path', 'process_results']) {
      expect(isSecretName(name), name).to.equal(false);
    }
  });

  it('of settings', () => {
    for (const name of [
      'psk',
      'x.password',
      'x.passwd_secret',
      'a.api_token',
      'ssl.key',
      'x.private_key',
      'mongopassword',
    ]) {
      expect(isSecretSetting(name), name).to.equal(true);
    }
    for (const name of ['psk.callertype', 'iptables.chain', 'keeplogs', 'yaml', 'monkey']) {
      expect(isSecretSetting(name), name).to.equal(false);
    }
  });
});
