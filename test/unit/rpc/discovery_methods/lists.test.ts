// The methods that know names only: flatfile and stdin; and what every method refuses.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { EMPTY_FILTER, makeFilter } from '../../../../lib/mcollective/filter';
import { DISCOVERY_METHOD_NAMES, loadDiscoveryMethod } from '../../../../lib/rpc/discovery_methods';
import { flatfile } from '../../../../lib/rpc/discovery_methods/flatfile';
import { stdin } from '../../../../lib/rpc/discovery_methods/stdin';
import { parseNodeList } from '../../../../lib/rpc/node_list';
import { FakeFleet } from '../fake_fleet';
import { finish } from '../finish';
import { MethodFixture, sentenceOf } from './method_fixture';

describe('discovery by flatfile', () => {
  const fixture = new MethodFixture();

  it('takes the names of the file in its order, once each', async () => {
    fixture.write('nodes', '# canaries first\nweb2\n\n  web1 # old\r\nweb2\ndb1\n');
    const found = await flatfile.find(EMPTY_FILTER, fixture.query(['nodes']));
    expect(found).to.deep.equal({ nodes: ['web2', 'web1', 'db1'], remarks: [] });
  });

  it('keeps those an identity filter means, one or another', async () => {
    fixture.write('nodes', 'web1\nweb2\ndb1\n');
    const find = async (...identity: string[]): Promise<readonly string[]> =>
      (await flatfile.find(makeFilter({ identity }), fixture.query(['nodes']))).nodes;
    expect(await find('db1', 'ghost')).to.deep.equal(['db1']);
    expect(await find('/^web/', '/1$/')).to.deep.equal(['web1', 'web2', 'db1']);
    expect(await find('/(/').catch((error: Error) => error.message)).to.match(
      /^cannot read the filter "\/\(\/"/,
    );
  });

  it('says what is wrong with the file', async () => {
    fixture.write('odd', 'web1\nweb 2\n');
    fixture.write('none', '# nobody\n');
    const fault = (...options: string[]): Promise<string> =>
      sentenceOf(flatfile.find(EMPTY_FILTER, fixture.query(options)));
    expect(await fault()).to.equal('the discovery method "flatfile" needs the path of a file');
    expect(await fault('odd')).to.equal('"web 2" is not the name of a node');
    expect(await fault('none')).to.equal('cannot read the list of nodes none: it names no node');
    expect(await fault('missing')).to.match(/^cannot read the list of nodes missing: ENOENT/);
  });
});

describe('discovery by stdin', () => {
  const fixture = new MethodFixture();
  const find = async (text: string, ...options: string[]): Promise<readonly string[]> =>
    (await stdin.find(EMPTY_FILTER, fixture.query(options, { stdin: text }))).nodes;
  const JSON_TEXT = '[{"sender":"b","statuscode":0},{"certname":"a"}]';

  it('takes text and JSON, whichever it is', async () => {
    expect(await find('b\na\n')).to.deep.equal(['b', 'a']);
    expect(await find(` ${JSON_TEXT}`)).to.deep.equal(['b', 'a']);
    expect(await find(JSON_TEXT, 'json')).to.deep.equal(['b', 'a']);
    expect(await find(`\ufeff${JSON_TEXT}`)).to.deep.equal(['b', 'a']);
    expect(await find('b\n', 'TEXT')).to.deep.equal(['b']);
  });

  it('takes JSON with an object a line', async () => {
    const lines = '{"sender":"b","data":{"x":"}{"}}\r\n\n{"sender":"a"}\n';
    expect(await find(lines)).to.deep.equal(['b', 'a']);
    expect(await find('{"sender":"b"}', 'json')).to.deep.equal(['b']);
    expect(await find('{"replies":[{"sender":"b"}]}')).to.deep.equal(['b']);
    expect(await sentenceOf(find('{"sender":"b"}\n{"event":"x"}'))).to.contain('entry 2 has no sender');
    expect(await sentenceOf(find('{"sender":"b"}\n{"sender":}'))).to.contain('begins like JSON but is not');
  });

  it('takes what it is told to be for nothing else', async () => {
    expect(await sentenceOf(find('b\na\n', 'json'))).to.contain('it begins like JSON but is not');
    expect(await sentenceOf(find(JSON_TEXT, 'text'))).to.contain('is not the name of a node');
    expect(await sentenceOf(find('b', 'xml'))).to.contain('does not know the format "xml"');
    expect(await sentenceOf(find(' \n'))).to.contain('it names no node');
    expect(await sentenceOf(find('b\0\n\0'))).to.contain('it is not UTF-8');
    expect(await sentenceOf(find('[]'))).to.contain('it names no node');
    expect(await sentenceOf(find('null', 'json'))).to.contain('no array of replies or names');
  });
});

describe('a discovery method', () => {
  const refusal = (
    name: string,
    filter: Parameters<typeof makeFilter>[0],
    ownAgent?: string,
  ): Promise<string> => sentenceOf(loadDiscoveryMethod(name, makeFilter(filter), ownAgent));

  it('is known by name', async () => {
    expect(DISCOVERY_METHOD_NAMES).to.deep.equal(['mc', 'flatfile', 'stdin', 'external', 'registration']);
    for (const name of DISCOVERY_METHOD_NAMES.slice(1))
      expect((await loadDiscoveryMethod(name, EMPTY_FILTER, undefined)).name).to.equal(name);
    expect(await refusal('flatfil', {})).to.equal(
      'there is no discovery method "flatfil", did you mean "flatfile"?',
    );
    expect(await refusal('constructor', {})).to.contain('there is no discovery method');
  });

  it('refuses filters it knows nothing of, and names them', async () => {
    const knows = 'it knows identity filters only';
    const cannot = (kind: string): string =>
      `the discovery method "flatfile" cannot use ${kind} filters, ${knows}`;
    expect(await refusal('flatfile', { fact: [{ fact: 'a', operator: '==', value: 'b' }] })).to.equal(
      cannot('fact'),
    );
    expect(await refusal('flatfile', { cf_class: ['web'] })).to.equal(cannot('class'));
    expect(await refusal('flatfile', { compound: [[]] })).to.equal(cannot('compound (-S)'));
    expect(await refusal('flatfile', { agent: ['own', 'other'] }, 'own')).to.equal(cannot('agent'));
    expect(await refusal('flatfile', { agent: ['own'] }, 'own')).to.equal('no error');
    expect(await refusal('registration', { compound: [[]] })).to.contain(
      'identity, fact, class, agent filters only',
    );
  });

  it('leads to directed requests with the agent for a filter', async () => {
    const fixture = new MethodFixture();
    const file = fixture.write('nodes', 'b\na\nc\n');
    const fake = new FakeFleet();
    fake.add(['a', 'b', 'c']);
    const client = (await fake.connect({ directAddressingThreshold: 0 }))
      .agent('rpcutil')
      .withIdentity('/[ab]/');
    const method = { name: 'flatfile', options: [file] };
    const found = await finish(fake, client.discover({ method }));
    expect(found).to.deep.include({ nodes: ['a', 'b'], method: 'flatfile', remarks: [] });
    const result = await finish(fake, client.call('ping').result());
    expect(fake.sent.map(sent => sent.headers.mc_identity)).to.deep.equal(['b', 'a']);
    expect(fake.sent[0]!.request.filter).to.deep.equal(makeFilter({ agent: ['rpcutil'] }));
    expect(result.stats).to.include({ discovered: 2, responses: 2 });
  });

  it('is limited like any other, in its own order, and to a list', async () => {
    const fixture = new MethodFixture();
    const file = fixture.write('nodes', 'b\na\nc\n');
    const fake = new FakeFleet();
    const method = { name: 'flatfile', options: [file] };
    const fleet = await fake.connect();
    expect((await fleet.agent('x').discover({ method, limit: 1 })).nodes).to.deep.equal(['b']);
    expect((await fleet.agent('x').on(['c', 'd', 'a']).discover({ method })).nodes).to.deep.equal(['a', 'c']);
    expect(fake.sent).to.deep.equal([]);
  });

  it('mc is asking the nodes', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const found = await finish(
      fake,
      (await fake.connect()).discover(EMPTY_FILTER, { method: { name: 'mc' } }),
    );
    expect(found).to.deep.include({ nodes: ['a'], method: 'mc' });
  });
});

describe('lists of nodes', () => {
  it('are refused when they hold what is no name', () => {
    for (const text of [
      'a b',
      '[{"sender": 5}]',
      '[{}]',
      '{"nodes": []}',
      '["a", ""]',
      '../x',
      'a'.repeat(300),
    ])
      expect(() => parseNodeList(text, 'x'), text).to.throw();
  });
});
