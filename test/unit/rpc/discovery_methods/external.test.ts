// Discovery by a program: what it is told, what it may answer, and every way it can fail.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ProgramNotFound } from '../../../../lib/exec/errors';
import type { Exec, ExecOptions, ExecResult } from '../../../../lib/exec/exec';
import { makeFilter } from '../../../../lib/mcollective/filter';
import { external, makeExternal } from '../../../../lib/rpc/discovery_methods/external';
import { MethodFixture, sentenceOf } from './method_fixture';

const REPLY = 'io.choria.choria.discovery.v1.external_reply';
const REQUEST = 'io.choria.choria.discovery.v1.external_request';
const WELL: ExecResult = { code: 0, signal: null, stdout: '', stderr: '', timedOut: false, truncated: false };

interface Started {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: ExecOptions;
  readonly request: unknown;
}

/** A program that writes this reply and ends so. */
function program(reply: unknown, end: Partial<ExecResult> = {}) {
  const started: Started[] = [];
  const exec = {
    async run(file: string, args: readonly string[], options: ExecOptions) {
      const { CHORIA_EXTERNAL_REQUEST: from = '', CHORIA_EXTERNAL_REPLY: to = '' } = options.env ?? {};
      started.push({ file, args, options, request: JSON.parse(readFileSync(from, 'utf8')) });
      writeFileSync(to, typeof reply === 'string' ? reply : JSON.stringify(reply));
      return { ...WELL, ...end };
    },
  } as unknown as Exec;
  return { method: makeExternal(exec), started };
}

describe('discovery by a program', () => {
  const fixture = new MethodFixture();

  it('tells it what is asked, as Choria does', async () => {
    const { method, started } = program({ protocol: REPLY, nodes: ['b', 'a', 'b'] });
    const filter = makeFilter({
      fact: [{ fact: 'country', operator: '==', value: 'mt' }],
      cf_class: ['web'],
      agent: ['rpcutil'],
      identity: ['/x/'],
    });
    const query = fixture.query(['command=bin/nodes --site  north', 'foo=bar=baz', 'empty.key=1'], {
      timeoutMs: 2000,
    });
    expect(await method.find(filter, query)).to.deep.equal({ nodes: ['b', 'a'], remarks: [] });
    const { file, args, options, request } = started[0]!;
    expect(request).to.deep.equal({
      $schema: 'https://choria.io/schemas/choria/discovery/v1/external_request.json',
      protocol: REQUEST,
      collective: 'mcollective',
      timeout: 2,
      filter: {
        fact: [{ fact: 'country', operator: '==', value: 'mt' }],
        cf_class: ['web'],
        agent: ['rpcutil'],
        identity: ['/x/'],
        compound: [],
      },
      options: { foo: 'bar=baz', 'empty.key': '1' },
    });
    const { CHORIA_EXTERNAL_REQUEST: from, CHORIA_EXTERNAL_REPLY: to } = options.env ?? {};
    expect(file).to.equal(`${fixture.folder}/bin/nodes`);
    expect(args).to.deep.equal(['--site', 'north', from, to, REQUEST]);
    expect(options.env?.CHORIA_EXTERNAL_PROTOCOL).to.equal(REQUEST);
    expect(options).to.include({ timeoutMs: 2000 });
    expect(() => readFileSync(from!)).to.throw(/ENOENT/);
  });

  it('takes a bare option for the program, and gives it time of its own', async () => {
    const { method, started } = program({ protocol: REPLY, nodes: [] });
    expect((await method.find(makeFilter(), fixture.query(['nodes']))).nodes).to.deep.equal([]);
    expect(started[0]).to.deep.include({ file: 'nodes' });
    expect(started[0]!.options.timeoutMs).to.equal(10_000);
  });

  const FAULTS: Record<string, [unknown, Partial<ExecResult>, string]> = {
    'exit code': [
      '',
      { code: 3, stderr: 'no such inventory\nat line 1' },
      'ended with exit code 3: no such inventory',
    ],
    signal: ['', { code: null, signal: 'SIGSEGV' }, 'was ended by SIGSEGV'],
    'too slow': ['', { code: null, timedOut: true }, 'took longer than 10 s'],
    nothing: ['', {}, 'wrote no reply'],
    'no JSON': ['nodes: [a]', {}, 'wrote a reply that is no JSON'],
    'an array': [['a'], {}, 'wrote a reply that is no JSON object'],
    'an error of its own': [{ error: 'the database is down' }, {}, 'reports: the database is down'],
    'another protocol': [{ protocol: REQUEST, nodes: ['a'] }, {}, `did not answer in the protocol ${REPLY}`],
    'no nodes': [{ protocol: REPLY, nodes: 'a' }, {}, 'wrote a reply without a list of nodes'],
    'no name': [
      { protocol: REPLY, nodes: ['a', "b' or 1"] },
      {},
      'names what cannot be a node: "b\' or 1" is not the name of a node',
    ],
    'a null among them': [
      { protocol: REPLY, nodes: ['a', null] },
      {},
      'names what cannot be a node: "null" is not the name of a node',
    ],
    'a number': [
      { protocol: REPLY, nodes: [{}] },
      {},
      'names what cannot be a node: "{}" is not the name of a node',
    ],
  };
  for (const [what, [reply, end, problem]] of Object.entries(FAULTS)) {
    it(`says what is wrong: ${what}`, async () => {
      const { method } = program(reply, end);
      const sentence = await sentenceOf(method.find(makeFilter(), fixture.query(['command=nodes'])));
      expect(sentence).to.equal(`the discovery program nodes ${problem}`);
    });
  }

  it('needs a program', async () => {
    const fault = (...options: string[]): Promise<string> =>
      sentenceOf(external.find(makeFilter(), fixture.query(options)));
    expect(await fault('foo=bar')).to.equal('the discovery method "external" needs a program');
    expect(await fault('command=')).to.equal('the discovery method "external" needs a value for command');
    const missing = external.find(makeFilter(), fixture.query(['command=./nowhere']));
    expect(await missing.catch(error => error)).to.be.instanceOf(ProgramNotFound);
  });

  it('runs a real one', async () => {
    const path = fixture.write(
      'nodes',
      `#!/bin/sh
grep -q '"cf_class":\\["web"\\]' "$CHORIA_EXTERNAL_REQUEST" && [ "$1" = x ] && [ "$3" = "$CHORIA_EXTERNAL_REPLY" ] &&
  printf '{"protocol":"${REPLY}","nodes":["w1","w2"]}' > "$CHORIA_EXTERNAL_REPLY"
`,
      0,
      0o700,
    );
    const query = fixture.query([`command=${path} x`]);
    expect((await external.find(makeFilter({ cf_class: ['web'] }), query)).nodes).to.deep.equal(['w1', 'w2']);
    expect(await sentenceOf(external.find(makeFilter(), query))).to.contain('ended with exit code 1');
  });
});
