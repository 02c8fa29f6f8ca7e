// Calls of agents of one's own: what the code is handed, what becomes of what it answers, and how long it lives.
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { SystemExec } from '../../../../lib/exec/system_exec';
import { RubyFloat } from '../../../../lib/marshal/values';
import type { NodeContext } from '../../../../lib/node/agent';
import { agentOf, call, clock, failure, folder, JS, logger, nodeOf, write } from './agent_folder';

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
      options: `async ({ run }) => {
        const refused = async options => (await run('cat', [], options).catch(({ message }) => message)).toString();
        return { x: [await refused({ timeoutMs: NaN }), await refused({ maxOutputBytes: 'all' }), await refused({ input: 1 }),
          await refused({ env: { A: 1 } }), await refused({ cwd: {} })] };
      }`,
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
    const [numbers, texts] = [/^timeoutMs and maxOutputBytes/, /^input, cwd and each of env/];
    const { x } = await call(agent, 'options', {}, { node });
    for (const [at, sentence] of [numbers, numbers, texts, texts, texts].entries())
      expect((x as string[])[at]).to.match(sentence);
  });

  it('runs no more than 32 programs at a time', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      await new Promise(resolve => setTimeout(resolve, 5));
      running -= 1;
      return { code: 0, signal: null, stdout: '', stderr: '', timedOut: false, truncated: false };
    };
    const agent = await agentOf({
      many: `async ({ run }) => {
        const ends = await Promise.allSettled(Array.from({ length: 100 }, () => run('true')));
        const again = await run('true');
        return { x: ends.filter(({ status }) => status === 'fulfilled').length, y: [ends.at(-1).reason.message, again.code] };
      }`,
    });
    const node = nodeOf({ exec: { run } as unknown as NodeContext['exec'] });
    expect(await call(agent, 'many', {}, { node })).to.deep.equal({
      x: 32,
      y: ['the action waits for 32 answers already', 0],
    });
    expect(most).to.equal(32);
  });

  it('does not see what the daemon was started with', async () => {
    process.env.MCOLLECTIVE_PSK = 'hidden';
    try {
      const agent = await agentOf({ env: '() => ({ x: Object.keys(process.env).sort() })' });
      const { x } = await call(agent, 'env');
      expect((x as string[]).filter(name => name !== 'XDG_CACHE_HOME')).to.deep.equal([
        'HOME',
        'LC_ALL',
        'PATH',
      ]);
    } finally {
      delete process.env.MCOLLECTIVE_PSK;
    }
  });

  it('logs, and what it prints is logged', async () => {
    const agent = await agentOf({
      tell: `async ({ log }) => {
        for (const level of ['error', 'warn', 'info', 'debug']) log[level](level + '!');
        console.log('printed');
        await new Promise(resolve => setTimeout(resolve, 50));
      }`,
      counted: `({ log }) => {
        const { parentPort } = require('node:worker_threads');
        const post = parentPort.postMessage.bind(parentPort);
        let x = 0;
        parentPort.postMessage = message => { x += 1; post(message); };
        for (let i = 0; i < 1000; i++) log.debug('line');
        return { x };
      }`,
      flood: 'async ({ log }) => { for (let i = 0; i < 1000; i++) log.info("line".repeat(1000)); }',
    });
    // The daemon is not told what it would not log.
    expect((await call(agent, 'counted')).x).to.equal(101);
    logger.lines.splice(0);
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
