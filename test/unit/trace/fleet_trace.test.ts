// What a trace tells of a call, on a clock that stands still.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Fleet } from '../../../lib/rpc/fleet';
import type { CallResult } from '../../../lib/rpc/reply';
import { fleetTrace } from '../../../lib/trace/fleet_trace';
import { nodeOutcomes } from '../../../lib/trace/node_outcomes';
import type { Replied, Requested, TraceEvent } from '../../../lib/trace/trace_event';
import { TraceLog } from '../../../lib/trace/trace_log';
import { traceTotals } from '../../../lib/trace/trace_totals';
import { settle } from '../rpc/fake_clock';
import { FakeFleet, fakeEnvironment, makeConfig } from '../rpc/fake_fleet';

interface Traced {
  readonly events: TraceEvent[];
  readonly result: CallResult;
  readonly fake: FakeFleet;
}

async function trace(
  prepare: (fake: FakeFleet) => void,
  nodes?: readonly string[],
  args: Record<string, string> = {},
): Promise<Traced> {
  const fake = new FakeFleet();
  prepare(fake);
  const events: TraceEvent[] = [];
  const log = new TraceLog(fake.clock, event => events.push(event));
  const fleet = await Fleet.connect(makeConfig(), {
    environment: fakeEnvironment(),
    clock: fake.clock,
    connection: fake,
    trace: fleetTrace(log, { frames: false, bodies: true }),
  });
  const agent = fleet.agent('rpcutil');
  const call = (nodes ? agent.on(nodes) : agent).call('get_fact', args);
  await fake.clock.advance(8000);
  const result = await call.result();
  await fleet.close();
  await settle();
  return { events, result, fake };
}

const kinds = (events: readonly TraceEvent[]): string[] => events.map(({ event }) => event);
const replies = (events: readonly TraceEvent[]): Replied[] =>
  events.filter((event): event is Replied => event.event === 'reply');

describe('a traced call', () => {
  it('tells subscription, request, SEND, receipt and replies in order: discovery, then the call', async () => {
    const { events, result, fake } = await trace(fleet => fleet.add(['db1']));
    const once = ['subscribe', 'request', 'send', 'receipt', 'reply'];
    expect(kinds(events)).to.deep.equal([...once, ...once]);
    const [discovery, request] = events.filter(({ event }) => event === 'request') as Requested[];
    expect(discovery).to.include({ agent: 'discovery', action: undefined, arguments: 'ping' });
    expect(request).to.include({
      agent: 'rpcutil',
      action: 'get_fact',
      collective: 'mcollective',
      senderid: 'client.example.net',
      callerid: 'uid=1000',
      filter: 'agent rpcutil',
      ttl: 60,
      msgtime: 1_700_000_000,
      requestid: result.requestid,
    });
    expect(fake.sent[1]!.request.requestid).to.equal(request!.requestid);
    expect(replies(events).map(({ afterMs }) => afterMs)).to.deep.equal([10, 20]);
    expect(replies(events)[0]).to.include({ sender: 'db1', statuscode: undefined });
    expect(replies(events)[1]).to.include({ sender: 'db1', statuscode: 0, statusmsg: 'OK', skewSeconds: 0 });
  });

  it('says what the signature is and covers, and shows only its beginning', async () => {
    const { events } = await trace(fleet => fleet.add(['db1']), ['db1']);
    const { security } = events.find(({ event }) => event === 'request') as Requested;
    expect(security).to.include({ provider: 'psk', kind: 'MD5 over the body and the shared key' });
    expect(security.hash).to.match(/^[0-9a-f]{8}…$/);
    expect(security.covers).to.deep.equal(['body']);
    expect(security.open).to.include.members(['filter', 'callerid', 'ttl', 'msgtime']);
    expect(replies(events)[0]!.hash).to.match(/^[0-9a-f]{8}…$/);
  });

  it('hides arguments that are secret by their name', async () => {
    const args = { fact: 'x', admin_password: 'hush-hush', apiKey: 'abcdef' };
    const { events } = await trace(fleet => fleet.add(['db1']), ['db1'], args);
    const request = events.find(({ event }) => event === 'request') as Requested;
    expect(request.arguments).to.deep.equal({ fact: 'x', admin_password: '(hidden)', apiKey: '(hidden)' });
    expect(JSON.stringify(events)).to.not.contain('hush-hush').and.not.contain('abcdef');
  });

  it('says why a reply was refused, and whose it claims to be', async () => {
    const { events, result } = await trace(
      fleet => {
        fleet.add(['db1']);
        fleet.add(['liar'], { psk: 'another' });
      },
      ['db1', 'liar'],
    );
    expect(replies(events).find(({ sender }) => sender === 'liar')!.refused).to.deep.equal({
      reason: 'signature',
      problem: 'its hash was not made with our key',
    });
    expect(result.stats.refused).to.equal(1);
    const outcomes = nodeOutcomes(events, result);
    expect(outcomes.map(({ node, outcome }) => [node, outcome])).to.deep.equal([
      ['db1', 'ok'],
      ['liar', 'refused'],
    ]);
  });

  it('tells each node’s fate once: ok, failed, repeated, unexpected, silent', async () => {
    const { events, result } = await trace(
      fleet => {
        fleet.add(['ok1']);
        fleet.add(['ok2'], { times: 2 });
        fleet.add(['bad1'], { reply: { code: 5, message: 'no such fact', data: {} }, skew: 7 });
        fleet.add(['slow1'], { replyMs: undefined });
      },
      ['ok1', 'ok2', 'bad1', 'slow1', 'gone1'],
    );
    const outcomes = nodeOutcomes(events, result);
    expect(outcomes.map(({ node, outcome }) => [node, outcome])).to.deep.equal([
      ['ok1', 'ok'],
      ['ok2', 'ok'],
      ['ok2', 'repeated'],
      ['bad1', 'failed'],
      ['gone1', 'silent'],
      ['slow1', 'silent'],
    ]);
    expect(outcomes[3]).to.include({ afterMs: 20, skewSeconds: 7, statuscode: 5, statusmsg: 'no such fact' });
    const totals = traceTotals(events, result.stats);
    expect(totals).to.include({
      sentFrames: 5,
      receivedFrames: 4,
      refused: 0,
      connectMs: undefined,
      discoveryMs: 0,
    });
    expect(totals.sentBytes).to.equal(
      5 * (events.find(({ event }) => event === 'request') as Requested).bytes,
    );
  });

  it('asks the broker once for the receipt of all frames of a request', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `node${i}`);
    const { events, fake } = await trace(fleet => fleet.add(names), names);
    expect(fake.flushes).to.equal(1);
    expect(events.find(({ event }) => event === 'receipt')).to.include({ frames: 20, afterMs: 0 });
  });

  it('tells that the broker was lost', async () => {
    const fake = new FakeFleet();
    const events: TraceEvent[] = [];
    const log = new TraceLog(fake.clock, event => events.push(event));
    const environment = fakeEnvironment();
    const options = { environment, clock: fake.clock, connection: fake };
    const fleet = await Fleet.connect(makeConfig(), {
      ...options,
      trace: fleetTrace(log, { frames: false, bodies: true }),
    });
    const failed = fleet
      .agent('rpcutil')
      .on(['db1'])
      .call('ping')
      .result()
      .catch(() => 'failed');
    await settle();
    fake.lose();
    expect(await failed).to.equal('failed');
    const state = events.find(({ event }) => event === 'state');
    expect(state).to.include({ state: 'disconnected', broker: 'broker.example.net:61613' });
    await fleet.close();
  });
});
