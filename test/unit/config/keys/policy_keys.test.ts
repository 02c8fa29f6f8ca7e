// What a node refuses and writes down, from both kinds of files.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../../lib/config/config';
import { describeConfig } from '../../../../lib/config/describe_config';
import { loadConfig } from '../../../../lib/config/load_config';
import { fakeEnvironment, fakeFiles } from '../fakes';

function load(file: string, text: string): Config {
  return loadConfig(fakeEnvironment(), { file, role: 'server' }, fakeFiles({ [file]: text }));
}

const yaml = (text: string): Config =>
  load('/etc/fleetspec/fleetspec.yaml', `broker: {pool: [b]}\nnode: ${text}\n`);
const cfg = (...lines: string[]): Config =>
  load('/etc/mc/server.cfg', ['plugin.activemq.pool.1.host = b', ...lines, ''].join('\n'));

function fault(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as { sentence: string }).sentence;
  }
  return expect.fail('no error');
}

describe('fleetspec.yaml', () => {
  it('asks no policies and audits nothing unless told', () => {
    const { node } = yaml('{}');
    expect(node.authorization).to.equal(undefined);
    expect(node.audit).to.equal(undefined);
    const off = yaml('{authorization: {enabled: false, strict: true}, audit: {enabled: false, file: /a}}');
    expect(off.node).to.deep.include({ authorization: undefined, audit: undefined });
  });

  it('denies what no policy speaks of, with policies beside the file', () => {
    const { node } = yaml('{authorization: {enabled: true}, audit: {enabled: true}}');
    expect(node.authorization).to.deep.equal({
      provider: 'action_policy',
      policyDir: '/etc/fleetspec/policies',
      allowUnconfigured: false,
      defaultPolicy: undefined,
      strict: false,
    });
    expect(node.audit).to.deep.equal({
      provider: 'logfile',
      file: '/var/log/fleetspec/audit.log',
      format: 'json',
      required: false,
    });
  });

  it('has a key for each of them, and shows them', () => {
    const config = yaml(`
  replay: {future_tolerance: 5, max_ttl: 2m, max_entries: 1000}
  authorization: {enabled: yes, policy_dir: rules, allow_unconfigured: true, default_policy: all, strict: true}
  audit: {enabled: true, file: log/audit, format: mcollective, required: true}`);
    expect(config.node.replay).to.deep.equal({ futureTolerance: 5, maxTtl: 120, maxEntries: 1000 });
    expect(config.node.authorization).to.include({
      policyDir: '/etc/fleetspec/rules',
      allowUnconfigured: true,
      defaultPolicy: 'all',
      strict: true,
    });
    expect(config.node.audit).to.include({
      file: '/etc/fleetspec/log/audit',
      format: 'mcollective',
      required: true,
    });
    expect(describeConfig(config))
      .to.include('max_ttl: 120')
      .and.include('policy_dir: /etc/fleetspec/rules')
      .and.include('required: true');
  });
});

describe('server.cfg', () => {
  it('has policies beside it and the audit log of MCollective, in its format', () => {
    const { node } = cfg('rpcauthorization = 1', 'rpcauthprovider = action_policy', 'rpcaudit = 1');
    expect(node.authorization).to.deep.equal({
      provider: 'action_policy',
      policyDir: '/etc/mc/policies',
      allowUnconfigured: false,
      defaultPolicy: undefined,
      strict: false,
    });
    expect(node.audit).to.deep.equal({
      provider: 'logfile',
      file: '/var/log/puppetlabs/mcollective/mcollective-audit.log',
      format: 'mcollective',
      required: false,
    });
    expect(cfg('rpcauthorization = 0', 'rpcaudit = 0').node).to.deep.include({
      authorization: undefined,
      audit: undefined,
    });
  });

  it('keeps which plugins it asks for', () => {
    const { node } = cfg(
      'rpcauthorization = 1',
      'rpcauthprovider = other',
      'rpcaudit = 1',
      'rpcauditprovider = centralrpclog',
    );
    expect([node.authorization?.provider, node.audit?.provider]).to.deep.equal(['other', 'centralrpclog']);
  });

  it('has the settings of the plugins, and ours', () => {
    const { node } = cfg(
      'rpcauthorization = 1',
      'plugin.actionpolicy.allow_unconfigured = 1',
      'plugin.actionpolicy.enable_default = y',
      'plugin.fleetspec.node.authorization.strict = true',
      'rpcaudit = 1',
      'plugin.rpcaudit.logfile = /var/log/a.log',
      'plugin.fleetspec.node.audit.format = json',
      'plugin.fleetspec.node.replay.max_ttl = 90',
    );
    expect(node.authorization).to.include({
      allowUnconfigured: true,
      defaultPolicy: 'default',
      strict: true,
    });
    expect(node.audit).to.include({ file: '/var/log/a.log', format: 'json' });
    expect(node.replay.maxTtl).to.equal(90);
  });

  it('knows the default policy by name only when it is enabled', () => {
    const name = 'plugin.actionpolicy.default_name = site';
    expect(cfg('rpcauthorization = 1', name).node.authorization?.defaultPolicy).to.equal(undefined);
    const enabled = cfg('rpcauthorization = 1', 'plugin.actionpolicy.enable_default = 1', name);
    expect(enabled.node.authorization?.defaultPolicy).to.equal('site');
  });

  it('refuses words that MCollective takes for something else', () => {
    for (const word of ['true', 'deny', 'any']) {
      const key = 'plugin.actionpolicy.allow_unconfigured';
      expect(
        fault(() => cfg(`${key} = ${word}`)),
        word,
      ).to.match(/allow_unconfigured" must be 1, y or yes/);
    }
    expect(fault(() => cfg('plugin.actionpolicy.default_name = ../x'))).to.include('must be a name');
  });
});
