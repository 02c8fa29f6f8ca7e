// Registration and agent folders in both formats of configuration.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../../lib/config/config';
import { describeConfig } from '../../../../lib/config/describe_config';
import { loadConfig } from '../../../../lib/config/load_config';
import { fakeEnvironment, fakeFiles } from '../fakes';

const YAML = 'broker: {pool: [b]}\nsecurity: {psk: x}\n';
const CFG = 'plugin.psk = x\nplugin.activemq.pool.size = 1\nplugin.activemq.pool.1.host = b\n';

const load = (file: string, text: string, role: 'client' | 'server' = 'server'): Config =>
  loadConfig(fakeEnvironment(), { file, role }, fakeFiles({ [file]: text }));
const yaml = (node: string): Config => load('/etc/f/fleetspec.yaml', `${YAML}node: ${node}\n`);
const cfg = (lines: string): Config => load('/etc/mcollective/server.cfg', `${CFG}${lines}\n`);

describe('keys of registration', () => {
  it('is off unless an interval is set', () => {
    expect(yaml('{registration: {method: meta}}').node.registration).to.equal(undefined);
    expect(yaml('{registration: {interval: 0}}').node.registration).to.equal(undefined);
    expect(cfg('registration = meta\nregisterinterval = 0').node.registration).to.equal(undefined);
  });

  it('reads fleetspec.yaml', () => {
    expect(yaml('{registration: {interval: 5m}}').node.registration).to.deep.equal({
      intervalMs: 300_000,
      method: 'agentlist',
      collective: undefined,
      splay: false,
    });
    const all = yaml('{registration: {interval: 10s, method: meta, collective: uk, splay: true}}');
    expect(all.node.registration).to.deep.equal({
      intervalMs: 10_000,
      method: 'meta',
      collective: 'uk',
      splay: true,
    });
    expect(() => yaml('{registration: {interval: 10s, method: inventory}}')).to.throw(
      /one of agentlist, meta/,
    );
  });

  it('reads server.cfg as Ruby does', () => {
    const lines =
      'registerinterval = 300\nregistration = Meta\nregistration_collective = uk\nregistration_splay = y';
    expect(cfg(lines).node.registration).to.deep.equal({
      intervalMs: 300_000,
      method: 'meta',
      collective: 'uk',
      splay: true,
    });
    expect(() => cfg('registerinterval = often')).to.throw(/whole number of seconds/);
  });

  it('says when a plugin is not here, to nodes only', () => {
    const text = `${CFG}registerinterval = 300\nregistration = inventory\n`;
    const node = load('/s.cfg', text);
    expect(node.node.registration?.method).to.equal('agentlist');
    expect(node.warnings).to.have.length(1);
    expect(node.warnings[0]).to.include('"registration" names a registration plugin that is not here');
    expect(load('/s.cfg', text, 'client').warnings).to.deep.equal([]);
  });

  it('shows what is in force', () => {
    expect(describeConfig(yaml('{registration: {interval: 90}}'))).to.include(
      '  registration:\n    interval: 90s\n    method: agentlist\n    collective: the main collective\n    splay: false',
    );
    expect(describeConfig(yaml('{}'))).to.include('  registration: none\n  agent_dirs: none');
  });
});

describe('keys of agent folders', () => {
  it('are whole paths, relative ones beginning at the file', () => {
    expect(yaml('{agent_dirs: [agents, /opt/agents]}').node.agentDirs).to.deep.equal([
      '/etc/f/agents',
      '/opt/agents',
    ]);
    expect(cfg('plugin.fleetspec.node.agent_dirs = /opt/a, /opt/b').node.agentDirs).to.deep.equal([
      '/opt/a',
      '/opt/b',
    ]);
    expect(describeConfig(yaml('{agent_dirs: /opt/a}'))).to.include('  agent_dirs: /opt/a');
  });
});
