// An agent that is a program: what it is given, what becomes of its answers, and what becomes of its faults.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { AgentDdl } from '../../../../lib/ddl/ddl';
import { SystemExec } from '../../../../lib/exec/system_exec';
import { toPlain } from '../../../../lib/marshal/plain';
import { RubyFloat, type RubyValue } from '../../../../lib/marshal/values';
import { EMPTY_FILTER } from '../../../../lib/mcollective/filter';
import { ActionFailed, type Agent, type NodeContext } from '../../../../lib/node/agent';
import { makeProgramAgent } from '../../../../lib/node/external_agents/program_agent';
import { runAction } from '../../../../lib/node/run_action';
import { systemClock } from '../../../../lib/util/clock';
import { MemoryLogger } from '../fakes';

const INPUT = { prompt: 'x', description: 'x', optional: true } as const;

const ddl = (timeout = 20): AgentDdl => ({
  plugin: 'agent',
  metadata: { name: 'hello', description: '', author: '', license: '', version: '1', url: '', timeout },
  actions: {
    run: {
      name: 'run',
      description: 'Runs',
      display: 'always',
      inputs: {
        text: { ...INPUT, type: 'string', validation: { regex: '^.*$' }, maxlength: 100 },
        count: { ...INPUT, type: 'number' },
        blob: { ...INPUT, type: 'array' },
      },
      outputs: {
        message: { description: 'm', displayAs: 'Message', type: 'string' },
        count: { description: 'c', displayAs: 'Count', default: 5, type: 'integer' },
      },
      aggregates: [],
    },
  },
});

let folder: string;
let program: string;
let logger: MemoryLogger;
let node: NodeContext;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-program-'));
  program = join(folder, 'hello');
  logger = new MemoryLogger();
  const facts = { country: 'uk', os: { family: 'Debian' } };
  node = { exec: new SystemExec(), logger, facts: () => Promise.resolve(facts) } as unknown as NodeContext;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the program; `$` is Node's fs, `request` the parsed request of MCollective's form, `reply(object)` writes. */
function write(code: string): void {
  const prelude = `const $ = require('node:fs');
    const request = JSON.parse($.readFileSync(process.argv[2], 'utf8'));
    const reply = value => $.writeFileSync(process.argv[3], typeof value === 'string' ? value : JSON.stringify(value));`;
  writeFileSync(program, `#!${process.execPath}\n${prelude}\n${code}\n`, { mode: 0o755 });
}

interface Told {
  readonly isChoria?: boolean;
  readonly timeout?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

const agent = ({ isChoria = false, timeout, settings = {} }: Told = {}): Agent =>
  makeProgramAgent({ ddl: ddl(timeout), program, isChoria, settings, uid: process.getuid!() });

async function ask(data: Record<string, RubyValue> = {}, told: Told = {}) {
  const message = {
    ...{ agent: 'hello', collective: 'mcollective', senderid: 'client.example.net', callerid: 'uid=1000' },
    ...{ requestid: 'a'.repeat(32), filter: EMPTY_FILTER, ttl: 60, msgtime: 1_700_000_000, body: null },
  };
  const { body } = await runAction({
    ...{ agent: agent(told), message, node, clock: systemClock, stop: new AbortController().signal },
    ...{ authorizer: undefined, auditProblem: () => undefined },
    request: { agent: 'hello', action: 'run', caller: undefined, data, processResults: true },
  });
  if (!body) throw new Error('no reply');
  return toPlain(body) as { statuscode: number; statusmsg: string; data: Record<string, unknown> };
}

describe('a program as an agent', () => {
  it('is given the request in both forms, facts, settings, and nothing else', async () => {
    write(`
      const files = Object.fromEntries(Object.entries(process.env).filter(([, v]) => v.includes('fleetspec-agent-'))
        .map(([k, v]) => [k, $.readFileSync(v, 'utf8')]));
      const mode = path => ($.statSync(path).mode & 0o777).toString(8);
      reply({ message: JSON.stringify({ files, names: Object.keys(process.env).sort(), argv: process.argv.slice(2),
        env: process.env, modes: [mode('.'), mode(process.argv[2]), mode(process.argv[3])], stdin: $.readFileSync(0, 'utf8') }) });`);
    const answer = await ask(
      { text: '$(id); é', count: new RubyFloat(2), extra: 'unchecked' },
      { settings: { colour: 'red', 'deep.key': 'a\nb' } },
    );
    const told = JSON.parse(answer.data.message as string);
    expect(told.names).to.deep.equal([
      ...[
        'CHORIA_EXTERNAL_CONFIG',
        'CHORIA_EXTERNAL_FACTS',
        'CHORIA_EXTERNAL_PROTOCOL',
        'CHORIA_EXTERNAL_REPLY',
      ],
      ...[
        'CHORIA_EXTERNAL_REQUEST',
        'HOME',
        'LC_ALL',
        'MCOLLECTIVE_REPLY_FILE',
        'MCOLLECTIVE_REQUEST_FILE',
        'PATH',
      ],
    ]);
    expect(told.files.MCOLLECTIVE_REQUEST_FILE).to.include('"count":2.0');
    expect(JSON.parse(told.files.MCOLLECTIVE_REQUEST_FILE)).to.deep.equal({
      ...{ agent: 'hello', action: 'run', sender: 'client.example.net', callerid: 'uid=1000' },
      ...{ uniqid: 'a'.repeat(32), data: { text: '$(id); é', count: 2 } },
    });
    expect(JSON.parse(told.files.CHORIA_EXTERNAL_REQUEST)).to.deep.equal({
      $schema: 'https://choria.io/schemas/mcorpc/external/v1/rpc_request.json',
      protocol: 'io.choria.mcorpc.external.v1.rpc_request',
      ...{ agent: 'hello', action: 'run', requestid: 'a'.repeat(32), senderid: 'client.example.net' },
      ...{ callerid: 'uid=1000', collective: 'mcollective', ttl: 60, msgtime: 1_700_000_000 },
      data: { text: '$(id); é', count: 2 },
    });
    expect(JSON.parse(told.files.CHORIA_EXTERNAL_FACTS)).to.deep.equal({
      country: 'uk',
      os: { family: 'Debian' },
    });
    expect(told.files.CHORIA_EXTERNAL_CONFIG).to.equal('colour = red\ndeep.key = a b\n');
    expect(told.argv).to.deep.equal([
      told.env.MCOLLECTIVE_REQUEST_FILE,
      told.env.MCOLLECTIVE_REPLY_FILE,
      'io.choria.mcorpc.external.v1.rpc_request',
    ]);
    expect(told.env.CHORIA_EXTERNAL_REPLY).to.equal(told.env.MCOLLECTIVE_REPLY_FILE);
    expect(told.modes).to.deep.equal(['700', '600', '600']);
    expect(told.stdin).to.equal('');
    expect(existsSync(told.env.MCOLLECTIVE_REQUEST_FILE), 'removed').to.equal(false);
  });

  it('answers with its outputs, defaults for those it left out', async () => {
    write('reply({ message: "hi", extra: [1, 2.0] });');
    expect(await ask()).to.deep.equal({
      statuscode: 0,
      statusmsg: 'OK',
      data: { message: 'hi', count: 5, extra: [1, 2] },
    });
    expect(logger.at('warn')).to.deep.equal(['hello#run: the output extra is not in its DDL']);
    write('reply({ message: 5 });');
    expect((await ask()).data.message).to.equal(5);
    expect(logger.at('warn')[1]).to.equal('hello#run: the output message is no string');
    write('');
    expect(await ask()).to.deep.include({ statuscode: 0, data: { message: null, count: 5 } });
  });

  it('answers with the statuscode and sentence of a whole reply', async () => {
    write('reply({ statuscode: 3, statusmsg: "no disk", data: { count: 1 } });');
    expect(await ask()).to.deep.equal({
      statuscode: 3,
      statusmsg: 'no disk',
      data: { message: null, count: 1 },
    });
    write('reply({ statuscode: 1 });');
    expect((await ask()).statusmsg).to.equal('hello#run failed and does not say why');
    write('reply({ statuscode: 1, statusmsg: "of the reply", data: {} }); process.exit(1)');
    expect(await ask()).to.include({ statuscode: 1, statusmsg: 'of the reply' });
    write('reply({ statuscode: 0, statusmsg: "OK", data: {} }); process.exit(4)');
    expect(await ask()).to.include({ statuscode: 4 });
  });

  it('fails with what it said on stderr and its exit code, and keeps its outputs', async () => {
    write('reply({ count: 9 }); console.error("disk full"); console.log("working"); process.exit(42);');
    expect(await ask()).to.deep.equal({
      statuscode: 42,
      statusmsg: `Failed to run ${program}: disk full`,
      data: { message: null, count: 9 },
    });
    expect(logger.at('error')).to.deep.equal(['hello#run: disk full']);
    expect(logger.at('info')).to.deep.equal(['hello#run: working']);
    write('process.exit(2)');
    expect((await ask()).statusmsg).to.equal(`Failed to run ${program}: hello#run ended with exit code 2`);
    write('reply("{half"); process.exit(2)');
    expect(await ask()).to.include({ statuscode: 2 });
  });

  it('is never good when its reply is not', async () => {
    const said: Record<string, string> = {
      'reply("{half")': 'hello#run: its reply is no JSON',
      'reply("[1]")': 'hello#run: its reply is no JSON object',
      'reply("x".repeat(4 * 1024 * 1024 + 1))': 'hello#run: its reply has more than 4194304 bytes',
      "$.rmSync(process.argv[3]); $.symlinkSync('/etc/hostname', process.argv[3])":
        'hello#run: its reply cannot be read (ELOOP)',
      '$.rmSync(process.argv[3]); $.mkdirSync(process.argv[3])': 'hello#run: its reply is no file',
      'process.kill(process.pid, "SIGKILL")': 'hello#run: was ended by SIGKILL',
    };
    for (const [code, statusmsg] of Object.entries(said)) {
      write(code);
      expect(await ask(), code).to.deep.equal({
        statuscode: 5,
        statusmsg,
        data: { message: null, count: 5 },
      });
    }
    write(
      `$.rmSync(process.argv[3]); require('node:child_process').execFileSync('mkfifo', [process.argv[3]])`,
    );
    expect((await ask()).statusmsg).to.equal('hello#run: its reply is no file');
    write('$.rmSync(process.argv[3])');
    expect((await ask({}, { isChoria: true })).statusmsg).to.equal('hello#run: its reply is no JSON');
  });

  it('is ended at the timeout of its DDL, with all it started, and says so', async () => {
    const pidFile = join(folder, 'pid');
    write(`require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' });
      $.writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`);
    const answer = await ask({}, { timeout: 1.5 });
    expect(answer).to.include({
      statuscode: 5,
      statusmsg: 'hello#run: took longer than 1.5 s and was ended',
    });
    expect(existsSync(`/proc/${readFileSync(pidFile, 'utf8')}`)).to.equal(false);
  });

  it('is not started when it cannot or must not be', async () => {
    expect((await ask()).statusmsg).to.equal(`hello#run: ${program} is gone`);
    write('reply({})');
    chmodSync(program, 0o777);
    const open = await ask();
    expect(open).to.include({ statuscode: 5 });
    expect(open.statusmsg).to.equal(`hello#run: others may write ${program}; take that away with chmod go-w`);
    chmodSync(program, 0o644);
    expect((await ask()).statusmsg).to.match(/^hello#run: the program .*hello could not be started: EACCES/);
    writeFileSync(program, '#!/no/such/interpreter\n');
    chmodSync(program, 0o755);
    expect((await ask()).statusmsg).to.equal(
      `hello#run: ${program} cannot be started: what its first line names is not installed`,
    );
    // The system takes what has no such line for a script of sh.
    writeFileSync(program, 'no program at all');
    expect((await ask()).statuscode).to.equal(127);
  });

  it('is given no bytes that are no text', async () => {
    write('reply({})');
    const answer = await ask({ blob: [Buffer.from([0xff, 0xfe])] });
    expect(answer).to.include({
      statuscode: 4,
      statusmsg: 'hello#run: the input blob cannot be handed to a program, it holds bytes that are no text',
    });
  });

  it('writes bounded output into the log', async () => {
    write('for (let i = 0; i < 500; i++) console.log("line " + i + " " + "x".repeat(2000));');
    await ask();
    const lines = logger.at('info');
    expect(lines.length).to.be.lessThan(102);
    expect(Math.max(...lines.map(line => line.length))).to.be.lessThan(1100);
  });

  it('ends when the daemon no longer waits for it, and leaves nothing behind', async () => {
    const started = join(folder, 'started');
    write(`$.writeFileSync(${JSON.stringify(started)} + '.new', process.cwd());
      $.renameSync(${JSON.stringify(started)} + '.new', ${JSON.stringify(started)}); setInterval(() => {}, 1000);`);
    const stop = new AbortController();
    const run = agent().actions.run!.run!;
    const request = {
      ...{ agent: 'hello', action: 'run', callerid: 'uid=0', senderid: 'c', requestid: 'r', collective: 'm' },
      ...{ ttl: 60, msgtime: 1, data: {}, signal: stop.signal },
    };
    const running = Promise.resolve(run(request, node)).catch(error => error);
    while (!existsSync(started)) await new Promise(resolve => setTimeout(resolve, 10));
    const place = readFileSync(started, 'utf8');
    expect(existsSync(place)).to.equal(true);
    stop.abort();
    expect(existsSync(place), 'at once').to.equal(false);
    expect(await running).to.be.instanceOf(ActionFailed);
    expect(existsSync(place)).to.equal(false);
  });
});

describe('a program written for Choria', () => {
  const problem = async (): Promise<string | undefined> => agent({ isChoria: true }).activate!(node);

  it('is asked whether it can work here', async () => {
    write(`const isCheck = process.env.CHORIA_EXTERNAL_PROTOCOL.endsWith('activation_request');
      reply({ activate: isCheck && request.protocol === process.argv[4] && request.agent === 'hello' });`);
    expect(await problem()).to.equal(undefined);
    expect(agent().activate, 'others are not').to.equal(undefined);
  });

  it('says no, or nothing that could be understood', async () => {
    const said: Record<string, string> = {
      'reply({ activate: false })': 'its activation check says no',
      'reply({ activate: "true" })': 'its activation check says no',
      'reply({})': 'its activation check does not say "activate"',
      'reply("yes")': 'the reply of its activation check is no JSON',
      'process.exit(3)': 'its activation check ended with exit code 3',
      'process.kill(process.pid, "SIGKILL")': 'its activation check was ended by SIGKILL',
    };
    for (const [code, sentence] of Object.entries(said)) {
      write(code);
      expect(await problem(), code).to.equal(sentence);
    }
    rmSync(program);
    expect(await problem()).to.equal(`${program} is gone`);
  });

  it('reads its own form of the request from the first argument', async () => {
    write('reply({ statuscode: 0, statusmsg: "OK", data: { message: request.senderid } });');
    expect((await ask({}, { isChoria: true })).data.message).to.equal('client.example.net');
  });
});
