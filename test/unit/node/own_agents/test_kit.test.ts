// What tests of an agent of one's own see: what a node would answer, and as faults what it would only log.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { callAction, loadAgent } from '../../../../lib/node/own_agents/api';

const EXAMPLE = resolve(__dirname, '../../../../examples/own_agent/own_agent');
const { XDG_CACHE_HOME } = process.env;
const home = mkdtempSync(join(tmpdir(), 'fleetspec-kit-'));
let folder: string;
before(() => {
  process.env.XDG_CACHE_HOME = home;
});
after(() => {
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(home, 'agent-'));
});

const DDL = `metadata :name => "one", :description => "d", :author => "me", :license => "l",
  :version => "1", :url => "u", :timeout => 1
action "hi", :description => "d" do
  output :x, :description => "x", :display_as => "X", :default => 42
end
`;

function put(text: string, ddl = DDL): string {
  writeFileSync(
    join(folder, 'one.js'),
    `const { defineAgent, ActionFailed } = require('fleetspec/agent');\n${text}`,
  );
  writeFileSync(join(folder, 'one.ddl'), ddl);
  return join(folder, 'one');
}
const hi = (code: string): string => put(`module.exports = defineAgent({ hi: ${code} });\n`);
const faultOf = (code: string): Promise<string> =>
  callAction(loadAgent(hi(code)), 'hi').then(
    () => expect.fail('it did not fail'),
    fault => fault.message.replaceAll(folder, 'DIR'),
  );

describe('loadAgent', () => {
  it('takes the path with and without its ending', () => {
    for (const path of [EXAMPLE, `${EXAMPLE}.ts`, `${EXAMPLE}.ddl`]) {
      expect(Object.keys(loadAgent(path).ddl.actions)).to.deep.equal(['status', 'usage']);
    }
  });

  it('throws what a daemon would refuse', () => {
    const path = hi('() => ({})');
    expect(() => loadAgent(join(folder, 'two'))).to.throw('there is no code');
    rmSync(`${path}.ddl`);
    expect(() => loadAgent(path)).to.throw(`there is no DDL ${path}.json`);
    put('module.exports = defineAgent({});');
    expect(() => loadAgent(path)).to.throw(
      'one.ddl has the action hi, and one.js has no function of that name',
    );
    put('module.exports = {};');
    expect(() => loadAgent(path)).to.throw('exports no agent');
    put('oops(');
    expect(() => loadAgent(path)).to.throw('one.js:2:1: ');
    put('', DDL.replace('"one"', '"two"'));
    expect(() => loadAgent(path)).to.throw('one.ddl is the DDL of two');
  });
});

describe('callAction', () => {
  it('answers as a node: outputs with defaults, statuscodes', async () => {
    const code = `({ inputs, facts, classes, settings, caller, run, log }) => { log.info('hello'); return {}; }`;
    const good = await callAction(loadAgent(hi(code)), 'hi');
    expect(good).to.deep.equal({ statuscode: 0, statusmsg: 'OK', outputs: { x: 42 }, logged: ['hello'] });
    const refusing = loadAgent(hi('() => { throw new ActionFailed("no", 3, { x: 1 }); }'));
    expect(await callAction(refusing, 'hi')).to.include({ statuscode: 3, statusmsg: 'no' });
    expect((await callAction(refusing, 'hi')).outputs).to.deep.equal({ x: 1 });
    expect(await callAction(refusing, 'bye')).to.include({
      statuscode: 4,
      statusmsg: "Attempted to call action bye for one but it's not declared in the DDL",
    });
    const status = loadAgent(EXAMPLE);
    expect(await callAction(status, 'status')).to.include({
      statuscode: 4,
      statusmsg: 'Action status needs a path argument',
    });
    expect((await callAction(status, 'status', { path: 'etc' })).statusmsg).to.match(
      /^Cannot validate input path/,
    );
  });

  it('hands on what the test says', async () => {
    const code = `async ({ inputs, facts, classes, settings, caller, run }) =>
      ({ x: [inputs, await facts(), await classes(), settings, caller, await run('x')] })`;
    const options = {
      ...{
        facts: { country: 'uk' },
        classes: ['c'],
        settings: { s: '1' },
        caller: { id: 'cert=a', host: 'h' },
      },
      run: async () => ({
        code: 0,
        signal: null,
        stdout: 'out',
        stderr: '',
        timedOut: false,
        truncated: false,
      }),
    };
    const { outputs } = await callAction(loadAgent(hi(code)), 'hi', { unchecked: 1 }, options);
    expect(outputs.x).to.deep.equal([
      {},
      { country: 'uk' },
      ['c'],
      { s: '1' },
      { id: 'cert=a', host: 'h' },
      await options.run(),
    ]);
  });

  it('throws for what a node tells only in its log', async () => {
    expect(await faultOf('() => ({ z: 1 })')).to.equal('one#hi: the output z is not in its DDL');
    expect(await faultOf('() => ({ x: () => 1 })')).to.equal('one#hi: its answer holds a function in x');
    expect(await faultOf('() => undefined.x')).to.match(
      /^one#hi: went wrong at DIR\/one\.js:2:\d+: Cannot read/,
    );
  });

  it('throws for an action that never ends, and tells it to', async () => {
    const fault = await faultOf(
      '({ signal }) => new Promise(() => signal.addEventListener("abort", () => { globalThis.told = 1; }))',
    );
    expect(fault).to.equal('one#hi took longer than 1 s');
    expect((globalThis as { told?: number }).told).to.equal(1);
  });
});
