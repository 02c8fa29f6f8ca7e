// A connected StompSession: messages, subscriptions, flush, loss and return, close.
import { afterEach, describe, it, mock } from 'node:test';
import { expect } from 'chai';
import type { StompMessage } from '../../../lib/stomp/connection';
import {
  BrokerError,
  BrokerLost,
  FrameTooLarge,
  LoginRefused,
  NotStomp,
  ReceiptTimeout,
} from '../../../lib/stomp/errors';
import type { StompSession } from '../../../lib/stomp/session';
import { settle } from '../rpc/fake_clock';
import { ScriptedBroker } from './scripted_broker';
import { Fixture, failure, states } from './session_fixture';

const open: StompSession[] = [];

async function connected(
  fixture: Fixture,
  ...options: Parameters<Fixture['connect']>
): Promise<StompSession> {
  const session = await fixture.connect(...options);
  open.push(session);
  return session;
}

describe('StompSession', () => {
  afterEach(async () => {
    mock.timers.reset();
    await Promise.all(open.splice(0).map(session => session.close()));
  });

  describe('send', () => {
    for (const version of ['1.0', '1.1', '1.2'] as const) {
      it(`delivers headers and any bytes in ${version}`, async () => {
        const broker = new ScriptedBroker({ version });
        const session = await connected(new Fixture({ a: broker }));
        const body = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
        const headers = { 'reply-to': '/queue/c.reply.x_1.2', mc_identity: ' node:1 ', path: 'a\\b' };
        session.send('/topic/c.rpcutil.agent', headers, body);
        await settle();
        const [frame] = broker.peer.got('SEND');
        expect({ ...frame!.headers }).to.deep.equal({
          ...headers,
          destination: '/topic/c.rpcutil.agent',
          'content-length': '256',
        });
        expect(frame!.body.equals(body)).to.equal(true);
      });
    }

    it('always says the length, and keeps the caller from overriding it or the destination', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }));
      session.send('/queue/a', { destination: '/queue/b', 'content-length': '7' }, Buffer.alloc(0));
      await settle();
      expect({ ...broker.peer.got('SEND')[0]!.headers }).to.deep.equal({
        destination: '/queue/a',
        'content-length': '0',
      });
    });

    it('throws when the broker does not read and too much waits', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }), { maxBufferedBytes: 10_000 });
      broker.peer.socket.stall();
      session.send('/queue/a', {}, Buffer.alloc(12_000));
      expect(() => session.send('/queue/a', {}, Buffer.alloc(1))).to.throw(BrokerLost, /does not read/);
      broker.peer.socket.stall(false);
      await settle();
      session.send('/queue/a', {}, Buffer.alloc(1));
    });
  });

  describe('subscribe', () => {
    for (const version of ['1.0', '1.1', '1.2'] as const) {
      it(`hands each MESSAGE to its subscriber in ${version}`, async () => {
        const broker = new ScriptedBroker({ version });
        const session = await connected(new Fixture({ a: broker }));
        const got: [string, StompMessage][] = [];
        session.subscribe('/topic/one', message => got.push(['one', message]));
        session.subscribe('/queue/c.nodes', message => got.push(['nodes', message]), {
          id: 'c_directed_to_identity',
          selector: "mc_identity = 'n1'",
        });
        await settle();
        const [one, nodes] = broker.peer.got('SUBSCRIBE');
        expect(nodes!.headers).to.include({ selector: "mc_identity = 'n1'", id: 'c_directed_to_identity' });
        broker.peer.send(
          'MESSAGE',
          { subscription: nodes!.headers.id!, x: ' a:b ' },
          Buffer.from([0, 10, 255]),
        );
        broker.peer.send('MESSAGE', { subscription: one!.headers.id! }, 'text');
        await settle();
        expect(got.map(([name]) => name)).to.deep.equal(['nodes', 'one']);
        expect(got[0]![1].headers.x).to.equal(' a:b ');
        expect([...got[0]![1].body]).to.deep.equal([0, 10, 255]);
      });
    }

    it('goes by destination when a 1.0 broker names no subscription', async () => {
      const broker = new ScriptedBroker({ version: '1.0' });
      const session = await connected(new Fixture({ a: broker }));
      const got: string[] = [];
      session.subscribe('/topic/one', () => got.push('one'));
      session.subscribe('/topic/two', () => got.push('two'));
      await settle();
      broker.peer.send('MESSAGE', { destination: '/topic/two' });
      broker.peer.send('MESSAGE', { destination: '/topic/three' });
      await settle();
      expect(got).to.deep.equal(['two']);
    });

    it('keeps two subscriptions with one wanted id apart', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }));
      session.subscribe('/topic/one', () => {}, { id: 's1' });
      session.subscribe('/topic/one', () => {}, { id: 's1' });
      session.subscribe('/topic/one', () => {});
      await settle();
      const ids = broker.peer.got('SUBSCRIBE').map(frame => frame.headers.id);
      expect(new Set(ids)).to.have.property('size', 3);
      expect(ids[0]).to.equal('s1');
    });

    it('ends with UNSUBSCRIBE once; messages still on the way are dropped', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }));
      let count = 0;
      const subscription = session.subscribe('/topic/one', () => count++, { id: 'x' });
      subscription.unsubscribe();
      subscription.unsubscribe();
      await settle();
      expect(broker.peer.got('UNSUBSCRIBE').map(frame => frame.headers.id)).to.deep.equal(['x']);
      broker.peer.send('MESSAGE', { subscription: 'x' });
      await settle();
      expect(count).to.equal(0);
    });

    it('survives a subscriber that throws', async () => {
      const broker = new ScriptedBroker();
      const fixture = new Fixture({ a: broker });
      const session = await connected(fixture);
      let count = 0;
      session.subscribe(
        '/topic/one',
        () => {
          count++;
          throw new Error('my fault');
        },
        { id: 'x' },
      );
      await settle();
      broker.peer.send('MESSAGE', { subscription: 'x' });
      broker.peer.send('MESSAGE', { subscription: 'x' });
      await settle();
      expect(count).to.equal(2);
      expect(session.broker).to.equal('a:61613');
      expect(fixture.log.join()).to.contain('my fault');
    });
  });

  describe('flush', () => {
    it('resolves at the receipt for what was sent before', async () => {
      const broker = new ScriptedBroker();
      const fixture = new Fixture({ a: broker });
      const session = await connected(fixture);
      session.send('/queue/a', {}, Buffer.from('x'));
      await session.flush(1_000);
      expect(fixture.clock.pending).to.equal(0);
      expect(broker.peer.frames.map(frame => frame.command)).to.deep.equal([
        'CONNECT',
        'SEND',
        'BEGIN',
        'ABORT',
      ]);
      await session.flush(1_000);
    });

    it('rejects at its deadline, and not before', async () => {
      const broker = new ScriptedBroker({ onFrame: frame => frame.command === 'ABORT' });
      const fixture = new Fixture({ a: broker });
      const session = await connected(fixture);
      let settled = false;
      const failing = failure(session.flush(2_000)).finally(() => {
        settled = true;
      });
      await fixture.clock.advance(1_999);
      expect(settled).to.equal(false);
      await fixture.clock.advance(1);
      const error = await failing;
      expect(error).to.be.instanceOf(ReceiptTimeout);
      expect(error.message).to.match(/a:61613.*2 s/);
    });

    it('rejects when the broker answers with ERROR, and when the connection goes', async () => {
      const broker = new ScriptedBroker({
        onFrame(frame, peer) {
          if (frame.command === 'ABORT')
            peer.send('ERROR', { message: 'no', 'receipt-id': frame.headers.receipt! });
          return frame.command === 'ABORT';
        },
      });
      const fixture = new Fixture({ a: broker });
      const session = await connected(fixture);
      expect(await failure(session.flush(1_000))).to.be.instanceOf(BrokerError);
      // So late that the one has nothing to do with the other.
      await fixture.clock.advance(2_000);
      broker.script.onFrame = frame => frame.command === 'ABORT';
      const failing = failure(session.flush(1_000));
      broker.peer.socket.end();
      expect(await failing).to.be.instanceOf(BrokerLost);
    });
  });

  describe('ERROR frame after the login', () => {
    const denied = { message: 'User client is not authorized to read from: queue://secret' };

    it('is told as a state; the connection stays', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }));
      const seen = states(session);
      broker.peer.send('ERROR', denied, 'java.lang.SecurityException: …\n\tat …');
      await settle();
      expect(seen.map(state => state.state)).to.deep.equal(['error']);
      expect(seen[0]).to.have.property('error').instanceOf(BrokerError);
      expect(seen[0])
        .to.have.nested.property('error.message')
        .contain('not authorized to read from: queue://secret');
      await session.flush(1_000);
    });

    it('is the reason of the loss when the broker hangs up after it', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }));
      const seen = states(session);
      broker.peer.send('ERROR', denied);
      broker.peer.socket.end();
      await settle();
      expect(seen.map(state => state.state)).to.deep.equal(['error', 'disconnected']);
      expect(seen[1]).to.have.property('error').instanceOf(BrokerError);
    });
  });

  describe('loss', () => {
    it('is told, sending throws, and everything is subscribed again after the delay', async () => {
      const broker = new ScriptedBroker();
      const fixture = new Fixture({ a: broker });
      const session = await connected(fixture);
      const seen = states(session);
      const got: string[] = [];
      session.subscribe('/topic/one', () => got.push('one'), { selector: 'x = 1' });
      session.subscribe('/topic/two', () => got.push('two')).unsubscribe();
      await settle();
      broker.peer.socket.fail(undefined);
      await settle();
      expect(session.broker).to.equal(undefined);
      expect(() => session.send('/queue/a', {}, Buffer.alloc(0))).to.throw(BrokerLost, /a:61613/);
      expect(await failure(session.flush(1))).to.be.instanceOf(BrokerLost);
      session.subscribe('/topic/three', () => got.push('three'));
      await fixture.clock.advance(99);
      expect(broker.peers).to.have.length(1);
      await fixture.clock.advance(1);
      expect(session.broker).to.equal('a:61613');
      expect(seen.map(state => state.state)).to.deep.equal(['disconnected', 'connected']);
      const again = broker.peer.got('SUBSCRIBE');
      expect(again.map(frame => frame.headers.destination)).to.deep.equal(['/topic/one', '/topic/three']);
      expect(again[0]!.headers.selector).to.equal('x = 1');
      broker.peer.send('MESSAGE', { subscription: again[0]!.headers.id! });
      await settle();
      expect(got).to.deep.equal(['one']);
    });

    it('walks the ring with growing delays up to the cap', async () => {
      const first = new ScriptedBroker();
      const fixture = new Fixture({ a: first, b: undefined, c: undefined });
      const session = await connected(fixture);
      fixture.hosts.a = undefined;
      first.peer.socket.end();
      await settle();
      const start = fixture.clock.monotonic();
      const dials: [number, string][] = [];
      fixture.dialled.push = (host: string) => dials.push([fixture.clock.monotonic() - start, host]);
      await fixture.clock.advance(4_600);
      expect(dials).to.deep.equal([
        [100, 'b'],
        [300, 'c'],
        [700, 'a'],
        [1500, 'b'],
        [2500, 'c'],
        [3500, 'a'],
        [4500, 'b'],
      ]);
      fixture.hosts.c = new ScriptedBroker();
      await fixture.clock.advance(1_000);
      expect(session.broker).to.equal('c:61613');
    });

    it('starts with the short delay again only after a connection that held', async () => {
      const broker = new ScriptedBroker();
      const fixture = new Fixture({ a: broker });
      await connected(fixture);
      const lose = async (): Promise<number> => {
        const before = broker.peers.length;
        broker.peer.socket.end();
        await settle();
        let waited = 0;
        for (; broker.peers.length === before; waited += 50) await fixture.clock.advance(50);
        return waited;
      };
      expect(await lose()).to.equal(100);
      expect(await lose()).to.equal(200);
      expect(await lose()).to.equal(400);
      await fixture.clock.advance(10_000);
      expect(await lose()).to.equal(100);
    });

    it('stops for good at a refused login', async () => {
      const broker = new ScriptedBroker();
      const fixture = new Fixture({ a: broker });
      const session = await connected(fixture);
      const seen = states(session);
      broker.script.onFrame = (_, peer) => {
        peer.send('ERROR', { message: 'User name [client] or password is invalid.' });
        return true;
      };
      broker.peer.socket.end();
      await fixture.clock.advance(60_000);
      expect(broker.peers).to.have.length(2);
      expect(seen.map(state => state.state)).to.deep.equal(['disconnected', 'failed']);
      expect(seen[1]).to.have.property('error').instanceOf(LoginRefused);
      expect(() => session.send('/q', {}, Buffer.alloc(0))).to.throw(BrokerLost, /refused the login/);
      expect(() => session.subscribe('/q', () => {})).to.throw(BrokerLost);
      expect(fixture.clock.pending).to.equal(0);
    });

    it('is final with reconnect: false, and after so many attempts', async () => {
      const never = new ScriptedBroker();
      const final = states(await connected(new Fixture({ a: never }), { reconnect: false }));
      never.peer.socket.end();
      await settle();
      expect(final.map(state => state.state)).to.deep.equal(['disconnected', 'failed']);

      const broker = new ScriptedBroker();
      const fixture = new Fixture({ a: broker });
      const seen = states(await connected(fixture, { reconnect: { maxAttempts: 2 } }));
      fixture.hosts.a = undefined;
      broker.peer.socket.end();
      await fixture.clock.advance(60_000);
      expect(fixture.dialled).to.have.length(3);
      expect(seen.map(state => state.state)).to.deep.equal(['disconnected', 'failed']);
    });

    it('spreads the delay when a fleet comes back', async () => {
      const broker = new ScriptedBroker();
      const fixture = new Fixture({ a: broker });
      await connected(fixture, { random: () => 0.5 });
      broker.peer.socket.end();
      await fixture.clock.advance(74);
      expect(broker.peers).to.have.length(1);
      await fixture.clock.advance(1);
      expect(broker.peers).to.have.length(2);
    });

    it('comes of an oversize frame, before its body arrives', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }), { maxFrameBytes: 1_000 });
      const seen = states(session);
      session.subscribe('/topic/one', () => {}, { id: 'x' });
      broker.peer.write('MESSAGE\nsubscription:x\ncontent-length:1001\n\n');
      await settle();
      expect(seen[0]).to.have.property('error').instanceOf(FrameTooLarge);
      expect(seen[0])
        .to.have.nested.property('error.message')
        .match(/a:61613.*1001 bytes/);
      expect(broker.peers[0]!.closed).to.equal(true);
    });

    it('comes of garbage', async () => {
      const broker = new ScriptedBroker();
      const seen = states(await connected(new Fixture({ a: broker })));
      broker.peer.write('MESSAGE\ncontent-length:1\n\nabc\0');
      await settle();
      expect(seen[0]).to.have.property('error').instanceOf(NotStomp);
      expect(broker.peers[0]!.closed).to.equal(true);
    });
  });

  // TCP would let the broker wait 40 ms for it.
  describe('an acknowledgement', () => {
    const message = 'MESSAGE\nsubscription:s1\nmessage-id:1\ndestination:/queue/r\n\nx\0';

    it('is an empty line at once, one for all that came together', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }));
      session.subscribe('/queue/r', () => {});
      await settle();
      const before = broker.peer.heartbeats;
      broker.peer.write(message + message);
      await settle();
      expect(broker.peer.heartbeats - before).to.equal(1);
    });

    it('goes along with what is sent in answer', async () => {
      const broker = new ScriptedBroker();
      const session = await connected(new Fixture({ a: broker }));
      session.subscribe('/queue/r', () => session.send('/queue/a', {}, Buffer.from('x')));
      await settle();
      const before = broker.peer.heartbeats;
      broker.peer.write(message);
      await settle();
      expect(broker.peer.got('SEND')).to.have.lengthOf(1);
      expect(broker.peer.heartbeats - before).to.equal(0);
    });

    it('is not sent for empty lines, which need none', async () => {
      const broker = new ScriptedBroker();
      await connected(new Fixture({ a: broker }));
      const before = broker.peer.heartbeats;
      broker.peer.write('\n');
      await settle();
      expect(broker.peer.heartbeats - before).to.equal(0);
    });
  });

  describe('heart-beats', () => {
    const beating = () => new ScriptedBroker({ heartBeat: '1000,1000' });

    // stompjs keeps them, on the timers of Node.
    async function beatingSession(broker: ScriptedBroker, fixture = new Fixture({ a: broker })) {
      mock.timers.enable({ apis: ['setInterval', 'Date'] });
      return connected(fixture, { heartbeatMs: 1_000 });
    }

    it('are sent', async () => {
      const broker = beating();
      await beatingSession(broker);
      for (let i = 0; i < 3; i++) {
        mock.timers.tick(1_000);
        broker.peer.write('\n');
        await settle();
      }
      expect(broker.peer.heartbeats).to.equal(3);
    });

    it('that stay away end the connection; it is set up again', async () => {
      const broker = beating();
      const fixture = new Fixture({ a: broker });
      const session = await beatingSession(broker, fixture);
      const seen = states(session);
      mock.timers.tick(3_000);
      await settle();
      expect(seen).to.have.length(0);
      mock.timers.tick(1_000);
      await settle();
      expect(seen.map(state => state.state)).to.deep.equal(['disconnected']);
      expect(seen[0])
        .to.have.nested.property('error.message')
        .match(/a:61613.*no heart-beat/);
      expect(broker.peers[0]!.closed).to.equal(true);
      await fixture.clock.advance(100);
      expect(session.broker).to.equal('a:61613');
    });

    for (const [name, bytes] of [
      ['heart-beats', '\n'],
      ['messages', 'MESSAGE\nsubscription:x\n\n\0'],
      ['parts of a message', 'MESSAGE\nsubscription:x\n'],
    ] as const) {
      it(`are not missed while ${name} come`, async () => {
        const broker = beating();
        const session = await beatingSession(broker);
        const seen = states(session);
        const stream =
          name === 'parts of a message' ? [bytes, '\n', 'a', 'b', 'c', 'd'] : Array(6).fill(bytes);
        for (const part of stream) {
          broker.peer.write(part);
          await settle();
          mock.timers.tick(1_000);
        }
        expect(seen).to.have.length(0);
      });
    }
  });

  describe('close', () => {
    it('sends DISCONNECT, waits for its receipt, tells nothing', async () => {
      const broker = new ScriptedBroker();
      const fixture = new Fixture({ a: broker });
      const session = await fixture.connect();
      const seen = states(session);
      await session.close();
      expect(broker.peer.got('DISCONNECT')[0]!.headers).to.have.property('receipt');
      expect(broker.peer.closed).to.equal(true);
      expect(seen).to.have.length(0);
      expect(session.broker).to.equal(undefined);
      expect(() => session.send('/q', {}, Buffer.alloc(0))).to.throw(BrokerLost, /closed/);
      expect(() => session.subscribe('/q', () => {})).to.throw(BrokerLost, /closed/);
      await session.close();
      await fixture.clock.advance(60_000);
      expect(broker.peers).to.have.length(1);
    });

    it('takes a second when the broker does not answer', async () => {
      const broker = new ScriptedBroker({ onFrame: frame => frame.command === 'DISCONNECT' });
      const fixture = new Fixture({ a: broker });
      const session = await fixture.connect();
      let done = false;
      const closing = session.close().then(() => {
        done = true;
      });
      await fixture.clock.advance(999);
      expect(done).to.equal(false);
      await fixture.clock.advance(1);
      await closing;
      expect(broker.peer.closed).to.equal(true);
      expect(fixture.clock.pending).to.equal(0);
    });

    it('rejects a flush under way and delivers no more messages', async () => {
      const broker = new ScriptedBroker({ onFrame: frame => frame.command === 'ABORT' });
      const session = await new Fixture({ a: broker }).connect();
      let count = 0;
      session.subscribe('/topic/one', () => count++, { id: 'x' });
      const failing = failure(session.flush(60_000));
      broker.peer.send('MESSAGE', { subscription: 'x' });
      await session.close();
      expect(await failing).to.be.instanceOf(BrokerLost);
      expect(count).to.equal(0);
    });

    it('ends reconnecting, between attempts and during one', async () => {
      for (const wait of [50, 100]) {
        const broker = new ScriptedBroker();
        const fixture = new Fixture({ a: broker });
        const session = await fixture.connect();
        broker.script.onFrame = () => true;
        broker.peer.socket.fail(undefined);
        await settle();
        await fixture.clock.advance(wait);
        await session.close();
        await fixture.clock.advance(60_000);
        expect(broker.peers).to.have.length(wait < 100 ? 1 : 2);
        expect(fixture.clock.pending).to.equal(0);
      }
    });

    it('never throws, also on a connection that is gone', async () => {
      const broker = new ScriptedBroker();
      const session = await new Fixture({ a: broker }).connect();
      broker.peer.socket.fail(undefined);
      await session.close();
    });
  });

  it('writes no password to the log', async () => {
    const broker = new ScriptedBroker();
    const fixture = new Fixture({ a: broker });
    await connected(fixture);
    broker.peer.send('ERROR', { message: 'geheim-42 is a bad password' });
    broker.peer.socket.end();
    await fixture.clock.advance(100);
    expect(fixture.log.length).to.be.greaterThan(2);
    expect(fixture.log.join()).to.not.contain('geheim-42');
  });
});
