// Discovery from what nodes told of themselves: documents of Ruby's registration-monitor and of fleetspecd.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { makeFilter, parseFact } from '../../../../lib/mcollective/filter';
import { registration } from '../../../../lib/rpc/discovery_methods/registration';
import { makeConfig } from '../fake_fleet';
import { MethodFixture, sentenceOf } from './method_fixture';

// As Psych writes the body of the plugin meta.
const META = `---
:agentlist:
- discovery
- rpcutil
:facts:
  country: uk
  cpus: 8
  ratio: '0.5'
  "virtual": true
  nothing:
  roles:
  - web
  - cache
  os:
    family: Debian
:classes: &1
- role::web
- common
:collectives:
- mcollective
- uk
:tags: *1
:identity: somebody.else
`;

function documents(): MethodFixture {
  const fixture = new MethodFixture();
  const now = fixture.clock.now() / 1000;
  fixture.write('web1', META, 10);
  const json = {
    agentlist: ['rpcutil', 'puppet'],
    facts: { country: 'de', cpus: '16' },
    classes: ['role::db'],
    collectives: ['mcollective'],
    lastseen: now - 60,
  };
  // The file was touched, but nothing was heard.
  fixture.write('db1', JSON.stringify(json), 0);
  fixture.write('quiet', JSON.stringify({ ...json, lastseen: now - 4000 }), 0);
  fixture.write('old', META, 3601);
  fixture.write('list', '---\n- discovery\n- rpcutil\n', 5);
  fixture.write('other', JSON.stringify({ ...json, collectives: ['uk'] }));
  fixture.write('.half.1', '{"agentlist":["rpcutil"]}');
  mkdirSync(join(fixture.folder, 'folder'));
  symlinkSync('web1', join(fixture.folder, 'link'));
  return fixture;
}

describe('discovery by registration', () => {
  const fixture = documents();
  const find = async (
    parts: Parameters<typeof makeFilter>[0],
    more: Parameters<MethodFixture['query']>[1] = {},
    options = [`directory=${fixture.folder}`],
  ) => registration.find(makeFilter(parts), fixture.query(options, more));
  const names = async (...args: Parameters<typeof find>): Promise<readonly string[]> =>
    (await find(...args)).nodes;

  it('finds nodes heard of lately, in their collective, and tells of the others', async () => {
    expect(await find({})).to.deep.equal({
      nodes: ['db1', 'list', 'web1'],
      remarks: ['old, quiet did not register within 3600 s and are left out'],
    });
    const uk = fixture.query([fixture.folder]);
    const found = await registration.find(makeFilter(), {
      ...uk,
      context: { ...uk.context, collective: 'uk' },
    });
    expect(found.nodes).to.deep.equal(['list', 'other', 'web1']);
  });

  it('judges filters as nodes do', async () => {
    const facts = async (...texts: string[]): Promise<readonly string[]> =>
      names({ fact: texts.map(parseFact) });
    expect(await facts('country=uk')).to.deep.equal(['web1']);
    expect(await facts('cpus>=8')).to.deep.equal(['db1', 'web1']);
    expect(await facts('virtual=true', 'roles=cache', 'os=family')).to.deep.equal(['web1']);
    expect(await facts('nothing=/./')).to.deep.equal([]);
    expect(await facts('constructor=/./')).to.deep.equal([]);
    expect(await names({ cf_class: ['/^role/', 'common'] })).to.deep.equal(['web1']);
    expect(await names({ agent: ['puppet'] })).to.deep.equal(['db1']);
    expect(await names({ agent: ['rpcutil'] })).to.deep.equal(['db1', 'list', 'web1']);
    expect(await names({ identity: ['web1', '/^l/'] })).to.deep.equal(['list', 'web1']);
    // The envelope named the file; what is in it does not count.
    expect(await names({ identity: ['somebody.else'] })).to.deep.equal([]);
  });

  it('says nothing of old documents nobody asked for', async () => {
    expect((await find({ identity: ['web1'] })).remarks).to.deep.equal([]);
  });

  it('takes folder and age from options, and from the settings MCollective has for them', async () => {
    expect(await names({}, {}, [fixture.folder, 'criticalage=5000'])).to.include.members(['old', 'quiet']);
    const query = fixture.query();
    const config = makeConfig();
    const plugins = { 'registration.directory': fixture.folder, 'registration.criticalage': '20' };
    const context = { ...query.context, config: { ...config, node: { ...config.node, plugins } } };
    expect((await registration.find(makeFilter(), { ...query, context })).nodes).to.deep.equal([
      'list',
      'web1',
    ]);
    expect(await sentenceOf(find({}, {}, ['criticalage=soon']))).to.contain('cannot take "soon" for the age');
  });

  it('tells what cannot be read and goes on', async () => {
    const broken = new MethodFixture();
    broken.write('good', '{"agentlist":[]}');
    broken.write('bad', '{"agentlist":');
    broken.write('no name', '{}');
    broken.write('text', 'hello');
    const found = await registration.find(makeFilter(), broken.query([broken.folder]));
    expect(found.nodes).to.deep.equal(['good']);
    expect(found.remarks).to.have.length(1);
    expect(found.remarks[0]).to.match(/^the registration of bad cannot be read \(.*\), nor can 2 more$/);
  });

  it('refuses a folder that is none, and a filter nobody can read', async () => {
    const missing = join(fixture.folder, 'missing');
    expect(await sentenceOf(find({}, {}, [missing]))).to.equal(
      `the registration documents in ${missing} cannot be used: ENOENT`,
    );
    expect(await sentenceOf(find({ cf_class: ['/(/'] }))).to.match(/^cannot read the filter/);
    expect(await sentenceOf(find({ identity: ['/(/'] }))).to.match(/^cannot read the filter/);
  });
});
