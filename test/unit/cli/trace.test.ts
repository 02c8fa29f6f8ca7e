// fleetspec trace: what it prints, and its exit codes.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { hexDump } from '../../../lib/cli/hex_dump';
import { TraceText } from '../../../lib/cli/trace_text';
import { makeHeaders } from '../../../lib/stomp/frame';
import { FakeFleet } from '../rpc/fake_fleet';
import { fleetspec } from './run_fleetspec';

function someNodes(): FakeFleet {
  const fleet = new FakeFleet();
  fleet.add(['db1.example.net'], { replyMs: 12.25 });
  fleet.add(['web1.example.net'], {
    reply: { code: 5, message: 'no such \x1b[31mfact', data: {} },
    skew: -3,
  });
  fleet.add(['liar.example.net'], { psk: 'another', replyMs: 30 });
  return fleet;
}

const NAMED = ['db1', 'web1', 'liar', 'ghost'].flatMap(name => ['-I', `${name}.example.net`]);

describe('fleetspec trace', () => {
  it('prints the life of a request within 80 columns', async () => {
    const { code, stdout, stderr } = await fleetspec(
      ['trace', 'rpcutil', 'get_fact', 'fact=os', '-t', '1', ...NAMED],
      { fleet: someNodes() },
    );
    const steady = stdout
      .replace(/requestid {6}[0-9a-f]{32}/, 'requestid      R')
      .replace(/_4242_[0-9a-f]{6}/g, '_4242_T')
      .replace(/\(?[0-9a-f]{8}…\)?/g, 'H…');
    expect(steady).to.equal(`
     0.0  SUBSCRIBE /queue/mcollective.reply.client.example.net_4242_T.1
     0.0  REQUEST to agent rpcutil, 457 bytes
          requestid      R
          collective     mcollective
          filter         agent rpcutil
          senderid       client.example.net
          callerid       uid=1000
          msgtime        1700000000 (2023-11-14T22:13:20Z), ttl 60 s
          action         get_fact
            fact         os
          psk            H…: MD5 over the body and the shared key
            signed       body
            not signed   callerid, ttl, msgtime, filter, agent, collective,
                         requestid
     0.0  SEND /queue/mcollective.nodes for db1.example.net, 457 bytes
          timestamp      1700000000000
          expires        1700000070000
          reply-to
            /queue/mcollective.reply.client.example.net_4242_T.1
          mc_identity    db1.example.net
          mc_sender      client.example.net
     0.0  SEND /queue/mcollective.nodes for web1.example.net, 457 bytes
     0.0  SEND /queue/mcollective.nodes for liar.example.net, 457 bytes
     0.0  SEND /queue/mcollective.nodes for ghost.example.net, 457 bytes
     0.0  RECEIPT after 0.0 ms: the broker has all 4
    12.3  REPLY of db1.example.net after 12.3 ms, 258 bytes
          signature      good H…
          msgtime        1700000000 (clock +0 s)
          says           statuscode 0 OK
    20.0  REPLY of web1.example.net after 20.0 ms, 246 bytes
          signature      good H…
          msgtime        1699999997 (clock -3 s)
          says           statuscode 5 no such \\x1b[31mfact
    30.0  REFUSED reply of liar.example.net after 30.0 ms, 260 bytes
          because        its hash was not made with our key (signature)

Nodes
  db1.example.net      12.3 ms     258 B  clock +0 s  0 OK
  web1.example.net     20.0 ms     246 B  clock -3 s  5 no such \\x1b[31mfact
  liar.example.net     30.0 ms     260 B
      refused: its hash was not made with our key (signature)

Silent (1); the log of the node says why
    ghost.example.net

no discovery needed, replies 1000.0 ms
sent 4 frames (1828 bytes), received 3 (764 bytes), refused 1
`);
    expect(stdout.split('\n').every(line => line.length <= 80)).to.equal(true);
    expect(stderr).to.contain('1 reply could not be verified');
    expect(code).to.equal(2);
  });

  it('shows the discovery before the call', async () => {
    const fleet = new FakeFleet();
    fleet.add(['db1', 'db2']);
    const { code, stdout } = await fleetspec(['trace', 'rpcutil', 'ping'], { fleet });
    expect(stdout).to.match(
      /REQUEST to agent discovery[\s\S]* body +ping[\s\S]*says +pong[\s\S]*REQUEST to agent rpcutil/,
    );
    expect(stdout).to.match(/\ndiscovery \d+\.\d ms, replies 20\.0 ms\n/);
    expect(code).to.equal(0);
  });

  it('prints JSON, a line for each event', async () => {
    const { code, stdout } = await fleetspec(['trace', 'rpcutil', 'ping', '--json', '-t', '1', ...NAMED], {
      fleet: someNodes(),
    });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { event: string; node?: string; outcome?: string; ms?: number });
    expect([...new Set(events.map(({ event }) => event))]).to.deep.equal([
      'subscribe',
      'request',
      'send',
      'receipt',
      'reply',
      'node',
      'totals',
    ]);
    expect(
      events.filter(({ event }) => event === 'node').map(({ node, outcome }) => `${node} ${outcome}`),
    ).to.deep.equal([
      'db1.example.net ok',
      'web1.example.net failed',
      'liar.example.net refused',
      'ghost.example.net silent',
    ]);
    expect(events.filter(({ event }) => event === 'reply').map(({ ms }) => ms)).to.deep.equal([
      12.25, 20, 30,
    ]);
    expect(code).to.equal(2);
  });

  it('says so when nobody is discovered', async () => {
    const { code, stdout, stderr } = await fleetspec(['trace', 'rpcutil', 'ping'], {
      fleet: new FakeFleet(),
    });
    expect(stdout).to.contain('REQUEST to agent discovery');
    expect(stderr).to.contain('no nodes discovered');
    expect(code).to.equal(1);
  });

  it('checks arguments before anything is sent', async () => {
    const fleet = someNodes();
    const { code, stdout } = await fleetspec(['trace', 'rpcutil', 'get_fact'], { fleet });
    expect({ code, stdout, sent: fleet.sent.length }).to.deep.equal({ code: 1, stdout: '', sent: 0 });
  });
});

describe('the text of a trace', () => {
  const text = new TraceText(80);

  it('says how the connection was made', () => {
    const tls = { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', certificate: 'mq1', verified: true };
    expect(
      text.lines({ event: 'socket', ms: 20.04, broker: 'mq1:61614', socketMs: 18.96, tls }),
    ).to.deep.equal([
      '    20.0  TCP and TLS to mq1:61614 in 19.0 ms',
      '          TLS            TLSv1.3, TLS_AES_256_GCM_SHA384',
      '          certificate    mq1, checked',
    ]);
    const heartBeat = { ours: '30000,30000', theirs: '0,0' };
    const connected = {
      broker: 'mq1:61614',
      server: 'Rabbit\x07MQ/3.10.8',
      version: '1.2',
      login: undefined,
    };
    expect(text.lines({ event: 'connected', ms: 22, ...connected, vhost: '/', heartBeat })).to.deep.equal([
      '    22.0  connected to Rabbit\\x07MQ/3.10.8, STOMP 1.2',
      '          login          without a user',
      '          virtual host   /',
      "          heart-beat     ours 30000,30000, the broker's 0,0",
    ]);
  });

  it('says that nothing was subscribed when the broker delivers by itself', () => {
    const destination = '/temp-queue/mcollective_reply_1';
    expect(text.lines({ event: 'subscribe', ms: 1, destination, headers: {}, unasked: true })).to.deep.equal([
      '',
      '     1.0  no SUBSCRIBE: the broker delivers to /temp-queue/mcollective_reply_1',
    ]);
  });

  it('shows frames with the beginning of their bodies, five hundred at most', () => {
    const frame = {
      ...({ event: 'frame', ms: 1, direction: 'out', command: 'SEND', bytes: 300 } as const),
      headers: makeHeaders({ destination: '/queue/a', note: 'x\ny' }),
      body: Buffer.from([4, 8, 123, 65]),
    };
    const frames = new TraceText(80, true);
    expect(frames.lines(frame)).to.deep.equal([
      '     1.0  >>> SEND, body of 300 bytes',
      '  destination:/queue/a',
      '  note:x\\ny',
      `  00000000  04 08 7b 41${' '.repeat(36)}  |..{A|`,
      '  and 296 bytes more',
    ]);
    for (let i = 0; i < 499; i++) frames.lines(frame);
    expect(frames.lines(frame)).to.deep.equal(['further frames are not shown']);
    expect(frames.lines(frame)).to.deep.equal([]);
  });

  it('breaks what does not fit, at blanks where there are some', () => {
    const narrow = new TraceText(40);
    const problem = `it is ${'very '.repeat(10)}bad`;
    const lines = narrow.lines({ event: 'state', ms: 1, state: 'failed', broker: undefined, problem });
    expect(lines.every(line => line.length <= 40)).to.equal(true);
    expect(lines.join('').replace(/\s+/g, ' ').trim()).to.equal(`1.0 connection failed: ${problem}`);
  });
});

describe('hexDump', () => {
  it('fits 80 columns', () => {
    const lines = hexDump(Buffer.from(Array.from({ length: 40 }, (_, i) => i * 6)));
    expect(lines).to.have.length(3);
    expect(Math.max(...lines.map(line => line.length))).to.be.below(80);
    expect(hexDump(Buffer.alloc(0))).to.deep.equal([]);
  });
});
