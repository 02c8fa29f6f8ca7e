// Calls of agents of one's own: what the code is handed, what becomes of what it answers, and that nothing it does
// stops the daemon or another agent.
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { SystemExec } from '../../../../lib/exec/system_exec';
import { RubyFloat, type RubyValue } from '../../../../lib/marshal/values';
import { ActionFailed, type ActionOutputs, type Agent, type NodeContext } from '../../../../lib/node/agent';
import { loadExternalAgents } from '../../../../lib/node/external_agents/external_agents';
import { FakeClock } from '../../rpc/fake_clock';

import { FakeExec, MemoryLogger } from '../fakes';
import { eventually } from './eventually';
import { buildThreadProgram } from './thread_program';

let thread: ReturnType<typeof buildThreadProgram>;
let folder: string;
let clock: FakeClock;
let logger: MemoryLogger;
let exec: FakeExec;
before(() => {
  thread = buildThreadProgram();
});
after(() => rmSync(thread.folder, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-own-'));
  [clock, logger, exec] = [new FakeClock(), new MemoryLogger(), new FakeExec()];
});
afterEach(async () => {
  // Threads that nobody needs any more end after a minute.
  await clock.advance(3600_000);
  rmSync(folder, { recursive: true, force: true });
});

const JS = "const { ActionFailed, defineAgent } = require('fleetspec/agent');\n";
const OUTPUTS = ['x', 'y'].map(
  name => `  output :${name},\n :description => "${name}",\n :display_as => "${name}"\n`,
);
const INPUT = `  input :path, :prompt => "p", :description => "d", :type => :string,
    :validation => '.', :optional => true, :maxlength => 9\n`;

const ddl = (name: string, actions: readonly string[]): string => `metadata :name => "${name}",
  :description => "d", :author => "me", :license => "l", :version => "1", :url => "u", :timeout => 5
${actions.map(action => `action "${action}", :description => "d" do\n${INPUT}${OUTPUTS.join('')}end\n`).join('')}`;

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o644);
}

/** An agent with these actions, each a function in JavaScript. */
async function agentOf(actions: Readonly<Record<string, string>>, name = 'one'): Promise<Agent> {
  const code = Object.entries(actions).map(([action, text]) => `${action}: ${text},\n`);
  write(`${name}.js`, `${JS}let count = 0;\nmodule.exports = defineAgent({\n${code.join('')}});\n`);
  write(`${name}.ddl`, ddl(name, Object.keys(actions)));
  const { agents, problems } = await loadExternalAgents({
    ...{ folders: [folder], taken: [], plugins: { 'one.colour': 'red' }, uid: process.getuid!(), clock },
    threadProgram: thread.program,
  });
  expect(problems).to.deep.equal([]);
  return agents[name]!;
}

const nodeOf = (more: Partial<NodeContext> = {}): NodeContext =>
  ({
    ...{ exec, logger, identity: 'web1.example.net', facts: async () => ({ country: 'uk' }) },
    ...{ classes: async () => ['role::web'], ...more },
  }) as unknown as NodeContext;

async function call(
  agent: Agent,
  action: string,
  data: Record<string, RubyValue> = {},
  { node = nodeOf(), signal = new AbortController().signal } = {},
): Promise<ActionOutputs> {
  const { name } = agent.metadata;
  const who = { callerid: 'cert=alice', senderid: 'client', requestid: 'r1', collective: 'mcollective' };
  const request = { agent: name, action, ...who, ttl: 60, msgtime: 1, data, signal };
  return agent.actions[action]!.run!(request, node);
}

const failure = (reply: Promise<unknown>): Promise<ActionFailed> =>
  reply.then(
    () => expect.fail('it did not fail'),
    fault => {
      expect(fault).to.be.instanceOf(ActionFailed);
      return fault;
    },
  );

describe('an action of one’s own', () => {
  it('gets its inputs, who asks, and what the node is', async () => {
    const agent = await agentOf({
      tell: `async ({ inputs, caller, requestId, identity, settings, action, facts, classes }) =>
        ({ x: [inputs, caller, requestId, identity, settings], y: [action, await facts(), await classes()] })`,
    });
    const outputs = await call(agent, 'tell', { path: '/é', other: 'unchecked', process_results: true });
    expect(outputs.x).to.deep.equal([
      new Map([['path', '/é']]),
      new Map([
        ['id', 'cert=alice'],
        ['host', 'client'],
      ]),
      ...['r1', 'web1.example.net', new Map([['colour', 'red']])],
    ]);
    expect(outputs.y).to.deep.equal(['tell', new Map([['country', 'uk']]), ['role::web']]);
  });

  it('answers what Ruby has, exactly', async () => {
    const agent = await agentOf({
      many: '() => ({ x: [1, 1.5, 2n ** 70n, true, null, undefined, "ü", -0.5], y: { a: { b: [] }, c: undefined } })',
      some: '() => ({ x: new Map([["k", 1e21]]), y: undefined })',
      none: '() => undefined',
    });
    expect(await call(agent, 'many')).to.deep.equal({
      x: [1, 1.5, 2n ** 70n, true, null, null, 'ü', -0.5],
      y: new Map([['a', new Map([['b', []]])]]),
    });
    expect(await call(agent, 'some')).to.deep.equal({ x: new Map([['k', new RubyFloat(1e21)]]) });
    expect(await call(agent, 'none')).to.deep.equal({});
  });

  it('has only outputs of its DDL', async () => {
    const agent = await agentOf({
      hi: '() => JSON.parse(`{"x": 1, "secret": 2, "__proto__": 3, "constructor": 4}`)',
    });
    expect(await call(agent, 'hi')).to.deep.equal({ x: 1 });
    expect(logger.at('warn')).to.have.members([
      'one#hi: the output secret is not in its DDL',
      'one#hi: the output __proto__ is not in its DDL',
      'one#hi: the output constructor is not in its DDL',
    ]);
  });

  it('fails with a sentence, a statuscode and outputs of its own', async () => {
    const agent = await agentOf({
      no: '() => { throw new ActionFailed("there is none"); }',
      low: '() => { throw new ActionFailed("too low", 3, { x: 7 }); }',
      odd: '() => { throw new ActionFailed("", 0.5, { x: () => 1 }); }',
    });
    expect(await failure(call(agent, 'no'))).to.include({ statusmsg: 'there is none', statuscode: 1 });
    expect(await failure(call(agent, 'low'))).to.deep.include({ statuscode: 3, data: { x: 7 } });
    expect(await failure(call(agent, 'odd'))).to.include({
      statusmsg: 'one#odd: its answer holds a function in x',
      statuscode: 5,
    });
    expect(logger.at('error')).to.have.length(1);
  });

  it('runs programs: arguments as they are, an exit code as a result', async () => {
    const agent = await agentOf({
      echo: `async ({ inputs, run }) => {
        const { code, stdout } = await run('printf', ['%s|', inputs.path, '$(id)', '*']);
        return { x: stdout, y: [code, (await run('false')).code, (await run('cat', [], { input: 'in' })).stdout] };
      }`,
      gone: "async ({ run }) => run('/no/such/program')",
      odd: 'async ({ run }) => run("echo", [1])',
    });
    const node = nodeOf({ exec: new SystemExec() });
    expect(await call(agent, 'echo', { path: '; id' }, { node })).to.deep.equal({
      x: '; id|$(id)|*|',
      y: [0, 1, 'in'],
    });
    expect((await failure(call(agent, 'gone', {}, { node }))).statusmsg).to.match(
      /^one#gone: .*\/no\/such\/program/,
    );
    expect((await failure(call(agent, 'odd', {}, { node }))).statusmsg).to.match(
      /a program and a list of texts/,
    );
  });

  it('logs, and what it prints is logged', async () => {
    const agent = await agentOf({
      tell: `async ({ log }) => {
        for (const level of ['error', 'warn', 'info', 'debug']) log[level](level + '!');
        console.log('printed');
        await new Promise(resolve => setTimeout(resolve, 50));
      }`,
      flood: 'async ({ log }) => { for (let i = 0; i < 1000; i++) log.info("line".repeat(1000)); }',
    });
    await call(agent, 'tell');
    for (const level of ['error', 'warn', 'info', 'debug'])
      expect(logger.at(level)).to.include(`one: ${level}!`);
    expect(logger.at('info')).to.include('one: printed');
    await call(agent, 'flood');
    expect(logger.at('info')).to.have.length(2 + 101);
    expect(logger.at('info').at(-1)).to.equal('one: more lines are left out');
    expect(logger.at('info').at(-2)!.length).to.be.below(1010);
  });
});

describe('an action that goes wrong', () => {
  const wrong = async (text: string): Promise<string> =>
    (await failure(call(await agentOf({ hi: text }), 'hi'))).statusmsg.replaceAll(folder, 'DIR');

  it('is named with its place', async () => {
    expect(await wrong('() => undefined.x')).to.match(
      /^one#hi: went wrong at DIR\/one\.js:4:\d+: Cannot read prop/,
    );
    expect(await wrong('async () => { throw "text" }')).to.equal('one#hi: went wrong: text');
    expect(logger.at('error')).to.have.length(2);
  });

  it('answers what cannot be passed on', async () => {
    const cases: [string, string][] = [
      ['() => 7', 'is 7, not an object with outputs'],
      ['() => Object.create({ x: 1 })', 'is an instance of Object, not an object with outputs'],
      ['() => () => 1', 'is a function, not an object with outputs'],
      ['() => [1]', 'is a list, not an object with outputs'],
      ['() => null', 'is null, not an object with outputs'],
      ['() => ({ x: Symbol("s") })', 'holds a symbol in x'],
      ['() => ({ x: new Date() })', 'holds an instance of Date in x'],
      ['() => ({ x: [NaN] })', 'holds NaN in x'],
      ['() => { const x = {}; x.x = x; return { x }; }', 'holds too much'],
      ['() => ({ x: new Array(2e6).fill(0) })', 'holds too much'],
      ['() => ({ x: "y".repeat(5e6) })', 'has more than 4194304 bytes'],
    ];
    for (const [text, why] of cases) expect(await wrong(text), text).to.equal(`one#hi: its answer ${why}`);
  });

  it('ends its thread, and another agent goes on', async () => {
    const good = await agentOf({ hi: '() => ({ x: ++count })' }, 'good');
    const agent = await agentOf({
      exit: '() => process.exit(0)',
      later:
        'async () => { setTimeout(() => { throw new Error("late"); }, 1); await new Promise(() => {}); }',
      rejected: 'async () => { Promise.reject(new Error("lost")); await new Promise(() => {}); }',
      eats: 'async () => { const all = []; for (;;) all.push(new Array(100000).fill(all.length)); }',
      hi: '() => ({ x: ++count })',
    });
    expect(await call(good, 'hi')).to.deep.equal({ x: 1 });
    expect((await failure(call(agent, 'exit'))).statusmsg).to.equal('one#exit: its thread ended by itself');
    expect((await failure(call(agent, 'later'))).statusmsg).to.match(
      /^one#later: went wrong outside of any action at .*one\.js:\d+:\d+: late$/,
    );
    expect((await failure(call(agent, 'rejected'))).statusmsg).to.match(/outside of any action at .*: lost$/);
    expect((await failure(call(agent, 'eats'))).statusmsg).to.equal(
      'one#eats: needed more than 128 MiB of memory',
    );
    // A new thread begins anew; that of the other is the same.
    expect(await call(agent, 'hi')).to.deep.equal({ x: 1 });
    expect(await call(good, 'hi')).to.deep.equal({ x: 2 });
  });

  it('is answered in time when it never ends, whatever it does', async () => {
    const flag = join(folder, 'flag');
    const begin = `require('node:fs').writeFileSync(${JSON.stringify(flag)}, '');`;
    const good = await agentOf({ hi: '() => ({ x: 1 })' }, 'good');
    const agent = await agentOf({
      waits: `async () => { ${begin} await new Promise(() => {}); }`,
      spins: `async () => { ${begin} for (;;); }`,
      hi: '() => ({ x: ++count })',
    });
    expect(await call(agent, 'hi')).to.deep.equal({ x: 1 });
    for (const action of ['waits', 'spins']) {
      const reply = failure(call(agent, action));
      await eventually(() => existsSync(flag));
      rmSync(flag);
      await clock.advance(5000);
      expect((await reply).statusmsg).to.equal(`one#${action}: took longer than 5 s and was ended`);
      expect(await call(good, 'hi')).to.deep.equal({ x: 1 });
      // A second later its thread is ended with it.
      await clock.advance(1000);
      expect(await call(agent, 'hi')).to.deep.equal({ x: 1 });
    }
  });

  it('that ends when it is told to keeps its thread', async () => {
    const agent = await agentOf({
      obeys: `({ signal, log }) => new Promise(resolve => {
        log.info('begun');
        signal.addEventListener('abort', () => { count += 10; resolve({}); });
      })`,
      hi: '() => ({ x: ++count })',
    });
    const reply = failure(call(agent, 'obeys'));
    await eventually(() => logger.at('info').includes('one: begun'));
    await clock.advance(5000);
    expect((await reply).statusmsg).to.match(/took longer than 5 s/);
    expect(await call(agent, 'hi')).to.deep.equal({ x: 11 });
    await clock.advance(1000);
    expect(await call(agent, 'hi')).to.deep.equal({ x: 12 });
  });

  it('has its programs ended with it', async () => {
    const agent = await agentOf({
      sleeps:
        "async ({ run, log }) => { log.info('begun'); const { signal } = await run('sleep', ['60']); return { x: signal }; }",
      leaves: "async ({ run, log }) => { void run('sleep', ['61']).catch(() => {}); return {}; }",
    });
    const ended: boolean[] = [];
    const watched = {
      run: (_file: string, _args: readonly string[], { signal }: { signal?: AbortSignal }) =>
        new Promise(resolve => {
          signal?.addEventListener('abort', () => {
            ended.push(true);
            resolve({
              code: null,
              signal: 'SIGTERM',
              stdout: '',
              stderr: '',
              timedOut: false,
              truncated: false,
            });
          });
        }),
    };
    const node = nodeOf({ exec: watched as unknown as NodeContext['exec'] });
    const reply = failure(call(agent, 'sleeps', {}, { node }));
    await eventually(() => logger.at('info').includes('one: begun'));
    // The daemon has been asked before what was logged after it came.
    await call(agent, 'leaves', {}, { node });
    await eventually(() => ended.length === 1);
    await clock.advance(5000);
    await reply;
    await eventually(() => ended.length === 2);
  });
});

describe('the code of an agent', () => {
  it('is forgotten after a minute without a call, and loaded as it is then', async () => {
    const agent = await agentOf({ hi: '() => ({ x: ++count })' });
    expect(await call(agent, 'hi')).to.deep.equal({ x: 1 });
    await clock.advance(59_000);
    expect(await call(agent, 'hi')).to.deep.equal({ x: 2 });
    await clock.advance(60_000);
    expect(await call(agent, 'hi')).to.deep.equal({ x: 1 });
    await clock.advance(60_000);
    write('one.js', `${JS}module.exports = defineAgent({ bye: () => ({}) });\n`);
    expect((await failure(call(agent, 'hi'))).statusmsg).to.match(
      /^one#hi: one\.ddl has the action hi, and one\.js has no/,
    );
    chmodSync(join(folder, 'one.js'), 0o666);
    expect((await failure(call(agent, 'hi'))).statusmsg).to.match(/^one#hi: .*others may write .*one\.js/);
    rmSync(join(folder, 'one.js'));
    expect((await failure(call(agent, 'hi'))).statusmsg).to.match(/^one#hi: .*one\.js/);
  });

  it('serves many calls at a time, from one thread', async () => {
    const agent = await agentOf({
      hi: 'async () => { const x = ++count; await new Promise(r => setTimeout(r, 20)); return { x, y: count }; }',
    });
    const replies = await Promise.all([1, 2, 3, 4].map(() => call(agent, 'hi')));
    expect(replies.map(({ x }) => x)).to.have.members([1, 2, 3, 4]);
    expect(replies.map(({ y }) => y)).to.deep.equal([4, 4, 4, 4]);
  });
});
