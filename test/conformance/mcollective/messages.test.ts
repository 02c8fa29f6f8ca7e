// PSK messages of the real MCollective are read, and ours are the same bytes (unless Ruby linked a shared object).
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type RubyHash, RubyRegexp, RubyTime, symbolGet, symbolHash } from '../../../lib/marshal/values';
import { EMPTY_FILTER } from '../../../lib/mcollective/filter';
import type { ReplyMessage, RequestMessage } from '../../../lib/mcollective/message';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import { fromHex, golden, loadHex } from './golden_file';
import { FILEMGR_REPLY, GET_FACT, GET_FACT_REPLY, PING, PONG, PSK } from './psk_payloads';

const security = new PskSecurity(PSK, 'uid=1000');

const REQUEST = {
  senderid: 'client.example.net',
  requestid: '0123456789abcdef0123456789abcdef',
  collective: 'mcollective',
  callerid: 'uid=1000',
  ttl: 60,
  msgtime: 1700000000,
};

const REPLY = { senderid: 'node1.example.net', requestid: REQUEST.requestid, msgtime: 1700000000 };

describe('recorded requests', () => {
  it('A: discovery ping, empty filter, read and written', () => {
    const request = security.decodeRequest(fromHex(PING));
    expect(request).to.deep.equal({ ...REQUEST, agent: 'discovery', filter: EMPTY_FILTER, body: 'ping' });
    expect(security.encodeRequest(request).equals(fromHex(PING))).to.equal(true);
  });

  it('B: fact filter, compound with a regexp, agent linked', () => {
    const request = security.decodeRequest(fromHex(GET_FACT));
    const { filter, body, ...envelope } = request;
    expect(envelope).to.deep.equal({ ...REQUEST, agent: 'rpcutil' });
    expect(filter.fact).to.deep.equal([{ fact: 'country', value: '/uk|de/', operator: '=~' }]);
    expect(filter.agent).to.deep.equal(['rpcutil']);
    const [first, , , last] = filter.compound[0] as RubyHash[];
    const term = first!.get('fstatement') as RubyHash;
    expect(term.get('r_compare')).to.deep.equal(new RubyRegexp('^c2', 0));
    expect(term.get('params')).to.equal('/etc/hosts');
    expect(last!.get('statement')).to.equal('role::db');
    expect(body).to.deep.equal(
      symbolHash({
        agent: 'rpcutil',
        action: 'get_fact',
        caller: 'uid=1000',
        data: symbolHash({ fact: 'osfamily', process_results: true }),
      }),
    );
  });

  it('B survives our own writing', () => {
    const request = security.decodeRequest(fromHex(GET_FACT));
    expect(security.decodeRequest(security.encodeRequest(request))).to.deep.equal(request);
  });
});

describe('recorded replies', () => {
  const readAndWritten = (hex: string): ReplyMessage => {
    const reply = security.decodeReply(fromHex(hex));
    expect(security.encodeReply(reply, 'uid=1000').toString('hex')).to.equal(fromHex(hex).toString('hex'));
    return reply;
  };

  it('C: rpcutil get_fact', () => {
    const data = symbolHash({ fact: 'osfamily', value: 'Debian' });
    expect(readAndWritten(GET_FACT_REPLY)).to.deep.equal({
      ...REPLY,
      senderagent: 'rpcutil',
      body: symbolHash({ statuscode: 0, statusmsg: 'OK', data }),
    });
  });

  it('D: pong', () => {
    expect(readAndWritten(PONG)).to.deep.equal({ ...REPLY, senderagent: 'discovery', body: 'pong' });
  });

  it('E: a Time, a large Integer, a Float, nil', () => {
    const reply = readAndWritten(FILEMGR_REPLY);
    const data = symbolGet(reply.body as RubyHash, 'data') as RubyHash;
    const mtime = symbolGet(data, 'mtime') as RubyTime;
    expect(mtime).to.be.instanceOf(RubyTime);
    expect([mtime.epochSeconds, mtime.nanoseconds]).to.deep.equal([1700000000, 250_000_000]);
    expect(symbolGet(data, 'big')).to.equal(2 ** 40);
    expect(symbolGet(data, 'ratio')).to.equal(0.75);
    expect(symbolGet(data, 'name')).to.equal('/tmp/é');
    expect(symbolGet(data, 'none')).to.equal(null);
  });
});

interface Vector {
  readonly name: string;
  readonly payload: string;
  /** Ruby wrote a link to a shared object; we write it out again. */
  readonly links: boolean;
  readonly body: string;
}

interface RequestVector extends Vector {
  readonly filter: Record<string, unknown>;
  readonly compound: string;
}

describe('generated requests', () => {
  for (const vector of golden<RequestVector[]>('requests')) {
    it(vector.name, () => {
      const payload = fromHex(vector.payload);
      const request: RequestMessage = security.decodeRequest(payload);
      const { filter, body, ...envelope } = request;
      expect(envelope).to.deep.equal({ ...REQUEST, agent: 'rpcutil' });
      const { collective, ...expected } = vector.filter;
      expect({ ...filter }).to.deep.equal({ ...expected, compound: loadHex(vector.compound) });
      expect(body).to.deep.equal(loadHex(vector.body));
      const ours = security.encodeRequest(request);
      expect(security.decodeRequest(ours)).to.deep.equal(request);
      // Ruby's RPC client adds the collective to its filter, which says nothing to anybody.
      if (!vector.links && collective === undefined) expect(ours.toString('hex')).to.equal(vector.payload);
    });
  }
});

describe('generated replies', () => {
  for (const vector of golden<Vector[]>('replies')) {
    it(vector.name, () => {
      const reply = security.decodeReply(fromHex(vector.payload));
      const { body, ...envelope } = reply;
      expect(envelope).to.deep.equal({ ...REPLY, senderagent: 'rpcutil' });
      expect(body).to.deep.equal(loadHex(vector.body));
      expect(vector.links).to.equal(false);
      expect(security.encodeReply(reply, 'uid=1000').toString('hex')).to.equal(vector.payload);
    });
  }
});
