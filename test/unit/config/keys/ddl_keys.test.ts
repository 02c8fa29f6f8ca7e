// Where DDLs are looked for, by either kind of file.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { shownConfig } from '../../../../lib/config/describe_config';
import { loadConfig } from '../../../../lib/config/load_config';
import { fakeEnvironment, fakeFiles } from '../fakes';

const CFG = '/etc/mcollective/client.cfg';
const YAML = '/etc/fleetspec/fleetspec.yaml';
const POOL = 'plugin.activemq.pool.size = 1\nplugin.activemq.pool.1.host = stomp1\nplugin.psk = x\n';
const BROKER = 'broker: {pool: [mq1]}\nsecurity: {psk: x}\n';
const DEBIAN = '/usr/share/mcollective/plugins';

function libDirs(file: string, text: string, others: Record<string, string> = {}): readonly string[] {
  return loadConfig(fakeEnvironment(), { file, role: 'client' }, fakeFiles({ [file]: text, ...others }))
    .libDirs;
}

describe('keys of DDL folders', () => {
  it('of fleetspec.yaml: in the order written, relative ones beginning at the file', () => {
    expect(libDirs(YAML, `${BROKER}lib_dirs: [plugins, /opt/plugins]\n`)).to.deep.equal([
      '/etc/fleetspec/plugins',
      '/opt/plugins',
    ]);
    expect(libDirs(YAML, BROKER, { [DEBIAN]: '' })).to.deep.equal([]);
  });

  it('of MCollective: the last one wins, as Ruby puts each before the others', () => {
    expect(libDirs(CFG, `${POOL}libdir = /a:/b\nlibdir = /c\n`)).to.deep.equal(['/c', '/b', '/a']);
  });

  it('of MCollective: without libdir that of Debian’s packages, when there is one', () => {
    expect(libDirs(CFG, POOL)).to.deep.equal([]);
    expect(libDirs(CFG, POOL, { [DEBIAN]: '' })).to.deep.equal([DEBIAN]);
    expect(libDirs(CFG, `${POOL}libdir = /a\n`, { [DEBIAN]: '' })).to.deep.equal(['/a']);
  });

  it('are shown', () => {
    const files = fakeFiles({ [CFG]: `${POOL}libdir = /a:/b\n` });
    const config = loadConfig(fakeEnvironment(), { file: CFG, role: 'client' }, files);
    expect(shownConfig(config).lib_dirs).to.deep.equal(['/b', '/a']);
  });
});
