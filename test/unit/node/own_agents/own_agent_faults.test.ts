// Agents of one's own that go wrong: whatever they do, the daemon and other agents go on.
import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { NodeContext } from '../../../../lib/node/agent';
import { loadExternalAgents } from '../../../../lib/node/external_agents/external_agents';
import {
  agentOf,
  call,
  clock,
  ddl,
  failure,
  folder,
  JS,
  logger,
  nodeOf,
  thread,
  write,
} from './agent_folder';
import { eventually } from './eventually';

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
      'one#eats: needed more than 256 MiB of memory',
    );
    // A new thread begins anew; that of the other is the same.
    expect(await call(agent, 'hi')).to.deep.equal({ x: 1 });
    expect(await call(good, 'hi')).to.deep.equal({ x: 2 });
  });

  it('ends no more than its thread, whatever it fills the memory with', async () => {
    const agent = await agentOf({
      map: 'async () => { const all = new Map(); for (let i = 0; ; i++) all.set(i, i); }',
      list: 'async () => { const all = []; for (;;) all.push({}); }',
      buffers: `async () => {
        const all = [];
        for (;;) {
          all.push(Buffer.alloc(2e7, 1));
          await new Promise(resolve => setTimeout(resolve, 5));
        }
      }`,
    });
    for (const action of ['map', 'list', 'buffers'])
      expect((await failure(call(agent, action))).statusmsg).to.equal(
        `one#${action}: needed more than 256 MiB of memory`,
      );
  });

  it('cannot upset the daemon by what it posts', async () => {
    const agent = await agentOf({
      posts: `async ({ inputs }) => {
        const post = what => require('node:worker_threads').parentPort.postMessage(what);
        const reply = { statuscode: 0, statusmsg: 'OK', outputs: '{}', isMistake: false };
        const log = { type: 'log', id: 1, level: 'info', text: '' };
        for (const what of [null, undefined, 7, 'ready', [], {}, { type: 'constructor' }, { type: 'broken' }, { type: 'stray' }])
          post(what);
        for (const more of [{ level: 'constructor' }, { level: 'child' }, { text: null }, { text: { split: 1 } }])
          post({ ...log, ...more });
        for (const more of [null, 7, {}, { ...reply, statuscode: -1 }, { ...reply, statuscode: '1' }, { ...reply, outputs: null }])
          post({ type: 'replied', id: 1, reply: more });
        for (const more of [{ args: null }, { service: 'toString', args: [] }, { id: {}, args: [] }])
          post({ type: 'ask', ask: 1, id: 1, service: 'run', ...more });
        for (const id of [0, -1, 1e9]) post({ type: 'replied', id, reply });
        return { x: 1 };
      }`,
    });
    expect(await call(agent, 'posts')).to.deep.equal({ x: 1 });
    expect(await call(agent, 'posts')).to.deep.equal({ x: 1 });
  });

  it('answers nothing that is no JSON object', async () => {
    for (const [outputs, why] of [
      ['7', 'is no JSON object'],
      ['[', 'is no JSON'],
    ] as const) {
      const text = `async () => {
        const reply = { statuscode: 0, statusmsg: 'OK', outputs: ${JSON.stringify(outputs)}, isMistake: false };
        require('node:worker_threads').parentPort.postMessage({ type: 'replied', id: 1, reply });
        await new Promise(() => {});
      }`;
      expect(await wrong(text)).to.equal(`one#hi: its answer ${why}`);
    }
    expect(await wrong('() => ({ x: 2n ** 100000n })')).to.equal(
      'one#hi: its answer holds a number that is too large',
    );
  });

  it('and the daemon survives what a thread dies of', async () => {
    const agent = await agentOf({
      nothing: `async () => {
        process.removeAllListeners('uncaughtException');
        setTimeout(() => { throw null; }, 1);
        await new Promise(() => {});
      }`,
    });
    expect((await failure(call(agent, 'nothing'))).statusmsg).to.match(/^one#nothing: its thread ended: /);
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

describe('a thread that the system does not give back', () => {
  // Nobody writes into this pipe, and opening it waits.
  const waitsForEver = (): string => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    pipes.push(pipe);
    return `require('node:fs').openSync(${JSON.stringify(pipe)}, 'r');`;
  };
  const pipes: string[] = [];
  // Whoever waits for a writer gets one.
  afterEach(() => {
    for (const pipe of pipes.splice(0)) closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
  });

  it('is told when the code is loaded, and not waited for', async () => {
    write('one.js', `${JS}${waitsForEver()}module.exports = defineAgent({ hi: () => ({}) });\n`);
    write('one.ddl', ddl('one', ['hi']));
    const loading = loadExternalAgents({
      ...{ folders: [folder], taken: [], plugins: {}, uid: process.getuid!(), clock },
      threadProgram: thread.program,
    });
    await eventually(() => clock.pending > 0);
    await clock.advance(20_000);
    expect((await loading).problems[0]!.sentence).to.match(/one\.js was not loaded within 20 s/);
  });

  it('is one of five at most', async () => {
    const agent = await agentOf({ waits: `({ log }) => { log.info('begun'); ${waitsForEver()} }` });
    let begun = 0;
    let refused: string | undefined;
    // One that is told to end before it waits is ended, and is none of the five.
    for (; begun < 50; begun++) {
      const reply = failure(call(agent, 'waits'));
      let ended = false;
      void reply.finally(() => {
        ended = true;
      });
      await eventually(() => ended || logger.at('info').length > begun);
      if (ended) {
        refused = (await reply).statusmsg;
        break;
      }
      await clock.advance(6000);
      expect((await reply).statusmsg).to.match(/took longer than 5 s/);
    }
    expect(begun).to.be.at.least(5);
    expect(refused).to.equal('one#waits: 5 of its threads cannot be ended; find what they wait for');
  });
});
