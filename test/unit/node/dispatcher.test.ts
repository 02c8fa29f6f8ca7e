// The way of a request through the node: every reason not to answer, every bad input, counters as MCollective's.
import { beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { ownMetadata } from '../../../lib/ddl/agents/ddl_parts';
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
import { MessageRefused } from '../../../lib/mcollective/errors';
import { EMPTY_FILTER, type Filter } from '../../../lib/mcollective/filter';
import type { ReplyMessage } from '../../../lib/mcollective/message';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import type { OutgoingRequest } from '../../../lib/mcollective/security/security_provider';
import { type Action, ActionFailed, type ActionFunction, type Agent } from '../../../lib/node/agent';
import { discovery } from '../../../lib/node/agents/discovery';
import type { AuditEntry } from '../../../lib/node/audit/audit_entry';
import type { Authorizer, Decision } from '../../../lib/node/authorization/authorizer';
import { Dispatcher } from '../../../lib/node/dispatcher';
import type { DropLog } from '../../../lib/node/drop_log';
import { LiveNode } from '../../../lib/node/node_context';
import type { Policies } from '../../../lib/node/node_policies';
import { ReplayGuard } from '../../../lib/node/replay_guard';
import { RequestQueue } from '../../../lib/node/request_queue';
import { makeHeaders } from '../../../lib/stomp/frame';
import { FakeClock } from '../rpc/fake_clock';
import { FakeConnection, FakeExec, MemoryLogger, makeTestConfig, testEnvironment, until } from './fakes';

const REPLY_TO = '/queue/mcollective.reply.client_1.1';
const NOW = 1_700_000_000;

type Run = ActionFunction;

/** An agent with one action of every kind a test needs; `hang` runs until it is told to stop. */
function sampleAgent(started: string[], stopped: string[]): Agent {
  const action = (name: string, run: Run, parts: Partial<Action> = {}): [string, Action] => [
    name,
    { name, description: name, display: 'always', inputs: {}, outputs: {}, aggregates: [], run, ...parts },
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
      prompt: 'Word',
      description: 'a word',
      type: 'string',
      optional: false,
      maxlength: 5,
      validation: { regex: '^\\w+$' },
    },
    kind: { prompt: '', description: 'a kind', type: 'list', optional: true, list: ['a', 'b'] },
    flag: { prompt: '', description: 'a flag', type: 'boolean', optional: true },
    count: { prompt: '', description: 'a count', type: 'integer', optional: true },
    ratio: { prompt: '', description: 'a ratio', type: 'float', optional: true },
    size: { prompt: '', description: 'a size', type: 'number', optional: true },
  } as const;
  return {
    metadata: ownMetadata('sample', 'for tests', 3),
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

// As Ruby's: 32 hex digits; each request has its own.
let requests = 0;
const freshId = (): string => (++requests).toString(16).padStart(32, '0');
const FIRST_ID = '1'.padStart(32, '0');

function frame({ replyTo = REPLY_TO, ...parts }: RequestOptions, security = client) {
  const payload = security.encodeRequest({
    agent: 'sample',
    collective: 'mcollective',
    senderid: 'client.example.net',
    requestid: freshId(),
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
let policies: Policies;
let security: PskSecurity;
let dispatcher: Dispatcher;
let started: string[];
let stopped: string[];

function setUp(queue?: RequestQueue, parts: Partial<Policies> = {}): void {
  requests = 0;
  clock = new FakeClock(NOW * 1000);
  connection = new FakeConnection();
  logger = new MemoryLogger();
  started = [];
  stopped = [];
  const config = makeTestConfig({ node: { factFiles: [], classesFile: '/none' } });
  const paths = rootedPaths('/nonexistent');
  node = new LiveNode({ config, environment: testEnvironment, exec: new FakeExec(), paths, clock, logger });
  node.agents.set('discovery', discovery).set('sample', sampleAgent(started, stopped));
  drops = node.drops;
  security = new PskSecurity('s3cret', 'uid=0');
  const replay = new ReplayGuard({ ...config.node.replay, signedTime: false });
  policies = { replay, authorizer: undefined, audit: undefined, ...parts };
  dispatcher = new Dispatcher({
    connection,
    connector: new ActiveMqConnector(config.broker, config.identity, 4242, clock),
    security,
    stats: node.stats,
    replyTtl: 60,
    maxReplyBytes: 1_000_000,
    ...{ node, policies, drops, clock, logger },
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
      requestid: FIRST_ID,
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

  it('may wait until its age is its ttl, and may be a minute ahead', async () => {
    await handle(frame({ msgtime: NOW - 60 }));
    await handle(frame({ msgtime: NOW + 60 }));
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

  it('is counted by what other security plugins find, too', async () => {
    for (const reason of ['tampered', 'unknown-caller'] as const) {
      security.decodeRequest = () => {
        throw new MessageRefused(reason, 'it is not what was signed');
      };
      await handle(frame({}));
    }
    expect(drops.counts).to.include({ tampered: 1, 'unknown-caller': 1 });
    expect(node.stats).to.include({ total: 2, validated: 1, unvalidated: 0 });
  });

  it('names who sent it, as far as known, and does not flood the log', async () => {
    for (let n = 0; n < 25; n++) await handle(frame({ msgtime: 0 }));
    expect(logger.lines).to.have.length(10);
    expect(logger.lines[0]!.fields).to.deep.equal({
      agent: 'sample',
      callerid: 'uid=1000',
      senderid: 'client.example.net',
      collective: 'mcollective',
      requestid: FIRST_ID,
    });
    await clock.advance(60_000);
    await handle(frame({ msgtime: 0 }));
    expect(logger.lines.at(-1)!.fields.also_not_logged).to.equal(15);
    expect(drops.counts.expired).to.equal(26);
  });
});

describe('a request seen before, or of another time', () => {
  it('is not acted on again, counted, and logged with who sent it', async () => {
    const once = frame({});
    await handle(once);
    await handle(once);
    expect(connection.sent).to.have.length(1);
    expect(drops.counts.replay).to.equal(1);
    expect(logger.lines.at(-1)).to.deep.include({
      level: 'warn',
      message: 'request dropped (replay): this node has seen it before',
    });
    expect(logger.lines.at(-1)!.fields).to.include({ callerid: 'uid=1000', requestid: FIRST_ID });
    expect(node.stats).to.include({
      total: 2,
      validated: 2,
      passed: 1,
      filtered: 0,
      ttlexpired: 0,
      replies: 1,
    });
  });

  it('is known though its filter kept it from this node the first time', async () => {
    const requestid = 'f'.repeat(32);
    await handle(frame({ requestid, filter: { ...EMPTY_FILTER, identity: ['other'] } }));
    await handle(frame({ requestid }));
    expect(connection.sent).to.deep.equal([]);
    expect(drops.counts).to.include({ filtered: 1, replay: 1 });
  });

  it('is not remembered when it was not signed with our key, was too old, or came from the future', async () => {
    await handle(frame({}, new PskSecurity('other', 'uid=0')));
    await handle(frame({ msgtime: NOW - 61 }));
    await handle(frame({ msgtime: NOW + 61 }));
    await handle(rawFrame(Buffer.from('x')));
    expect(policies.replay.size).to.equal(0);
    expect(drops.counts).to.include({ signature: 1, expired: 1, future: 1, malformed: 1 });
    expect(node.stats).to.include({ validated: 2, ttlexpired: 1, passed: 0, filtered: 0 });
  });

  it('is refused while too many others are remembered', async () => {
    const options = { futureTolerance: 60, maxTtl: 3600, maxEntries: 1, signedTime: false };
    setUp(undefined, { replay: new ReplayGuard(options) });
    await handle(frame({}));
    await handle(frame({}));
    expect(connection.sent).to.have.length(1);
    expect(drops.counts.overloaded).to.equal(1);
  });
});

describe('a request whose envelope names another agent than its body', () => {
  it('is not acted on: the body is signed, the envelope is not', async () => {
    const body = symbolHash({ agent: 'other', action: 'say', data: symbolHash({ word: 'hi' }) });
    await handle(frame({ body }));
    expect(connection.sent).to.deep.equal([]);
    expect(drops.counts.tampered).to.equal(1);
    expect(logger.lines.at(-1)!.message).to.equal(
      'request dropped (tampered): its body is for the agent other',
    );
  });
});

describe('a request under policies', () => {
  const entries: AuditEntry[] = [];
  let problem: string | undefined;
  const audit = { write: (entry: AuditEntry) => void entries.push(entry), problem: () => problem };
  const asked: unknown[] = [];
  let decision: Decision;
  const authorizer: Authorizer = {
    decide: async request => {
      asked.push(request);
      return decision;
    },
  };
  beforeEach(() => {
    entries.length = 0;
    asked.length = 0;
    problem = undefined;
    decision = { allowed: true, why: 'allow in sample.policy line 1' };
    setUp(undefined, { authorizer, audit });
  });
  const verdicts = (): unknown[] => entries.map(({ verdict, statuscode }) => [verdict, statuscode]);

  it('is asked for by envelope: agent, action and caller', async () => {
    expect((await rpc('say', { word: 'hi' })).code).to.equal(0);
    expect(asked).to.deep.equal([{ agent: 'sample', action: 'say', callerid: 'uid=1000' }]);
    expect(verdicts()).to.deep.equal([['allowed', 0]]);
  });

  it('is refused with the sentence of MCollective, which does not say why', async () => {
    decision = { allowed: false, why: 'deny in sample.policy line 3' };
    const { code, msg, data } = await rpc('say', { word: 'hi' });
    expect([code, msg]).to.deep.equal([1, 'You are not authorized to call this agent or action.']);
    expect(symbolGet(data, 'word')).to.equal('none');
    expect(verdicts()).to.deep.equal([['denied', 1]]);
    expect(drops.counts.denied).to.equal(1);
    expect(logger.at('warn')).to.deep.equal([
      'request refused (denied): sample#say: deny in sample.policy line 3',
    ]);
  });

  it('is not run, replies wanted or not', async () => {
    decision = { allowed: false, why: 'deny' };
    await handle(frame({ body: rpcBody('hang', { process_results: false }) }));
    expect(started).to.deep.equal([]);
    expect(connection.sent).to.deep.equal([]);
    expect(verdicts()).to.deep.equal([['denied', 1]]);
  });

  it('is told what is invalid before it is asked for', async () => {
    decision = { allowed: false, why: 'deny' };
    expect((await rpc('say', {})).msg).to.equal('Action say needs a word argument');
    await handle(frame({ body: rpcBody('nosuch', {}) }));
    expect(asked).to.deep.equal([]);
    expect(verdicts()).to.deep.equal([
      ['invalid', 4],
      ['invalid', 4],
    ]);
    expect(drops.counts).to.include({ invalid: 2, denied: 0 });
  });

  it('does not concern discovery', async () => {
    decision = { allowed: false, why: 'deny' };
    await handle(frame({ agent: 'discovery', filter: EMPTY_FILTER, body: 'ping' }));
    expect(onlyReply().body).to.equal('pong');
    expect(entries).to.deep.equal([]);
  });

  it('is denied when asking fails', async () => {
    const failing = { decide: () => Promise.reject(new Error('broken')) };
    setUp(undefined, { authorizer: failing, audit });
    expect((await rpc('say', { word: 'hi' })).code).to.equal(1);
    expect(verdicts()).to.deep.equal([['denied', 1]]);
    expect(logger.at('warn')).to.deep.equal(['request refused (denied): sample#say: broken']);
  });

  it('is written down after it ended, with what became of it', async () => {
    await handle(frame({ body: rpcBody('refuse', {}) }));
    await handle(frame({ body: rpcBody('crash', {}) }));
    dispatcher.receive(frame({ body: rpcBody('hang', { why: 'x' }) }));
    await until(() => started.length === 1);
    expect(entries).to.have.length(2);
    await clock.advance(3000);
    await dispatcher.idle();
    expect(verdicts()).to.deep.equal([
      ['allowed', 1],
      ['allowed', 5],
      ['timeout', undefined],
    ]);
    expect(entries[2]).to.deep.equal({
      time: NOW * 1000 + 3000,
      requestid: '3'.padStart(32, '0'),
      callerid: 'uid=1000',
      senderid: 'client.example.net',
      collective: 'mcollective',
      agent: 'sample',
      action: 'hang',
      data: symbolHash({ why: 'x' }),
      verdict: 'timeout',
      statuscode: undefined,
      durationMs: 3000,
      msgtime: NOW,
    });
    expect(drops.counts.timeout).to.equal(1);
  });

  it('is not acted on while it could not be written down', async () => {
    problem = 'the audit log /x cannot be written';
    const { code, msg } = await rpc('say', { word: 'hi' });
    expect([code, msg]).to.deep.equal([1, 'This node refuses requests while it cannot write its audit log.']);
    expect(asked).to.deep.equal([]);
    expect(drops.counts.unaudited).to.equal(1);
    expect(verdicts()).to.deep.equal([['unaudited', 1]]);
    expect(logger.at('warn')[0]).to.include('the audit log /x cannot be written');
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
    expect(logger.at('warn')).to.deep.equal([
      'request dropped (timeout): sample#hang: no reply, it took too long (more than 3 s)',
    ]);
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

  it('audits what runs at once when the process is about to exit, and only once', async () => {
    const entries: AuditEntry[] = [];
    const audit = { write: (entry: AuditEntry) => void entries.push(entry), problem: () => undefined };
    setUp(undefined, { audit });
    dispatcher.receive(frame({ body: rpcBody('hang', {}) }));
    await until(() => started.length === 1);
    dispatcher.abandon();
    expect(entries.map(({ action, verdict, statuscode }) => [action, verdict, statuscode])).to.deep.equal([
      ['hang', 'timeout', undefined],
    ]);
    await dispatcher.idle();
    expect(entries).to.have.length(1);
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
