// StompSession.connect: login, failover, deadline, refusals, peers that are no brokers.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  BadHeader,
  BrokerError,
  BrokerLost,
  BrokerUnreachable,
  ConnectTimeout,
  FrameTooLarge,
  LoginRefused,
  NoBrokerReachable,
  NotStomp,
} from '../../../lib/stomp/errors';
import type { ConnectSocket } from '../../../lib/stomp/sockets/byte_socket';
import { settle } from '../rpc/fake_clock';
import { type Script, ScriptedBroker } from './scripted_broker';
import { address, Fixture, failure, PASSWORD } from './session_fixture';

const REFUSED = 'User name [client] or password is invalid.';

function refusing(
  message = REFUSED,
  body = `java.lang.SecurityException: ${message}\n\tat x.y.Z\n`,
): ScriptedBroker {
  return new ScriptedBroker({
    onFrame(frame, peer) {
      if (frame.command !== 'CONNECT') return false;
      peer.send('ERROR', { message, 'content-type': 'text/plain' }, body);
      peer.socket.end();
      return true;
    },
  });
}

function greeting(bytes: string): ScriptedBroker {
  return new ScriptedBroker({ onOpen: peer => peer.write(bytes) });
}

const silent: Script = { onFrame: () => true };

describe('StompSession.connect', () => {
  it('logs in with the headers MCollective sends', async () => {
    const broker = new ScriptedBroker();
    const session = await new Fixture({ a: broker }).connect({ heartbeatMs: 30_000 });
    expect(session.broker).to.equal('a:61613');
    expect({ ...broker.peer.got('CONNECT')[0]!.headers }).to.deep.equal({
      host: 'mcollective',
      login: 'client',
      passcode: PASSWORD,
      'accept-version': '1.2,1.1,1.0',
      'heart-beat': '30000,30000',
    });
    await session.close();
  });

  it('leaves login and passcode out without a user', async () => {
    const broker = new ScriptedBroker();
    const session = await new Fixture({ a: broker }).connect({ pool: [{ host: 'a', port: 1 }] });
    expect(broker.peer.got('CONNECT')[0]!.headers).to.not.have.any.keys('login', 'passcode');
    await session.close();
  });

  it('sends a password as it is, spaces, colons and backslashes included', async () => {
    const broker = new ScriptedBroker();
    const password = ' a:b\\c ';
    const session = await new Fixture({ a: broker }).connect({ pool: [address('a', { password })] });
    expect(broker.peer.got('CONNECT')[0]!.headers.passcode).to.equal(password);
    await session.close();
  });

  it('refuses a user with a line break before it dials', async () => {
    const fixture = new Fixture({ a: new ScriptedBroker() });
    const error = await failure(fixture.connect({ pool: [address('a', { user: 'x\nheart-beat:1,1' })] }));
    expect(error).to.be.instanceOf(BadHeader);
    expect(fixture.dialled).to.deep.equal([]);
  });

  it('tries the brokers of the pool in order and stays with the first that answers', async () => {
    const fixture = new Fixture({ a: undefined, b: new ScriptedBroker(), c: new ScriptedBroker() });
    const session = await fixture.connect();
    expect(fixture.dialled).to.deep.equal(['a', 'b']);
    expect(session.broker).to.equal('b:61613');
    await session.close();
  });

  it('shuffles when asked to', async () => {
    const fixture = new Fixture({ a: undefined, b: undefined, c: undefined });
    await failure(fixture.connect({ randomize: true }));
    expect(fixture.dialled).to.deep.equal(['b', 'c', 'a']);
  });

  it('names every broker and why when none can be used', async () => {
    const fixture = new Fixture({ a: undefined, b: greeting('SSH-2.0-OpenSSH_9.2\r\n'), c: undefined });
    const error = await failure(fixture.connect());
    expect(error).to.be.instanceOf(NoBrokerReachable);
    expect((error as NoBrokerReachable).code).to.equal('E_BROKER_UNREACHABLE');
    expect(error.message).to.match(
      /^none of 3 brokers can be used: .*a:61613: connection refused; b:61613 does not speak STOMP: .*SSH-2.0.*; .*c:61613: connection/,
    );
    expect(fixture.dialled).to.deep.equal(['a', 'b', 'c']);
  });

  it('gives the own error of a single broker', async () => {
    const error = await failure(new Fixture({ a: undefined }).connect());
    expect(error).to.be.instanceOf(BrokerUnreachable).and.not.instanceOf(NoBrokerReachable);
    expect(error.message).to.contain('a:61613');
  });

  it('says that the pool is empty', async () => {
    expect(await failure(new Fixture({}).connect())).to.be.instanceOf(BrokerUnreachable);
  });

  describe('refused login', () => {
    const TEXTS: Record<string, [message: string, body: string]> = {
      ActiveMQ: [REFUSED, `java.lang.SecurityException: ${REFUSED}`],
      'RabbitMQ 3': ['Bad CONNECT', "Access refused for user 'client'\n"],
      'RabbitMQ without a user': ['Bad CONNECT', 'Non-authenticated\n'],
      'a body only': ['', 'Authentication failed'],
    };
    for (const [name, [message, body]] of Object.entries(TEXTS)) {
      it(`is known from the ERROR frame of ${name}`, async () => {
        const error = await failure(new Fixture({ a: refusing(message, body) }).connect());
        expect(error).to.be.instanceOf(LoginRefused);
        expect(error.message).to.match(/^the broker a:61613 refused the login of user "client": /);
        expect(error.message).to.not.match(/java|SecurityException/);
      });
    }

    it('is not tried on other brokers with the same login', async () => {
      const fixture = new Fixture({ a: refusing(), b: new ScriptedBroker() });
      expect(await failure(fixture.connect())).to.be.instanceOf(LoginRefused);
      expect(fixture.dialled).to.deep.equal(['a']);
    });

    it('does not keep from trying a broker with another login', async () => {
      const fixture = new Fixture({ a: refusing(), b: new ScriptedBroker() });
      const session = await fixture.connect({ pool: [address('a'), address('b', { user: 'other' })] });
      expect(session.broker).to.equal('b:61613');
      await session.close();
    });

    it('never shows the password, even when the broker does', async () => {
      const fixture = new Fixture({ a: refusing(`invalid password ${PASSWORD} for client`) });
      const error = await failure(fixture.connect());
      expect(`${error.message} ${error.stack} ${fixture.log.join()}`).to.not.contain(PASSWORD);
    });

    it('without a user says so', async () => {
      const error = await failure(new Fixture({ a: refusing() }).connect({ pool: [{ host: 'a', port: 1 }] }));
      expect(error.message).to.contain('without a user name');
    });
  });

  it('tells other ERROR frames at login apart', async () => {
    const error = await failure(new Fixture({ a: refusing('Broker is stopping\x1b[31m', '') }).connect());
    expect(error).to.be.instanceOf(BrokerError);
    expect(error.message).to.equal('the broker a:61613 reports an error: Broker is stopping [31m');
  });

  describe('deadline', () => {
    it('ends a silent port with ConnectTimeout', async () => {
      const fixture = new Fixture({ a: new ScriptedBroker(silent) });
      const failing = failure(fixture.connect());
      await fixture.clock.advance(4_999);
      expect(fixture.hosts.a).to.have.nested.property('peer.closed', false);
      await fixture.clock.advance(1);
      const error = await failing;
      expect(error).to.be.instanceOf(ConnectTimeout);
      expect(error.message).to.match(/a:61613 did not answer within 5 s .*STOMP login/);
      await settle();
      expect(fixture.hosts.a).to.have.nested.property('peer.closed', true);
    });

    it('covers TCP and TLS: the phase is named, a late socket closed', async () => {
      const late = new ScriptedBroker();
      let arrive = (): void => {};
      const slow: ConnectSocket = (_, { onPhase }) => {
        onPhase?.('TLS');
        return new Promise(resolve => {
          arrive = () => resolve(late.accept());
        });
      };
      const fixture = new Fixture({ a: slow });
      const failing = failure(fixture.connect());
      await fixture.clock.advance(5_000);
      expect((await failing).message).to.match(/TLS handshake/);
      arrive();
      await settle();
      expect(late.peer.closed).to.equal(true);
    });

    it('is per broker', async () => {
      const fixture = new Fixture({
        a: new ScriptedBroker(silent),
        b: new ScriptedBroker(silent),
        c: new ScriptedBroker(),
      });
      const connecting = fixture.connect();
      await fixture.clock.advance(10_000);
      expect((await connecting).broker).to.equal('c:61613');
      await (await connecting).close();
    });

    it('leaves no timer behind', async () => {
      const fixture = new Fixture({ a: undefined, b: new ScriptedBroker() });
      const session = await fixture.connect();
      expect(fixture.clock.pending).to.equal(0);
      await session.close();
      expect(fixture.clock.pending).to.equal(0);
    });
  });

  describe('abort', () => {
    it('rejects at once with the reason, during login', async () => {
      const fixture = new Fixture({ a: new ScriptedBroker(silent), b: new ScriptedBroker() });
      const controller = new AbortController();
      const failing = failure(fixture.connect({ signal: controller.signal }));
      await settle();
      const reason = new Error('enough');
      controller.abort(reason);
      expect(await failing).to.equal(reason);
      await settle();
      expect(fixture.dialled).to.deep.equal(['a']);
      expect(fixture.hosts.a).to.have.nested.property('peer.closed', true);
      expect(fixture.clock.pending).to.equal(0);
    });

    it('rejects while the socket connects, and before anything', async () => {
      const never: ConnectSocket = () => new Promise(() => {});
      const controller = new AbortController();
      const failing = failure(new Fixture({ a: never }).connect({ signal: controller.signal }));
      controller.abort();
      expect((await failing).name).to.equal('AbortError');
      const again = await failure(new Fixture({ a: never }).connect({ signal: controller.signal }));
      expect(again.name).to.equal('AbortError');
    });

    it('has no effect once connected', async () => {
      const controller = new AbortController();
      const session = await new Fixture({ a: new ScriptedBroker() }).connect({ signal: controller.signal });
      controller.abort();
      await settle();
      expect(session.broker).to.equal('a:61613');
      await session.close();
    });
  });

  describe('no broker at all', () => {
    const PEERS: Record<string, [bytes: string, names: RegExp]> = {
      'an HTTP server': [
        'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>',
        /HTTP\/1.1 400 Bad Request/,
      ],
      'an SSH server': ['SSH-2.0-OpenSSH_9.2p1\r\n', /SSH-2.0-OpenSSH_9.2p1/],
      'random bytes': ['\x8f\x12\xff\x00\n\n', /does not speak STOMP/],
      'a port that wants TLS': ['\x15\x03\x03\x00\x02\x02\x46', /TLS record; switch ssl on/],
      'a broker that talks out of turn': ['MESSAGE\nsubscription:1\n\n\0', /it sent MESSAGE/],
      'another client': ['SEND\ndestination:x\n\n\0', /it sent SEND/],
      'a STOMP of the future': ['CONNECTED\nversion:3.0\n\n\0', /answers in version "3.0"/],
      'absurd heart-beats': ['CONNECTED\nversion:1.2\nheart-beat:99999999999,x\n\n\0', /heart-beat header/],
    };
    for (const [name, [bytes, names]] of Object.entries(PEERS)) {
      it(`is said of ${name}, with the remedy`, async () => {
        const error = (await failure(new Fixture({ a: greeting(bytes) }).connect())) as NotStomp;
        expect(error).to.be.instanceOf(NotStomp);
        expect(error.sentence)
          .to.match(names)
          .and.match(/a:61613/)
          .and.match(/61613, STOMP over TLS|switch ssl/);
      });
    }

    it('cuts an endless CONNECTED', async () => {
      const error = await failure(
        new Fixture({ a: greeting(`CONNECTED\nx:${'y'.repeat(70_000)}`) }).connect(),
      );
      expect(error).to.be.instanceOf(FrameTooLarge);
      expect(error.message).to.contain('a:61613');
    });

    it('is not said when ActiveMQ closes on a wrong password without a word: it is asked again', async () => {
      const refusal = refusing();
      const { onFrame } = refusal.script;
      const moody = new ScriptedBroker({
        onFrame(frame, peer) {
          if (moody.peers.length < 3) peer.socket.end();
          else onFrame!(frame, peer);
          return true;
        },
      });
      expect(await failure(new Fixture({ a: moody }).connect())).to.be.instanceOf(LoginRefused);
      expect(moody.peers).to.have.length(3);
    });

    it('says when the peer hangs up during the login', async () => {
      const hangUp = new ScriptedBroker({ onOpen: peer => peer.socket.end() });
      const error = (await failure(new Fixture({ a: hangUp }).connect())) as BrokerLost;
      expect(error).to.be.instanceOf(BrokerLost);
      expect(error.sentence).to.match(/a:61613.*closed the connection during the login.*61613/);
    });
  });
});
