// A node waits for its broker as long as it takes, and gives up only where waiting cannot help.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { connectPatiently, type OpenSession } from '../../../lib/node/connect_patiently';
import { BrokerUnreachable, LoginRefused, NoBrokerReachable } from '../../../lib/stomp/errors';
import { FakeClock, settle } from '../rpc/fake_clock';
import { FakeConnection, MemoryLogger, makeTestConfig } from './fakes';

const broker = (...hosts: string[]) =>
  makeTestConfig({ broker: { pool: hosts.map(host => ({ host, port: 61613 })) } }).broker;
const unreachable = (host: string) => new BrokerUnreachable(host, 'connection refused');
const refused = (host: string) => new LoginRefused(host, 'mcollective', 'User name or password is invalid.');

/** Attempts as the pools they were made with; answers in order, then the connection. */
function session(...failures: Error[]) {
  const attempts: string[][] = [];
  const connection = new FakeConnection();
  const open: OpenSession = async ({ pool }) => {
    attempts.push(pool.map(({ host }) => host));
    const failure = failures.shift();
    if (failure) throw failure;
    return connection;
  };
  return { attempts, connection, open };
}

describe('connectPatiently', () => {
  it('tries again with growing pauses until a broker answers, saying so each time', async () => {
    const clock = new FakeClock();
    const logger = new MemoryLogger();
    const { attempts, connection, open } = session(...Array.from({ length: 8 }, () => unreachable('b1')));
    const connected = connectPatiently(broker('b1'), { clock, logger, open });
    await clock.advance(1000 + 2000 + 4000 + 8000 + 16_000 + 30_000 + 30_000 - 1);
    expect(attempts).to.have.length(7);
    await clock.advance(1 + 30_000);
    expect(await connected).to.equal(connection);
    expect(attempts).to.have.length(9);
    expect(logger.at('warn')).to.have.length(8);
    expect(logger.at('warn')[0]).to.match(
      /^cannot reach the broker b1: connection refused; .*; trying again in 1 s$/,
    );
    expect(clock.pending).to.equal(0);
  });

  it('gives up at once when the login is refused', async () => {
    const { attempts, open } = session(refused('b1'));
    const error = await connectPatiently(broker('b1'), {
      clock: new FakeClock(),
      logger: new MemoryLogger(),
      open,
    }).catch(caught => caught);
    expect(error).to.be.instanceOf(LoginRefused);
    expect(attempts).to.have.length(1);
  });

  it('leaves out brokers that refused, and gives up when none is left', async () => {
    const clock = new FakeClock();
    const both = new NoBrokerReachable([refused('b1'), unreachable('b2')]);
    const { attempts, open } = session(both, unreachable('b2'), refused('b2'));
    const outcome = connectPatiently(broker('b1', 'b2'), { clock, logger: new MemoryLogger(), open }).catch(
      e => e,
    );
    await clock.advance(10_000);
    expect(await outcome).to.be.instanceOf(LoginRefused);
    expect(attempts).to.deep.equal([['b1', 'b2'], ['b2'], ['b2']]);
  });

  it('gives up when all refused', async () => {
    const all = new NoBrokerReachable([refused('b1'), refused('b2')]);
    const { open } = session(all);
    const options = { clock: new FakeClock(), logger: new MemoryLogger(), open };
    expect(await connectPatiently(broker('b1', 'b2'), options).catch(e => e)).to.equal(all);
  });

  it('stops waiting when told to', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const { open } = session(unreachable('b1'));
    const options = { clock, logger: new MemoryLogger(), open, signal: stop.signal };
    const outcome = connectPatiently(broker('b1'), options).catch(e => e);
    await settle();
    stop.abort(new Error('got SIGTERM'));
    expect((await outcome).message).to.equal('got SIGTERM');
    expect(clock.pending).to.equal(0);
  });

  it('stops an attempt that is under way when told to', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const open: OpenSession = ({ signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(unreachable('b1'))));
    const options = { clock, logger: new MemoryLogger(), open, signal: stop.signal };
    const outcome = connectPatiently(broker('b1'), options).catch(e => e);
    stop.abort(new Error('got SIGTERM'));
    await settle();
    expect(clock.pending).to.equal(0);
    expect((await outcome).message).to.equal('got SIGTERM');
  });
});
