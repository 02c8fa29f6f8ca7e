// The daemon from its first registration to its last reply: order at the end, signals, reloads one after the other.
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { ownMetadata } from '../../../lib/ddl/agents/ddl_parts';
import { type RubyValue, symbolHash } from '../../../lib/marshal/values';
import { makeFilter } from '../../../lib/mcollective/filter';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import type { Agent } from '../../../lib/node/agent';
import { AGENTS } from '../../../lib/node/agents';
import { obeySignals, stopOnSignal } from '../../../lib/node/daemon_signals';
import { LineLogger } from '../../../lib/node/line_logger';
import { NodeDaemon } from '../../../lib/node/node_daemon';
import { FakeClock, settle } from '../rpc/fake_clock';
import {
  type ConfigParts,
  FakeConnection,
  FakeExec,
  FakeRoot,
  MemoryLogger,
  makeTestConfig,
  testEnvironment,
  until,
} from './fakes';

/** Writes down in which order it is used; the broker confirms when the test says so. */
class TracedConnection extends FakeConnection {
  readonly trace: string[] = [];
  confirm: () => void = () => {};
  refuse: (error: Error) => void = () => {};
  flushMs = 0;

  lose(): void {
    (this as { broker: string | undefined }).broker = undefined;
  }

  override send(destination: string, headers: Record<string, string>, body: Buffer): void {
    this.trace.push(`send ${destination}`);
    super.send(destination, headers, body);
  }

  override flush(ms?: number): Promise<void> {
    this.trace.push('flush');
    this.flushMs = ms ?? 0;
    return new Promise((resolve, reject) => {
      this.confirm = resolve;
      this.refuse = reject;
    });
  }

  override async close(): Promise<void> {
    this.trace.push('close');
  }
}

const slow: Agent = {
  metadata: ownMetadata('slow', 'takes its time', 60),
  actions: {
    wait: {
      ...{ name: 'wait', description: 'waits', display: 'always', inputs: {}, outputs: {}, aggregates: [] },
      run: (_request, node) => new Promise(resolve => void node.clock.after(3000, () => resolve({}))),
    },
  },
};

let root: FakeRoot;
let clock: FakeClock;
let logger: MemoryLogger;
let connection: TracedConnection;
beforeEach(() => {
  root = new FakeRoot();
  clock = new FakeClock();
  logger = new MemoryLogger();
  connection = new TracedConnection();
});
afterEach(() => root.remove());

function start(parts: ConfigParts = {}, more: Record<string, Agent> = {}): Promise<NodeDaemon> {
  const config = makeTestConfig({ ...parts, node: { factFiles: [], ...parts.node } });
  const host = { environment: testEnvironment, exec: new FakeExec(), paths: root.paths };
  const agents = { discovery: AGENTS.discovery!, slow, ...more };
  return NodeDaemon.start(config, { ...host, clock, logger, connection, agents });
}

function deliver(agent: string, body: RubyValue, requestid = 'a'.repeat(32)): void {
  const payload = new PskSecurity('s3cret', 'uid=0').encodeRequest({
    ...{ agent, collective: 'mcollective', senderid: 'client', requestid, ttl: 60 },
    ...{ filter: makeFilter({ agent: [agent] }), msgtime: Math.floor(clock.now() / 1000), body },
  });
  connection.deliver(`/topic/mcollective.${agent}.agent`, { 'reply-to': '/queue/reply' }, payload);
}

const askSlowly = (): void =>
  deliver('slow', symbolHash({ agent: 'slow', action: 'wait', data: symbolHash({}) }));

describe('the end of a daemon', () => {
  it('waits until the broker has the replies, within what is left of the grace time', async () => {
    const daemon = await start({ node: { graceMs: 10_000 } });
    askSlowly();
    await until(() => clock.pending === 2);
    const stopped = daemon.stop();
    await clock.advance(3000);
    await until(() => connection.trace.includes('flush'));
    expect(connection.trace).to.deep.equal(['send /queue/reply', 'flush']);
    expect(connection.flushMs).to.equal(7000);
    connection.confirm();
    await stopped;
    expect(connection.trace).to.deep.equal(['send /queue/reply', 'flush', 'close']);
  });

  it('gives the broker a second also when the grace time is over, and says what it has not confirmed', async () => {
    const daemon = await start({ node: { graceMs: 0 } });
    const stopped = daemon.stop();
    await clock.advance(0);
    await until(() => connection.trace.includes('flush'));
    expect(connection.flushMs).to.equal(1000);
    connection.refuse(new Error('too late'));
    await stopped;
    expect(logger.at('warn')).to.deep.equal(['the broker has not confirmed the last replies: too late']);
  });

  it('does not ask a broker that is gone', async () => {
    const daemon = await start();
    connection.lose();
    await daemon.stop();
    expect(connection.trace).to.deep.equal(['close']);
    expect(logger.at('warn')).to.deep.equal([]);
  });
});

describe('registration of a daemon', () => {
  const registration = {
    intervalMs: 60_000,
    method: 'agentlist',
    collective: undefined,
    splay: false,
  } as const;
  const registrations = (): number =>
    connection.sent.filter(({ destination }) => destination.endsWith('.registration.agent')).length;

  it('begins once it is subscribed and ends with it', async () => {
    const daemon = await start({ node: { registration } });
    expect(connection.subscriptions).to.not.be.empty;
    await until(() => registrations() === 1);
    await clock.advance(60_000);
    await until(() => registrations() === 2);
    const stopped = daemon.stop();
    await until(() => connection.trace.includes('flush'));
    connection.confirm();
    await stopped;
    await clock.advance(600_000);
    expect(registrations()).to.equal(2);
    expect(clock.pending).to.equal(0);
  });

  it('is kept by a node that has a folder for it', async () => {
    root.makeFolder('/var/registration');
    const plugins = { 'registration.directory': '/var/registration' };
    const daemon = await start({ node: { plugins } });
    expect(daemon.agents).to.deep.equal(['discovery', 'slow', 'registration']);
    deliver('registration', ['discovery']);
    const file = root.paths.resolve('/var/registration/client');
    await until(() => existsSync(file));
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.include({
      identity: 'client',
      lastseen: 1_700_000_000,
    });
    expect(connection.sent, 'never answered').to.deep.equal([]);
    expect((await start()).agents).to.deep.equal(['discovery', 'slow']);
  });

  it('does not wait for ever for an agent that only listens', async () => {
    let heard = 0;
    const deaf: Agent = {
      metadata: ownMetadata('deaf', 'never comes back', 10),
      actions: {},
      receive: () => {
        heard++;
        return new Promise(() => {});
      },
    };
    const daemon = await start({}, { deaf });
    deliver('deaf', 'x');
    await until(() => heard === 1);
    await clock.advance(10_000);
    expect(daemon.drops.timeout).to.equal(1);
    const stopped = daemon.stop();
    await until(() => connection.trace.includes('flush'));
    connection.confirm();
    await stopped;
    expect(connection.sent).to.deep.equal([]);
  });
});

describe('signals', () => {
  const handlers = new Map<string, () => void>();
  const exits: number[] = [];
  const environment = {
    onSignal(signal: string, handler: () => void) {
      handlers.set(signal, handler);
      return () => {};
    },
    exit(code: number): never {
      exits.push(code);
      return undefined as never;
    },
  };

  it('ask the daemon to stop, and the second time leave at once', () => {
    let left = 0;
    const stop = stopOnSignal(environment, () => void left++);
    expect([...handlers.keys()]).to.deep.equal(['SIGTERM', 'SIGINT']);
    handlers.get('SIGINT')!();
    expect(stop.signal.aborted).to.equal(true);
    expect([left, ...exits]).to.deep.equal([0]);
    handlers.get('SIGTERM')!();
    expect([left, ...exits]).to.deep.equal([1, 0]);
  });

  it('read again, change the level and open the log file', async () => {
    const lines: string[] = [];
    let reopened = 0;
    let reloads = 0;
    const sink = { write: (line: string) => void lines.push(line), reopen: () => void reopened++ };
    const lineLogger = new LineLogger(sink, 'info', clock);
    obeySignals(environment, sink, lineLogger, async () => {
      if (++reloads === 2) throw new Error('no such agent');
    });
    handlers.get('SIGHUP')!();
    handlers.get('SIGUSR1')!();
    handlers.get('SIGWINCH')!();
    await settle();
    expect([reloads, reopened]).to.deep.equal([2, 3]);
    expect(lines.at(-1)).to.include('reload failed: no such agent');
    lines.length = 0;
    const levels = Array.from({ length: 4 }, () => {
      handlers.get('SIGUSR2')!();
      return /the log level is (\w+) now/.exec(lines.at(-1)!)![1];
    });
    expect(levels).to.deep.equal(['warn', 'error', 'debug', 'info']);
    sink.reopen = () => {
      throw new Error('disk gone');
    };
    handlers.get('SIGWINCH')!();
    expect(lines.at(-1)).to.include('disk gone');
  });
});
