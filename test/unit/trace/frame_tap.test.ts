// How a connection is set up, and its frames, seen from beside.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import { NotStomp } from '../../../lib/stomp/errors';
import type { StompSession } from '../../../lib/stomp/session';
import { memoryPair } from '../../../lib/stomp/sockets/memory';
import { frameTap } from '../../../lib/trace/frame_tap';
import type { FrameSeen, TraceEvent } from '../../../lib/trace/trace_event';
import { TraceLog } from '../../../lib/trace/trace_log';
import { settle } from '../rpc/fake_clock';
import { ScriptedBroker } from '../stomp/scripted_broker';
import { Fixture, failure, PASSWORD } from '../stomp/session_fixture';

interface Tapped {
  readonly events: TraceEvent[];
  readonly fixture: Fixture;
  readonly log: TraceLog;
  connect(): Promise<StompSession>;
}

function tapped(hosts: Fixture['hosts'], options = { frames: true, bodies: true }): Tapped {
  const fixture = new Fixture(hosts);
  const events: TraceEvent[] = [];
  const log = new TraceLog(fixture.clock, event => events.push(event));
  const connectSocket = frameTap(log, { ...options, connect: fixture.connectSocket });
  const connect = (): Promise<StompSession> =>
    fixture.connect({ connectSocket, heartbeatMs: 10_000, reconnect: false });
  return { events, fixture, log, connect };
}

const frames = (events: readonly TraceEvent[]): FrameSeen[] =>
  events.filter((event): event is FrameSeen => event.event === 'frame');
const reply = (security: PskSecurity): Buffer =>
  security.encodeReply(
    { senderid: 'db1', senderagent: 'rpcutil', requestid: 'a'.repeat(32), msgtime: 1, body: 'pong' },
    'uid=0',
  );

describe('a tapped connection', () => {
  it('says how it was set up', async () => {
    const broker = new ScriptedBroker({ version: '1.1', heartBeat: '5000,6000' });
    const { events, connect } = tapped({ a: broker }, { frames: false, bodies: true });
    const session = await connect();
    expect(events).to.deep.equal([
      { event: 'socket', ms: 0, broker: 'a:61613', socketMs: 0, tls: undefined },
      {
        event: 'connected',
        ms: 0,
        broker: 'a:61613',
        server: 'scripted/1',
        version: '1.1',
        login: 'client',
        vhost: 'mcollective',
        heartBeat: { ours: '10000,10000', theirs: '5000,6000' },
      },
    ]);
    await session.close();
  });

  it('tells brokers that could not be reached', async () => {
    const { events, connect } = tapped({ gone: undefined });
    await failure(connect());
    expect(events).to.deep.include({
      event: 'state',
      ms: 0,
      state: 'not connected',
      broker: 'gone:61613',
      problem: 'cannot reach the broker gone:61613: connection refused',
    });
  });

  it('tells every frame in both directions, without the password', async () => {
    const broker = new ScriptedBroker();
    const { events, connect } = tapped({ a: broker });
    const session = await connect();
    session.subscribe('/queue/x', () => {});
    session.send('/queue/y', { note: 'a:b' }, Buffer.from(`it is ${PASSWORD}, you know`));
    await settle();
    broker.peer.send('MESSAGE', { subscription: 's1', destination: '/queue/x' }, 'hello');
    await settle();
    await session.close();
    expect(frames(events).map(({ direction, command, bytes }) => [direction, command, bytes])).to.deep.equal([
      ['out', 'CONNECT', 0],
      ['in', 'CONNECTED', 0],
      ['out', 'SUBSCRIBE', 0],
      ['out', 'SEND', 25],
      ['in', 'MESSAGE', 5],
      ['out', 'DISCONNECT', 0],
      ['in', 'RECEIPT', 0],
    ]);
    const [connected, , , sent] = frames(events);
    expect(connected!.headers.passcode).to.equal('(hidden)');
    expect(sent!.headers.note).to.equal('a:b');
    expect(sent!.body.toString()).to.equal('it is *********, you know');
    expect(JSON.stringify(events)).to.not.contain(PASSWORD);
  });

  it('shows the beginning of bodies, with most of their hash hidden, incoming ones too', async () => {
    const broker = new ScriptedBroker();
    const { events, connect } = tapped({ a: broker });
    const session = await connect();
    const payload = reply(new PskSecurity('key', 'uid=0'));
    const hash = payload.toString('latin1').slice(-36, -4);
    expect(hash).to.match(/^[0-9a-f]{32}$/);
    broker.peer.send('MESSAGE', { destination: '/queue/x' }, payload);
    broker.peer.send('MESSAGE', { destination: '/queue/x' }, Buffer.alloc(1000, 65));
    await settle();
    const [small, large] = frames(events).filter(({ command }) => command === 'MESSAGE');
    expect(small!.body.length).to.equal(payload.length);
    expect(small!.body.toString('latin1')).to.contain(`${hash.slice(0, 8)}${'*'.repeat(24)}`);
    expect([large!.bytes, large!.body.length]).to.deep.equal([1000, 256]);
    await session.close();
  });

  it('shows no bodies when told not to', async () => {
    const { events, connect } = tapped({ a: new ScriptedBroker() }, { frames: true, bodies: false });
    const session = await connect();
    session.send('/queue/y', {}, Buffer.from('c2VjcmV0'));
    await settle();
    const sent = frames(events).find(({ command }) => command === 'SEND')!;
    expect([sent.bytes, sent.body.length]).to.deep.equal([8, 0]);
    await session.close();
  });

  it('leaves what is no STOMP to the session', async () => {
    const web = async () => {
      const [client, server] = memoryPair();
      server.start({ onData: () => server.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n')), onClose() {} });
      return client;
    };
    const { connect } = tapped({ web });
    expect(await failure(connect())).to.be.instanceOf(NotStomp);
  });
});
