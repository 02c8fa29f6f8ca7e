// Our client library against a real Ruby agent: every type of value, every statuscode, late and large answers.
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/load_config';
import { processEnvironment } from '../../lib/environment';
import { sym } from '../../lib/marshal/values';
import type { AgentClient } from '../../lib/rpc/agent_client';
import { Fleet } from '../../lib/rpc/fleet';
import type { CallResult, Plain, Reply } from '../../lib/rpc/reply';
import { labBroker } from './peers/activemq';
import { useLab } from './peers/lab';
import { writeClient } from './peers/mco';
import { startMcollectiveds } from './peers/mcollectived';

const NODE = 'ruby1.lab';
const OTHER = 'ruby2.lab';

describe('the client library and a real Ruby agent', () => {
  const lab = useLab('ruby');
  let fleet: Fleet;
  let echo: AgentClient;

  before(async () => {
    const broker = await labBroker(lab);
    const file = writeClient(lab, broker);
    await startMcollectiveds(lab, broker, [{ identity: NODE }, { identity: OTHER }]);
    const environment = processEnvironment();
    fleet = await Fleet.connect(loadConfig(environment, { file, role: 'client' }), { environment });
    echo = fleet.agent('labecho').on([NODE]);
  });
  after(() => fleet?.close());

  async function only(call: Promise<CallResult>): Promise<Reply> {
    const result = await call;
    expect(result.noResponse).to.deep.equal([]);
    expect(result.stats.refused).to.equal(0);
    expect(result.replies).to.have.length(1);
    return result.replies[0]!;
  }

  const types = async (): Promise<Readonly<Record<string, Plain>>> =>
    (await only(echo.call('types').result())).data;

  it('reads texts in every encoding', async () => {
    const data = await types();
    expect(data.text).to.equal('héllo');
    expect(data.ascii).to.equal('plain');
    expect(data.multiline).to.equal('one\ntwo\n');
    expect(data.symbol).to.equal('a_symbol');
    expect(data.string_output).to.equal('under a String key');
    expect(data.linked).to.deep.equal(['shared', 'shared']);
  });

  it('keeps binary strings as bytes', async () => {
    const { binary } = await types();
    expect(binary).to.deep.equal(Buffer.from([0, 1, 10, 254, 255]));
  });

  it('reads an ISO-8859-1 string without failing', async () => {
    const { latin } = await types();
    expect(['café', Buffer.from('caf\xe9', 'latin1')]).to.deep.include(latin);
  });

  it('reads numbers of every size', async () => {
    const data = await types();
    expect(data.small).to.equal(-5);
    expect(data.epoch).to.equal(1_700_000_000);
    expect(data.big).to.equal(2n ** 64n);
    expect(data.negative_big).to.equal(-(2 ** 40));
    expect(data.float).to.equal(0.1);
    expect(data.whole_float).to.equal(100);
    expect(data.huge_float).to.equal(1e20);
    expect(data.infinite).to.equal(Number.POSITIVE_INFINITY);
  });

  it('reads nil, booleans, times and nested values', async () => {
    const data = await types();
    expect(data.nothing).to.equal(null);
    expect(data.yes).to.equal(true);
    expect(data.no).to.equal(false);
    expect(data.time).to.deep.equal(new Date(1_700_000_000_250));
    expect(data.local_time).to.deep.equal(new Date('2023-11-14T23:13:20+01:00'));
    expect(data.list).to.deep.equal([1, 'two', 'three', null, [4.5]]);
    expect(data.nested).to.deep.equal({ level: { 'string key': { deep: [{ a: 1 }] } }, 7: 'seven' });
    expect(data.empty_hash).to.deep.equal({});
    expect(data.empty_list).to.deep.equal([]);
  });

  for (const code of [0, 1, 2, 3, 4, 5]) {
    it(`statuscode ${code}`, async () => {
      const result = await echo.call('status', { code }).result();
      const reply = await only(Promise.resolve(result));
      expect(reply.statuscode).to.equal(code);
      expect(reply.statusmsg).to.equal(code === 0 ? 'OK' : `failed with ${code}`);
      expect(result.ok).to.have.length(code === 0 ? 1 : 0);
      expect(result.failed).to.have.length(code === 0 ? 0 : 1);
    });
  }

  it('an exception in the agent is statuscode 5 with its message', async () => {
    const reply = await only(echo.call('crash').result());
    expect(reply.statuscode).to.equal(5);
    expect(reply.statusmsg).to.contain('crashed on purpose');
  });

  it('an action the DDL lacks is statuscode 4, one the agent lacks is 2', async () => {
    const undeclared = await only(echo.call('nowhere').result());
    expect(undeclared.statuscode).to.equal(4);
    expect(undeclared.statusmsg).to.contain('not declared in the DDL');
    const missing = await only(echo.call('missing').result());
    expect(missing.statuscode).to.equal(2);
  });

  it('arguments arrive with their Ruby types, umlauts intact', async () => {
    const reply = await only(echo.call('echo', { msg: 'grüße', times: 3 }).result());
    expect(reply.data.msg).to.equal('grüße');
    expect(reply.data.ruby_class).to.equal('String');
    expect(reply.data.times_class).to.match(/^(Integer|Fixnum)$/);
    const symbol = await only(echo.call('echo', { msg: sym('x') }).result());
    expect(symbol.statuscode, 'a Symbol is no String for the DDL').to.equal(4);
  });

  it('a reply of one MiB arrives whole', async () => {
    const bytes = 1 << 20;
    const { data } = await only(echo.call('big', { bytes }).result());
    expect(data.blob).to.be.instanceOf(Buffer);
    expect((data.blob as Buffer).length).to.equal(bytes);
    expect(
      createHash('md5')
        .update(data.blob as Buffer)
        .digest('hex'),
    ).to.equal(data.md5);
  });

  it('a call ends when the last node has answered, not at its time limit', async () => {
    const result = await fleet
      .agent('labecho')
      .on([NODE, OTHER])
      .call('slow', { seconds: 0.3 }, { timeoutMs: 20_000 })
      .result();
    expect(result.ok.map(reply => reply.sender).sort()).to.deep.equal([NODE, OTHER]);
    expect(result.stats.agentMs).to.be.within(300, 5_000);
  });

  it('a node slower than the time limit is named, and its late answer is counted', async () => {
    const result = await echo.call('slow', { seconds: 1.5 }, { timeoutMs: 500 }).result();
    expect(result.noResponse).to.deep.equal([NODE]);
    expect(result.replies).to.deep.equal([]);
    const next = await fleet.agent('labecho').on([NODE]).call('slow', { seconds: 2 }).result();
    expect(next.stats.late).to.equal(1);
    expect(next.noResponse).to.deep.equal([]);
  });

  it('replies can be iterated as they come', async () => {
    const call = fleet.agent('rpcutil').on([NODE, OTHER]).call('ping');
    const senders: string[] = [];
    for await (const reply of call) senders.push(reply.sender);
    expect(senders.sort()).to.deep.equal([NODE, OTHER]);
    expect((await call.result()).ok).to.have.length(2);
  });

  it('discovers by the agent it is for', async () => {
    const { nodes } = await fleet.agent('labecho').discover();
    expect(nodes).to.deep.equal([NODE, OTHER]);
    const nobody = await fleet.agent('nosuchagent').discover({ capMs: 700 });
    expect(nobody.nodes).to.deep.equal([]);
  });
});
