// SimpleRPC bodies: Symbols written, Symbols and Strings read, types checked.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type RubyHash, type RubyValue, sym, symbolHash } from '../../../lib/marshal/values';
import { MessageRefused } from '../../../lib/mcollective/errors';
import {
  makeRpcReply,
  makeRpcRequest,
  parseRpcReply,
  parseRpcRequest,
} from '../../../lib/mcollective/rpc_body';

const strings = (fields: Record<string, RubyValue>): RubyHash => new Map(Object.entries(fields));
const requestWith = (fields: Record<string, RubyValue | undefined>): RubyHash =>
  symbolHash({ agent: 'rpcutil', action: 'ping', data: new Map(), ...fields });
const replyWith = (fields: Record<string, RubyValue | undefined>): RubyHash =>
  symbolHash({ statuscode: 0, statusmsg: 'OK', data: new Map(), ...fields });

describe('parseRpcRequest', () => {
  it('reads what was written', () => {
    const body = makeRpcRequest({
      agent: 'rpcutil',
      action: 'get_fact',
      caller: 'uid=1',
      data: { fact: 'x', process_results: true },
    });
    const request = parseRpcRequest(body);
    expect({ ...request, data: { ...request.data } }).to.deep.equal({
      agent: 'rpcutil',
      action: 'get_fact',
      caller: 'uid=1',
      data: { fact: 'x' },
      processResults: true,
    });
  });

  it('reads String keys; a Symbol wins over a String', () => {
    const data = new Map<RubyValue, RubyValue>([
      [sym('fact'), 'symbol'],
      ['fact', 'string'],
      ['other', 1],
      ['process_results', false],
    ]);
    const request = parseRpcRequest(strings({ agent: 'a', action: 'b', data }));
    expect({ ...request.data }).to.deep.equal({ fact: 'symbol', other: 1 });
    expect(request.processResults).to.equal(false);
  });

  it('wants a reply unless told otherwise', () => {
    const wanted = (value: RubyValue | undefined): boolean =>
      parseRpcRequest(requestWith({ data: symbolHash({ process_results: value }) })).processResults;
    expect([wanted(undefined), wanted(true), wanted('no')]).to.deep.equal([true, true, true]);
    expect([wanted(false), wanted(null)]).to.deep.equal([false, false]);
  });

  it('keeps names of object members as mere names', () => {
    const { data } = parseRpcRequest(
      requestWith({ data: strings({ ['__proto__']: 'x', constructor: 'y' }) }),
    );
    expect(Object.keys(data)).to.deep.equal(['__proto__', 'constructor']);
    expect(data.toString).to.equal(undefined);
  });

  const REFUSED: Record<string, RubyValue> = {
    'no Hash': 'ping',
    'no agent': requestWith({ agent: undefined }),
    'an agent of odd letters': requestWith({ agent: '../x' }),
    'no action': requestWith({ action: undefined }),
    'an action of odd letters': requestWith({ action: 'a b' }),
    'an action that is a number': requestWith({ action: 5 }),
    'no data': requestWith({ data: undefined }),
    'data nil': requestWith({ data: null }),
    'data that is no Hash': requestWith({ data: ['x'] }),
    'an input named by a number': requestWith({ data: new Map<RubyValue, RubyValue>([[5, 'x']]) }),
    'too many inputs': requestWith({ data: new Map(Array.from({ length: 1001 }, (_, i) => [`k${i}`, i])) }),
  };
  for (const [name, body] of Object.entries(REFUSED)) {
    it(`refuses ${name}`, () => {
      expect(() => parseRpcRequest(body))
        .to.throw(MessageRefused)
        .with.property('reason', 'malformed');
    });
  }
});

describe('parseRpcReply', () => {
  it('reads what was written, and String keys', () => {
    const data = symbolHash({ pong: 5 });
    expect(parseRpcReply(makeRpcReply(1, 'no', { pong: 5 }))).to.deep.equal({
      statuscode: 1,
      statusmsg: 'no',
      data,
    });
    expect(parseRpcReply(strings({ statuscode: 0, statusmsg: 'OK', data }))).to.deep.equal({
      statuscode: 0,
      statusmsg: 'OK',
      data,
    });
  });

  it('takes nil for an empty message and for no data', () => {
    const reply = parseRpcReply(replyWith({ statusmsg: null, data: null }));
    expect([reply.statusmsg, reply.data.size]).to.deep.equal(['', 0]);
  });

  it('keeps data that is no Hash', () => {
    expect(parseRpcReply(replyWith({ data: [1, 2] })).data).to.deep.equal(symbolHash({ data: [1, 2] }));
  });

  it('takes codes that agents made up', () => {
    expect(parseRpcReply(replyWith({ statuscode: 127 })).statuscode).to.equal(127);
  });

  for (const statuscode of [undefined, null, '0', false, 0.5, -1, 2n ** 70n, [0]] as (
    | RubyValue
    | undefined
  )[]) {
    it(`refuses statuscode ${String(statuscode)}`, () => {
      expect(() => parseRpcReply(replyWith({ statuscode }))).to.throw(MessageRefused);
    });
  }

  it('refuses a message that is no String, and a body that is no Hash', () => {
    expect(() => parseRpcReply(replyWith({ statusmsg: 5 }))).to.throw(MessageRefused);
    expect(() => parseRpcReply('pong')).to.throw(MessageRefused);
  });
});
