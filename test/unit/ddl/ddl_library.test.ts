// Which DDL is found where, in what order, and whom a broken one hurts.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { KNOWN_AGENTS } from '../../../lib/ddl/agents';
import { KNOWN_DATA } from '../../../lib/ddl/data';
import { DdlLibrary } from '../../../lib/ddl/ddl_library';
import { DdlUnreadable } from '../../../lib/ddl/errors';
import { writeJsonDdl } from '../../../lib/ddl/json/write_json_ddl';

const ruby = (version: string, code = "action 'a', :description => 'd'"): string =>
  `metadata :name => 'x', :description => 'd', :author => 'a', :license => 'l', :version => '${version}',
     :url => 'u', :timeout => 5\n${code}\n`;
const json = (version: string): string =>
  writeJsonDdl({ ...KNOWN_AGENTS.rpcutil!, metadata: { ...KNOWN_AGENTS.rpcutil!.metadata, version } });
const DATA = "dataquery :description => 'd' do\n output :o, :description => 'd', :display_as => 'O'\nend";

describe('DdlLibrary', () => {
  let root = '';
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'fleetspec-ddl-'));
    put('one/mcollective/agent/both.ddl', ruby('ruby'));
    put('one/mcollective/agent/both.json', json('json'));
    put('one/mcollective/agent/broken.ddl', ruby('1', 'File.read("x")'));
    put('one/mcollective/agent/rpcutil.ddl', ruby('of one'));
    put('one/mcollective/data/disk_data.ddl', ruby('data', DATA));
    put('one/flat.ddl', ruby('flat'));
    put('one/shown_data.json', writeJsonDdl(KNOWN_DATA.fact!));
    put('one/package.json', '{"name": "a node package"}');
    put('one/wrong.json', writeJsonDdl(KNOWN_DATA.fact!));
    put('two/mcollective/agent/both.ddl', ruby('two'));
    put('two/mcollective/agent/two.ddl', ruby('two'));
    mkdirSync(join(root, 'one/mcollective/agent/folder.ddl'));
  });
  after(() => rmSync(root, { recursive: true }));

  function put(name: string, text: string): string {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  const library = (): DdlLibrary =>
    new DdlLibrary([join(root, 'one'), join(root, 'two'), join(root, 'none')]);
  const versionOf = (name: string): string | undefined => library().agent(name)?.metadata.version;

  it('prefers the first folder, and JSON to Ruby beside it', () => {
    expect(versionOf('both')).to.equal('json');
    expect(versionOf('two')).to.equal('two');
    expect(versionOf('flat')).to.equal('flat');
    expect(new DdlLibrary([join(root, 'two'), join(root, 'one')]).agent('both')?.metadata.version).to.equal(
      'two',
    );
  });

  it('prefers files to what fleetspec knows itself', () => {
    expect(versionOf('rpcutil')).to.equal('of one');
    expect(library().agent('puppet')).to.equal(KNOWN_AGENTS.puppet);
    expect(new DdlLibrary().agent('rpcutil')).to.equal(KNOWN_AGENTS.rpcutil);
  });

  it('finds data plugins by either name', () => {
    expect(library().data('disk')?.metadata.version).to.equal('data');
    expect(library().data('disk_data')?.metadata.version).to.equal('data');
    expect(library().data('shown')?.metadata.name).to.equal('fact');
    expect(library().data('fact')).to.equal(KNOWN_DATA.fact);
    expect(library().data('nothing')).to.equal(undefined);
  });

  it('has none of what nobody has, whatever the name', () => {
    for (const name of [
      'nothing',
      '',
      '.',
      '..',
      '../../etc/passwd',
      'a/b',
      'both.ddl',
      '__proto__',
      'constructor',
      'x\0y',
    ]) {
      expect(library().agent(name), name).to.equal(undefined);
      expect(library().data(name), name).to.equal(undefined);
      expect(library().find('agent', name), name).to.equal(undefined);
    }
  });

  it('does not take other JSON in a folder of plugins for a DDL', () => {
    expect(library().agent('package')).to.equal(KNOWN_AGENTS.package);
  });

  it('tells of a broken DDL when it is asked for, every time, and of no other', () => {
    const one = library();
    for (let i = 0; i < 2; i++) {
      expect(() => one.agent('broken')).to.throw(DdlUnreadable, 'broken.ddl line 3: `File.read`');
    }
    expect(one.agent('flat')?.metadata.version).to.equal('flat');
    expect(() => one.agent('folder')).to.throw(DdlUnreadable, 'it is not a file');
    expect(() => one.agent('wrong')).to.throw(DdlUnreadable, 'it is not the DDL of an agent (data)');
  });

  it('lists names and says where they come from', () => {
    const one = library();
    expect(one.names()).to.include.members(['both', 'broken', 'flat', 'two', 'rpcutil', 'puppet', 'wrong']);
    expect(one.names('data')).to.include.members(['disk', 'shown', 'fact']);
    expect(one.names('data')).not.to.include('wrong');
    expect(one.names().filter(name => name === 'rpcutil')).to.have.length(1);
    expect(one.find('agent', 'two')).to.deep.equal({
      kind: 'agent',
      name: 'two',
      file: join(root, 'two/mcollective/agent/two.ddl'),
    });
    expect(one.find('data', 'fact')).to.deep.equal({ kind: 'data', name: 'fact', file: undefined });
  });

  it('reads a file again when it has changed, and only then', () => {
    const path = put('one/mcollective/agent/changing.ddl', ruby('before'));
    const first = library().agent('changing');
    expect(library().agent('changing')).to.equal(first);
    put('one/mcollective/agent/changing.ddl', ruby('after!'));
    utimesSync(path, new Date(1e12), new Date(1e12));
    expect(versionOf('changing')).to.equal('after!');
    rmSync(path);
    expect(versionOf('changing')).to.equal(undefined);
  });
});
