// `get_config_item` with every key there is: no secret comes out.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { KNOWN_KEYS } from '../../../lib/config/keys/known_keys';
import { loadConfig } from '../../../lib/config/load_config';
import { configItem } from '../../../lib/node/config_items';
import { fakeEnvironment, fakeFiles } from '../config/fakes';

const FILE = '/etc/mcollective/server.cfg';
const MARK = 'hunter2';

/** All items anybody could name: MCollective's, ours, and those of plugins. */
const NAMES = KNOWN_KEYS.flatMap(({ key }) => [key, key.replace(/^plugin\./, ''), key.split('.').at(-1)!]);

function itemsOf(...lines: string[]): Map<string, unknown> {
  const text = ['plugin.activemq.pool.1.host = b', ...lines, ''].join('\n');
  const config = loadConfig(fakeEnvironment(), { file: FILE, role: 'server' }, fakeFiles({ [FILE]: text }));
  const names = [...NAMES, 'pluginconf', 'configdir', 'configfile', 'securityprovider'];
  return new Map(names.map(name => [name, configItem(config, name)]));
}

const shown = (items: Map<string, unknown>): string =>
  JSON.stringify([...items].map(([name, value]) => [name, value instanceof Map ? [...value] : value]));

describe('configItem', () => {
  it('tells no secret, whichever key holds it', () => {
    const secrets = KNOWN_KEYS.filter(({ format, secret }) => format === 'mcollective' && secret)
      .map(({ key }) => key.replace('.N.', '.1.'))
      .filter(key => !key.startsWith('plugin.rabbitmq.'));
    expect(secrets).to.include.members(['plugin.psk', 'plugin.activemq.pool.1.password']);
    const plugins = [
      'registration.mongopassword',
      'x.api_token',
      'x.secret',
      'ssl_key_passphrase',
      'a.private_key',
    ];
    const lines = [...secrets, ...plugins.map(name => `plugin.${name}`)].map(key => `${key} = ${MARK}`);
    const text = shown(itemsOf(...lines));
    expect(text).to.include('["x.api_token","(hidden)"]');
    expect(text).to.not.include(MARK);
  });

  it('tells of policies that they are asked, by the names MCollective has', () => {
    const items = itemsOf('rpcauthorization = 1', 'rpcauthprovider = action_policy', 'rpcaudit = 0');
    expect(items.get('rpcauthorization')).to.equal(true);
    expect(items.get('rpcauthprovider')).to.equal('Action_policy');
    expect(items.get('rpcaudit')).to.equal(false);
    expect(items.get('connector')).to.equal('Activemq');
    expect(items.get('securityprovider')).to.equal('Psk');
  });
});
