// The key for strict filters, in both formats of configuration.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../../lib/config/config';
import { describeConfig } from '../../../../lib/config/describe_config';
import { loadConfig } from '../../../../lib/config/load_config';
import { fakeEnvironment, fakeFiles } from '../fakes';

const load = (file: string, text: string): Config =>
  loadConfig(fakeEnvironment(), { file, role: 'server' }, fakeFiles({ [file]: text }));
const yaml = (more: string): Config =>
  load('/etc/f/fleetspec.yaml', `broker: {pool: [b]}\nsecurity: {psk: x}\n${more}\n`);
const cfg = (line: string): Config =>
  load('/etc/mcollective/server.cfg', `plugin.psk = x\nplugin.activemq.pool.1.host = b\n${line}\n`);

describe('strict filters', () => {
  it('are off unless wanted', () => {
    expect(yaml('').node.strictFilters).to.equal(false);
    expect(cfg('').node.strictFilters).to.equal(false);
    expect(yaml('node: {strict_filters: true}').node.strictFilters).to.equal(true);
    expect(cfg('plugin.fleetspec.node.strict_filters = 1').node.strictFilters).to.equal(true);
  });

  it('are told, and a wrong value is refused', () => {
    expect(describeConfig(yaml('node: {strict_filters: yes}'))).to.include('strict_filters: true');
    expect(() => yaml('node: {strict_filters: mcollective}')).to.throw(/must be true or false/);
  });
});
