// Whatever the bytes: a payload is a well-formed message or MessageRefused, never anything else.
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { RubyFloat, RubyString, type RubyValue, sym, symbolHash } from '../../../../lib/marshal/values';
import { dump } from '../../../../lib/marshal/writer';
import { MessageRefused } from '../../../../lib/mcollective/errors';
import { makeFilter } from '../../../../lib/mcollective/filter';
import { matches } from '../../../../lib/mcollective/filter_match';
import { filterToWire } from '../../../../lib/mcollective/filter_wire';
import { parseRpcReply, parseRpcRequest } from '../../../../lib/mcollective/rpc_body';
import { PskSecurity } from '../../../../lib/mcollective/security/psk';

const KEY = 'k3y';
const security = new PskSecurity(KEY, 'uid=500');
const RUNS = { numRuns: 400, seed: 20240501 };
const NODE = { identity: 'n', agents: ['rpcutil'], classes: ['c'], facts: { a: '1', b: ['2'] } };

const FILTER = makeFilter({
  fact: [{ fact: 'a', value: '/1/', operator: '=~' }],
  agent: ['rpcutil'],
  compound: [[new Map<RubyValue, RubyValue>([['statement', 'a=1']])]],
});
const BODY = symbolHash({ agent: 'rpcutil', action: 'ping', data: symbolHash({ x: [1, 'two', null] }) });
const REPLY_BODY = symbolHash({ statuscode: 0, statusmsg: 'OK', data: symbolHash({ pong: 1700000000 }) });
const COMMON = { senderid: 'n', requestid: 'f'.repeat(32), msgtime: 1700000000 };
const request = security.encodeRequest({
  ...COMMON,
  agent: 'rpcutil',
  collective: 'mcollective',
  filter: FILTER,
  ttl: 60,
  body: BODY,
});
const reply = security.encodeReply({ ...COMMON, senderagent: 'rpcutil', body: REPLY_BODY }, 'uid=1');

/** Decodes both ways and goes on as node and client do; anything but MessageRefused fails the test. */
function feed(payload: Buffer): void {
  tolerant(() => {
    const decoded = security.decodeRequest(payload);
    expect(decoded.callerid).to.match(/^\w+=[\w.-]+$/);
    expect(decoded.senderid).to.match(/^[\w.-]+$/);
    expect(Number.isSafeInteger(decoded.ttl) && Number.isSafeInteger(decoded.msgtime)).to.equal(true);
    expect(matches(decoded.filter, NODE)).to.be.a('boolean');
    const { action, data } = parseRpcRequest(decoded.body);
    expect(action).to.be.a('string');
    expect(Object.getPrototypeOf(data)).to.equal(null);
  });
  tolerant(() => {
    const decoded = security.decodeReply(payload);
    expect(decoded.senderid).to.match(/^[\w.-]+$/);
    expect(Number.isInteger(parseRpcReply(decoded.body).statuscode)).to.equal(true);
  });
}

function tolerant(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof MessageRefused)) throw error;
  }
}

const edit = fc.record({
  kind: fc.constantFrom('set', 'insert', 'delete', 'cut', 'double'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  byte: fc.integer({ min: 0, max: 255 }),
});

function mutate(bytes: Buffer, edits: readonly { kind: string; at: number; byte: number }[]): Buffer {
  let result = Buffer.from(bytes);
  for (const { kind, at, byte } of edits) {
    const index = Math.floor(at * result.length);
    const [head, tail] = [result.subarray(0, index), result.subarray(index)];
    if (kind === 'set') result[index] = byte;
    else if (kind === 'insert') result = Buffer.concat([head, Buffer.from([byte]), tail]);
    else if (kind === 'delete') result = Buffer.concat([head, tail.subarray(1 + (byte % 8))]);
    else if (kind === 'cut') result = Buffer.from(head);
    else result = Buffer.concat([head, tail, tail]);
  }
  return result;
}

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('uid=1', 'n', '/(a*)*b/', 'f'.repeat(32)),
);
const { value: rubyValue } = fc.letrec<{ value: RubyValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<RubyValue[]>(null, true, false, 60, -1, 2 ** 40, 2n ** 80n, 1.5, new RubyFloat(1)),
    text,
    text.map(name => sym(name)),
    text.map(bytes => Buffer.from(bytes)),
    text.map(bytes => new RubyString(Buffer.from(bytes), 'ISO-8859-1')),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map(pairs => new Map(pairs)),
  ),
}));

describe('hostile payloads', () => {
  it('the payloads tampered with are good ones', () => {
    expect(security.decodeRequest(request).agent).to.equal('rpcutil');
    expect(security.decodeReply(reply).senderagent).to.equal('rpcutil');
  });

  it('mutated messages', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(edit, { minLength: 1, maxLength: 6 }), (isRequest, edits) => {
        feed(mutate(isRequest ? request : reply, edits));
      }),
      RUNS,
    );
  });

  it('every single byte changed, every length cut', () => {
    for (let i = 0; i < request.length; i++) {
      feed(mutate(request, [{ kind: 'set', at: i / request.length, byte: 0xff ^ request[i]! }]));
      feed(Buffer.from(request.subarray(0, i)));
    }
  });

  it('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        feed(Buffer.from(bytes));
        feed(Buffer.concat([Buffer.from([4, 8]), bytes]));
      }),
      RUNS,
    );
  });

  it('well-signed envelopes with fields of any type', () => {
    const good: Record<string, RubyValue> = {
      senderid: 'n',
      senderagent: 'rpcutil',
      requestid: 'f',
      filter: filterToWire(FILTER),
      collective: 'c',
      agent: 'rpcutil',
      callerid: 'uid=1',
      ttl: 60,
      msgtime: 1,
    };
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good)), rubyValue, rubyValue, (field, value, body) => {
        const inner = dump(body);
        const hash = createHash('md5').update(inner).update(KEY).digest('hex');
        feed(dump(symbolHash({ ...good, [field]: value, body: inner, hash })));
      }),
      RUNS,
    );
  });

  it('well-signed filters and bodies with any value inside', () => {
    const places: ((value: RubyValue) => { filter: RubyValue; body: RubyValue })[] = [
      value => ({ filter: new Map([['fact', value]]), body: BODY }),
      value => ({
        filter: new Map([['fact', [symbolHash({ fact: value, value, operator: '==' })]]]),
        body: BODY,
      }),
      value => ({ filter: new Map([['cf_class', [value]]]), body: BODY }),
      value => ({ filter: new Map([['compound', [value]]]), body: BODY }),
      value => ({ filter: new Map([['compound', [[value, value]]]]), body: BODY }),
      value => ({ filter: new Map([['compound', [[new Map([['statement', value]])]]]]), body: BODY }),
      value => ({ filter: new Map([[value, ['x']]]), body: BODY }),
      value => ({ filter: new Map(), body: value }),
      value => ({ filter: new Map(), body: symbolHash({ agent: value, action: 'a', data: new Map() }) }),
      value => ({ filter: new Map(), body: symbolHash({ agent: 'a', action: 'a', data: value }) }),
      value => ({
        filter: new Map(),
        body: symbolHash({ statuscode: value, statusmsg: 'x', data: new Map() }),
      }),
      value => ({ filter: new Map(), body: symbolHash({ statuscode: 0, statusmsg: value, data: value }) }),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), rubyValue, (place, value) => {
        const { filter, body } = place(value);
        const inner = dump(body);
        const hash = createHash('md5').update(inner).update(KEY).digest('hex');
        const fields = {
          senderid: 'n',
          requestid: 'f',
          agent: 'a',
          collective: 'c',
          callerid: 'u=1',
          ttl: 1,
          msgtime: 1,
        };
        feed(dump(symbolHash({ ...fields, senderagent: 'a', filter, body: inner, hash })));
      }),
      RUNS,
    );
  });
});
