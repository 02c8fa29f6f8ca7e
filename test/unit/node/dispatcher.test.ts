// The way of a request through the node: every reason not to answer, every bad input, counters as MCollective's.
import { beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { rootedPaths } from '../../../lib/exec/host_paths';
import {
  RubyFloat,
  type RubyHash,
  type RubyValue,
  sym,
  symbolGet,
  symbolHash,
} from '../../../lib/marshal/values';
import { dump } from '../../../lib/marshal/writer';
import { ActiveMqConnector } from '../../../lib/mcollective/activemq_connector';
import { EMPTY_FILTER, type Filter } from '../../../lib/mcollective/filter';
import type { ReplyMessage } from '../../../lib/mcollective/message';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import type { OutgoingRequest } from '../../../lib/mcollective/security/security_provider';
import { type Action, ActionFailed, type Agent } from '../../../lib/node/agent';
import { agentMetadata } from '../../../lib/node/agents/agent_metadata';
import { discovery } from '../../../lib/node/agents/discovery';
import { Dispatcher } from '../../../lib/node/dispatcher';
import { DropLog } from '../../../lib/node/drop_log';
import { LiveNode } from '../../../lib/node/node_context';
import { RequestQueue } from '../../../lib/node/request_queue';
import { makeHeaders } from '../../../lib/stomp/frame';
import { FakeClock } from '../rpc/fake_clock';
import { FakeConnection, FakeExec, MemoryLogger, makeTestConfig, testEnvironment, until } from './fakes';

const REPLY_TO = '/queue/mcollective.reply.client_1.1';
const NOW = 1_700_000_000;

type Run = Action['run'];

/** An agent with one action of every kind a test needs; `hang` runs until it is told to stop. */
function sampleAgent(started: string[], stopped: string[]): Agent {
  const action = (name: string, run: Run, parts: Partial<Action> = {}): [string, Action] => [
    name,
    { name, description: name, display: 'always', inputs: {}, outputs: {}, run, ...parts },
  ];
  const hang: Run = ({ signal, requestid }) => {
    started.push(requestid);
    return new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        stopped.push(requestid);
        reject(new Error('told to stop'));
      }),
    );
  };
  const outputs = {
    word: { description: 'a word', displayAs: 'Word', default: 'none' },
    rest: { description: 'more', displayAs: 'Rest' },
  };
  const inputs = {
    word: {
      description: 'a word',
      type: 'string',
      optional: false,
      maxlength: 5,
      validate: /^\w+$/,
      validateAs: '^\\w+$',
    },
    kind: { description: 'a kind', type: 'list', optional: true, list: ['a', 'b'] },
    flag: { description: 'a flag', type: 'boolean', optional: true },
    count: { description: 'a count', type: 'integer', optional: true },
    ratio: { description: 'a ratio', type: 'float', optional: true },
    size: { description: 'a size', type: 'number', optional: true },
  } as const;
  return {
    metadata: agentMetadata('sample', 'for tests', 3),
    actions: Object.fromEntries([
      action('say', ({ data }) => ({ word: data.word!, data: new Map(Object.entries(data)) }), {
        inputs,
        outputs,
      }),
      action('refuse', () => Promise.reject(new ActionFailed('not today', 1, { word: 'no' })), { outputs }),
      action(
        'crash',
        () => {
          throw new TypeError("Cannot read properties of undefined (reading 'x')\nsecond line");
        },
        { outputs },
      ),
      action('big', () => ({ word: 'x'.repeat(2_000_000) }), { outputs }),
      action('hang', hang),
    ]),
  };
}

const client = new PskSecurity('s3cret', 'uid=1000');

interface RequestOptions extends Partial<OutgoingRequest> {
  /** Null leaves the header away. */
  readonly replyTo?: string | null;
}

function frame({ replyTo = REPLY_TO, ...parts }: RequestOptions, security = client) {
  const payload = security.encodeRequest({
    agent: 'sample',
    collective: 'mcollective',
    senderid: 'client.example.net',
    requestid: '0123456789abcdef0123456789abcdef',
    filter: { ...EMPTY_FILTER, agent: ['sample'] },
    ttl: 60,
    msgtime: NOW,
    body: rpcBody('say', { word: 'hi' }),
    ...parts,
  });
  return rawFrame(payload, replyTo);
}

function rawFrame(body: Buffer, replyTo: string | null = REPLY_TO) {
  const headers = { mc_sender: 'client.example.net', destination: '/topic/mcollective.sample.agent' };
  return { headers: makeHeaders({ ...headers, ...(replyTo === null ? {} : { 'reply-to': replyTo }) }), body };
}

function rpcBody(action: string, data: Record<string, RubyValue>): RubyValue {
  return symbolHash({ agent: 'sample', action, caller: 'uid=1000', data: symbolHash(data) });
}

let clock: FakeClock;
let connection: FakeConnection;
let logger: MemoryLogger;
let node: LiveNode;
let drops: DropLog;
let dispatcher: Dispatcher;
let started: string[];
let stopped: string[];

function setUp(queue?: RequestQueue): void {
  clock = new FakeClock(NOW * 1000);
  connection = new FakeConnection();
  logger = new MemoryLogger();
  started = [];
  stopped = [];
  const config = makeTestConfig({ node: { factFiles: [], classesFile: '/none' } });
  const paths = rootedPaths('/nonexistent');
  node = new LiveNode({ config, environment: testEnvironment, exec: new FakeExec(), paths, clock, logger });
  node.agents.set('discovery', discovery).set('sample', sampleAgent(started, stopped));
  drops = new DropLog(clock, logger);
  dispatcher = new Dispatcher({
    connection,
    connector: new ActiveMqConnector(config.broker, config.identity, 4242, clock),
    security: new PskSecurity('s3cret', 'uid=0'),
    stats: node.stats,
    replyTtl: 60,
    maxReplyBytes: 1_000_000,
    ...{ node, drops, clock, logger },
    ...(queue ? { queue } : {}),
  });
}

beforeEach(() => setUp());

async function handle(message: ReturnType<typeof frame>): Promise<void> {
  dispatcher.receive(message);
  await dispatcher.idle();
}

function onlyReply(): ReplyMessage {
  expect(connection.sent).to.have.length(1);
  return client.decodeReply(connection.sent[0]!.body);
}

async function rpc(action: string, data: Record<string, RubyValue> = {}) {
  await handle(frame({ body: rpcBody(action, data) }));
  const body = onlyReply().body as RubyHash;
  return {
    code: symbolGet(body, 'statuscode'),
    msg: symbolGet(body, 'statusmsg'),
    data: symbolGet(body, 'data') as RubyHash,
  };
}

describe('a good request', () => {
  it('is answered to its reply-to, with the headers of MCollective and every declared output', async () => {
    expect(await rpc('say', { word: 'hi' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: new Map<RubyValue, RubyValue>([
        [sym('word'), 'hi'],
        [sym('rest'), null],
        [sym('data'), new Map([['word', 'hi']])],
      ]),
    });
    expect(connection.sent[0]).to.deep.include({
      destination: REPLY_TO,
      headers: {
        timestamp: `${NOW}000`,
        expires: `${NOW + 70}000`,
        mc_sender: 'node1.example.net',
      },
    });
    expect(onlyReply()).to.include({
      senderid: 'node1.example.net',
      senderagent: 'sample',
      requestid: '0123456789abcdef0123456789abcdef',
      msgtime: NOW,
    });
    expect(node.stats).to.include({
      total: 1,
      validated: 1,
      passed: 1,
      filtered: 0,
      replies: 1,
      ttlexpired: 0,
    });
  });

  it('may wait until its age is its ttl, and may come from the future', async () => {
    await handle(frame({ msgtime: NOW - 60 }));
    await handle(frame({ msgtime: NOW + 5000 }));
    expect(connection.sent).to.have.length(2);
  });

  it('is run but not answered when no results are wanted, reply-to or not', async () => {
    const body = rpcBody('hang', { process_results: false });
    dispatcher.receive(frame({ body, replyTo: null }));
    await until(() => started.length === 1);
    await clock.advance(3000);
    await dispatcher.idle();
    await handle(frame({ body: rpcBody('say', { word: 'hi', process_results: false }) }));
    expect(connection.sent).to.deep.equal([]);
    expect(node.stats).to.include({ total: 2, passed: 2, replies: 0 });
  });

  it('may go to any queue or topic', async () => {
    const good = [
      '/queue/x.y',
      '/topic/nagios',
      '/temp-queue/a',
      '/temp-topic/a',
      '/remote-temp-queue/ID:b-1:2',
    ];
    for (const replyTo of good) await handle(frame({ replyTo }));
    expect(connection.sent.map(sent => sent.destination)).to.deep.equal(good);
  });

  it('may name keys and inputs by Strings', async () => {
    const body: RubyHash = new Map<RubyValue, RubyValue>([
      ['agent', 'sample'],
      ['action', 'say'],
      ['data', new Map([['word', Buffer.from('hi')]])],
    ]);
    await handle(frame({ body }));
    const reply = onlyReply().body as RubyHash;
    expect(symbolGet(symbolGet(reply, 'data') as RubyHash, 'word')).to.equal('hi');
  });

  it('is found by discovery', async () => {
    const ping = (body: RubyValue) => handle(frame({ agent: 'discovery', filter: EMPTY_FILTER, body }));
    await ping('ping');
    await ping(Buffer.from('ping'));
    await ping('pang');
    await ping(7);
    expect(connection.sent.map(sent => client.decodeReply(sent.body).body)).to.deep.equal([
      'pong',
      'pong',
      'Unknown Request: pang',
      'Unknown Request: not a String',
    ]);
  });
});

describe('a request that is dropped', () => {
  const cases: Record<string, [frame: () => ReturnType<typeof frame>, counts: object, reason: RegExp]> = {
    'no Marshal': [() => rawFrame(Buffer.from('hello')), { malformed: 1 }, /\(malformed\)/],
    'an empty body': [() => rawFrame(Buffer.alloc(0)), { malformed: 1 }, /\(malformed\)/],
    'an envelope with String keys': [
      () => rawFrame(dump(new Map([['body', 'x']]))),
      { malformed: 1 },
      /\(malformed\)/,
    ],
    'another key': [() => frame({}, new PskSecurity('other', 'uid=0')), { signature: 1 }, /\(signature\)/],
    'a caller id that is none': [
      () => frame({}, new PskSecurity('s3cret', 'uid=a b')),
      { callerid: 1 },
      /\(callerid\)/,
    ],
    'too old': [
      () => frame({ msgtime: NOW - 61 }),
      { expired: 1 },
      /it is 61 seconds old and its ttl is 60; compare the clocks/,
    ],
    'no time at all': [() => frame({ msgtime: 0 }), { expired: 1 }, /its ttl is 60/],
    'meant for others': [
      () => frame({ filter: { ...EMPTY_FILTER, agent: ['sample'], identity: ['other'] } }),
      { filtered: 1 },
      /its filter does not match this node/,
    ],
    'an agent that is not here': [
      () => frame({ agent: 'nosuch', filter: EMPTY_FILTER }),
      { 'unknown-agent': 1 },
      /there is no agent nosuch here/,
    ],
    'no reply-to': [() => frame({ replyTo: null }), { 'no-reply-to': 1 }, /it has no reply-to/],
    'an empty reply-to': [() => frame({ replyTo: '' }), { 'no-reply-to': 1 }, /it has no reply-to/],
    'a body that is no request': [
      () => frame({ body: 'ping' }),
      { malformed: 1 },
      /request body is not a Hash/,
    ],
    'data that is nil': [
      () => frame({ body: symbolHash({ agent: 'sample', action: 'say', data: null }) }),
      { malformed: 1 },
      /:data of the request is not a Hash/,
    ],
  };
  for (const [name, [make, counts, reason]] of Object.entries(cases)) {
    it(`because it has or is ${name}`, async () => {
      await handle(make());
      expect(connection.sent).to.deep.equal([]);
      const nothing = Object.fromEntries(Object.keys(drops.counts).map(key => [key, 0]));
      expect(drops.counts).to.deep.equal({ ...nothing, ...counts });
      expect(logger.lines.at(-1)!.message)
        .to.match(/^request dropped \(/)
        .and.match(reason);
      expect(JSON.stringify(logger.lines)).not.to.include('s3cret');
      expect(node.stats).to.include({ total: 1, replies: 0 });
    });
  }

  it('because its reply-to is no destination of messages', async () => {
    const bad = [
      '/exchange/x',
      'queue/x',
      '/queue/',
      '/dsub/x',
      '/queue/a,/queue/b',
      '/queue/a b',
      '/queue/a\nb',
      `/queue/${'x'.repeat(600)}`,
      '/amq/queue/x',
    ];
    for (const replyTo of bad) await handle(frame({ replyTo }));
    expect(connection.sent).to.deep.equal([]);
    expect(drops.counts['no-reply-to']).to.equal(bad.length);
  });

  it('is counted as MCollective counts', async () => {
    await handle(rawFrame(Buffer.from('x')));
    await handle(frame({}, new PskSecurity('other', 'uid=0')));
    await handle(frame({}, new PskSecurity('s3cret', 'bad')));
    await handle(frame({ msgtime: 0 }));
    await handle(frame({ filter: { ...EMPTY_FILTER, cf_class: ['none'] } }));
    await handle(frame({ agent: 'nosuch', filter: EMPTY_FILTER }));
    await handle(frame({}));
    expect(node.stats).to.deep.equal({
      total: 7,
      validated: 5,
      unvalidated: 1,
      passed: 2,
      filtered: 1,
      ttlexpired: 1,
      replies: 1,
    });
  });

  it('names who sent it, as far as known, and does not flood the log', async () => {
    for (let n = 0; n < 25; n++) await handle(frame({ msgtime: 0 }));
    expect(logger.lines).to.have.length(10);
    expect(logger.lines[0]!.fields).to.deep.equal({
      agent: 'sample',
      callerid: 'uid=1000',
      senderid: 'client.example.net',
      collective: 'mcollective',
      requestid: '0123456789abcdef0123456789abcdef',
    });
    await clock.advance(60_000);
    await handle(frame({ msgtime: 0 }));
    expect(logger.lines.at(-1)!.fields.also_not_logged).to.equal(15);
    expect(drops.counts.expired).to.equal(26);
  });
});

describe('filters', () => {
  const meant = async (filter: Partial<Filter>): Promise<boolean> => {
    const before = connection.sent.length;
    await handle(frame({ filter: { ...EMPTY_FILTER, ...filter } }));
    return connection.sent.length > before;
  };

  it('look at identity, agents, classes and facts', async () => {
    node.facts = async () => ({ country: 'uk' });
    node.classes = async () => ['role::web'];
    const country = (value: string) => [{ fact: 'country', operator: '==' as const, value }];
    expect(await meant({})).to.equal(true);
    expect(await meant({ identity: ['/^node1/'], agent: ['sample'], cf_class: ['role::web'] })).to.equal(
      true,
    );
    expect(await meant({ fact: country('uk') })).to.equal(true);
    expect(await meant({ fact: country('de') })).to.equal(false);
    expect(await meant({ agent: ['nosuch'] })).to.equal(false);
    expect(await meant({ cf_class: ['role::db'] })).to.equal(false);
    expect(node.stats).to.include({ passed: 3, filtered: 3 });
  });

  it('that cannot be evaluated match nobody, and the log says so', async () => {
    expect(await meant({ identity: ['/((((/'] })).to.equal(false);
    expect(logger.at('warn')).to.have.length(1);
  });
});

describe('inputs', () => {
  const complaint = async (data: Record<string, RubyValue>): Promise<RubyValue | undefined> => {
    setUp();
    const { code, msg } = await rpc('say', { word: 'hi', ...data });
    expect(code).to.equal(msg === 'OK' ? 0 : 4);
    return msg;
  };

  it('are refused with the sentences of MCollective', async () => {
    const unknown = await rpc('nosuch');
    expect(unknown).to.deep.equal({
      code: 4,
      msg: "Attempted to call action nosuch for sample but it's not declared in the DDL",
      data: new Map(),
    });
    setUp();
    const missing = await rpc('say');
    expect(missing).to.deep.equal({
      code: 4,
      msg: 'Action say needs a word argument',
      data: new Map<RubyValue, RubyValue>([
        [sym('word'), 'none'],
        [sym('rest'), null],
      ]),
    });
    const cannot = 'Cannot validate input ';
    expect(await complaint({ word: 'a b' })).to.equal(`${cannot}word: value should match ^\\w+$`);
    expect(await complaint({ word: 'a\nb' })).to.equal(`${cannot}word: value should match ^\\w+$`);
    expect(await complaint({ word: 'toolong' })).to.equal(
      `${cannot}word: Input string is longer than 5 character(s)`,
    );
    expect(await complaint({ word: 7 })).to.equal(`${cannot}word: value should be a string`);
    expect(await complaint({ word: null })).to.equal(`${cannot}word: value should be a string`);
    expect(await complaint({ word: Buffer.from([0xff]) })).to.equal(
      `${cannot}word: value should be a string`,
    );
    expect(await complaint({ kind: 'c' })).to.equal(`${cannot}kind: value should be one of a, b`);
    expect(await complaint({ flag: 'true' })).to.equal(`${cannot}flag: value should be a boolean`);
    expect(await complaint({ count: 1.5 })).to.equal(`${cannot}count: value should be a integer`);
    expect(await complaint({ count: new RubyFloat(1) })).to.equal(
      `${cannot}count: value should be a integer`,
    );
    expect(await complaint({ ratio: 1 })).to.equal(`${cannot}ratio: value should be a float`);
    expect(await complaint({ size: '1' })).to.equal(`${cannot}size: value should be a number`);
  });

  it('are taken when they fit', async () => {
    const good: Record<string, RubyValue>[] = [
      { kind: 'b', flag: false },
      { count: 7, ratio: 1.5, size: 1 },
      { count: 2n ** 70n, ratio: new RubyFloat(1), size: new RubyFloat(2) },
      { word: '12345', undeclared: [1] },
    ];
    for (const data of good) expect(await complaint(data)).to.equal('OK');
  });

  it('counts characters, not bytes', async () => {
    node.agents.get('sample');
    // Five characters of four bytes each; the pattern refuses them, the length does not.
    expect(await complaint({ word: '😀😀😀😀😀' })).to.equal(
      'Cannot validate input word: value should match ^\\w+$',
    );
  });

  it('may have names that are special to JavaScript', async () => {
    expect(await complaint({ ['__proto__']: 'x', constructor: 'y' })).to.equal('OK');
    setUp();
    expect((await rpc('constructor')).code).to.equal(4);
    setUp();
    expect((await rpc('toString')).code).to.equal(4);
  });
});

describe('an action that fails', () => {
  it('says no with its own sentence and data', async () => {
    const { code, msg, data } = await rpc('refuse');
    expect([code, msg, symbolGet(data, 'word'), symbolGet(data, 'rest')]).to.deep.equal([
      1,
      'not today',
      'no',
      null,
    ]);
  });

  it('by an error of its own is statuscode 5: the sentence, no class, no stack', async () => {
    const { code, msg, data } = await rpc('crash');
    expect([code, msg]).to.deep.equal([5, "Cannot read properties of undefined (reading 'x')"]);
    expect(symbolGet(data, 'word')).to.equal('none');
    expect(logger.at('error')[0]).to.match(/^sample#crash failed: Cannot read properties/);
  });

  it('by not ending in time is told to stop and gets no reply', async () => {
    dispatcher.receive(frame({ body: rpcBody('hang', {}) }));
    await until(() => started.length === 1);
    await clock.advance(2999);
    expect(logger.at('warn')).to.deep.equal([]);
    await clock.advance(1);
    await dispatcher.idle();
    expect(connection.sent).to.deep.equal([]);
    expect(stopped).to.deep.equal(started);
    expect(logger.at('warn')).to.deep.equal(['no reply from sample#hang: it took too long (more than 3 s)']);
    expect(clock.pending).to.equal(0);
  });

  it('by answering too much is replaced by a sentence', async () => {
    const { code, msg } = await rpc('big');
    expect(code).to.equal(5);
    expect(msg).to.match(/^the reply of 2000\d+ bytes is larger than the limit of 1000000$/);
  });
});

describe('the dispatcher', () => {
  it('survives a reply that cannot be sent', async () => {
    connection.fault = new Error('the broker is gone');
    await handle(frame({}));
    expect(logger.at('warn')).to.deep.equal(['a reply could not be sent: the broker is gone']);
    expect(node.stats.replies).to.equal(0);
    connection.fault = undefined;
    await handle(frame({}));
    expect(node.stats.replies).to.equal(1);
  });

  it('survives a fault of its own', async () => {
    node.facts = () => Promise.reject(new Error('bug'));
    const fact = [{ fact: 'a', operator: '==' as const, value: 'b' }];
    await handle(frame({ filter: { ...EMPTY_FILTER, fact } }));
    expect(logger.at('error')).to.deep.equal(['a request could not be handled: bug']);
  });

  it('runs so many at once, lets so many wait, and turns the rest away', async () => {
    setUp(new RequestQueue({ running: 2, waiting: 3, waitingBytes: 1e6 }));
    for (let n = 0; n < 7; n++) {
      dispatcher.receive(frame({ requestid: `request${n}`, body: rpcBody('hang', {}) }));
    }
    await until(() => started.length === 2);
    expect(drops.counts.overloaded).to.equal(2);
    expect(node.stats).to.include({ total: 7, passed: 2 });
    await clock.advance(3000);
    await until(() => started.length === 4);
    await clock.advance(3000);
    await until(() => started.length === 5);
    await clock.advance(3000);
    await dispatcher.idle();
    expect(started).to.deep.equal(['request0', 'request1', 'request2', 'request3', 'request4']);
  });

  it('drops what became too old while it waited', async () => {
    setUp(new RequestQueue({ running: 1, waiting: 3, waitingBytes: 1e6 }));
    dispatcher.receive(frame({ body: rpcBody('hang', {}) }));
    dispatcher.receive(frame({ ttl: 2 }));
    await until(() => started.length === 1);
    await clock.advance(3000);
    await dispatcher.idle();
    expect(drops.counts.expired).to.equal(1);
    expect(connection.sent).to.deep.equal([]);
  });

  it('holds only so many bytes of waiting requests', () => {
    setUp(new RequestQueue({ running: 1, waiting: 100, waitingBytes: 1000 }));
    for (let n = 0; n < 6; n++) dispatcher.receive(frame({ body: rpcBody('hang', {}) }));
    expect(drops.counts.overloaded).to.be.greaterThan(0).and.lessThan(6);
    dispatcher.abort();
  });

  it('gives up what runs when told to', async () => {
    dispatcher.receive(frame({ body: rpcBody('hang', {}) }));
    await until(() => started.length === 1);
    dispatcher.abort();
    await dispatcher.idle();
    expect(connection.sent).to.deep.equal([]);
    expect(logger.at('warn')[0]).to.include('(the daemon stopped)');
  });
});
