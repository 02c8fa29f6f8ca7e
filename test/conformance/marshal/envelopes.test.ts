// Complete MCollective payloads: every field read, and written again byte for byte where Ruby wrote no object link.
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { toPlain } from '../../../lib/marshal/plain';
import { load } from '../../../lib/marshal/reader';
import {
  type RubyHash,
  RubyRegexp,
  RubyString,
  RubyTime,
  type RubyValue,
  sym,
  symbolGet,
  symbolHash,
} from '../../../lib/marshal/values';
import { dump } from '../../../lib/marshal/writer';
import { discoveryPing, filemgrReply, getFactReply, getFactRequest, pong } from './mcollective_payloads';

const REQUEST_ID = '0123456789abcdef0123456789abcdef';
const PSK = 's3cret';

function envelopeOf(hex: string): RubyHash {
  const envelope = load(Buffer.from(hex, 'hex'));
  expect(envelope).to.be.instanceOf(Map);
  return envelope as RubyHash;
}

function bodyOf(envelope: RubyHash): Buffer {
  const body = symbolGet(envelope, 'body');
  expect(Buffer.isBuffer(body)).to.equal(true);
  return body as Buffer;
}

/** As Ruby writes it: request ids and digests are US-ASCII Strings there. */
function rewrite(envelope: RubyHash): string {
  const rubyish: RubyHash = new Map(envelope);
  for (const name of ['requestid', 'hash']) {
    rubyish.set(sym(name), new RubyString(Buffer.from(String(symbolGet(envelope, name))), 'US-ASCII'));
  }
  return dump(rubyish).toString('hex');
}

function expectDigest(envelope: RubyHash, digest: string): void {
  expect(createHash('md5').update(bodyOf(envelope)).update(PSK).digest('hex')).to.equal(digest);
  expect(symbolGet(envelope, 'hash')).to.equal(digest);
}

function expectReply(envelope: RubyHash, agent: string): void {
  expect(symbolGet(envelope, 'senderid')).to.equal('node1.example.net');
  expect(symbolGet(envelope, 'requestid')).to.equal(REQUEST_ID);
  expect(symbolGet(envelope, 'senderagent')).to.equal(agent);
  expect(symbolGet(envelope, 'msgtime')).to.equal(1700000000);
}

describe('MCollective payloads', () => {
  it('discovery ping with an empty filter', () => {
    const envelope = envelopeOf(discoveryPing);
    expect([...envelope.keys()].map(String)).to.deep.equal(
      ':body :senderid :requestid :filter :collective :agent :callerid :ttl :msgtime :hash'.split(' '),
    );
    const { body, ...rest } = toPlain(envelope) as Record<string, unknown>;
    expect(rest).to.deep.equal({
      senderid: 'client.example.net',
      requestid: REQUEST_ID,
      filter: { fact: [], cf_class: [], agent: [], identity: [], compound: [] },
      collective: 'mcollective',
      agent: 'discovery',
      callerid: 'uid=1000',
      ttl: 60,
      msgtime: 1700000000,
      hash: '8f894ed349355cca2824e19c39b28071',
    });
    expect(load(body as Buffer)).to.equal('ping');
    expectDigest(envelope, '8f894ed349355cca2824e19c39b28071');
    expect(dump('ping').equals(bodyOf(envelope))).to.equal(true);
    expect(rewrite(envelope)).to.equal(discoveryPing);
  });

  it('request with fact filter, compound filter and an object link for its agent', () => {
    const envelope = envelopeOf(getFactRequest);
    expectDigest(envelope, 'c853072642f3e2b6ad2ca18590c792e5');
    expect(symbolGet(envelope, 'agent')).to.equal('rpcutil');
    const filter = symbolGet(envelope, 'filter') as RubyHash;
    expect(filter.get('fact')).to.deep.equal([
      symbolHash({ fact: 'country', value: '/uk|de/', operator: '=~' }),
    ]);
    expect(filter.get('agent')).to.deep.equal(['rpcutil']);
    const compound: RubyValue = [
      [
        new Map<RubyValue, RubyValue>([
          [
            'fstatement',
            new Map<RubyValue, RubyValue>([
              ['r_compare', new RubyRegexp('^c2', 0)],
              ['operator', '=~'],
              ['value', 'md5'],
              ['name', 'fstat'],
              ['params', '/etc/hosts'],
            ]),
          ],
        ]),
        new Map([['and', 'and']]),
        new Map([['not', 'not']]),
        new Map([['statement', 'role::db']]),
      ],
    ];
    expect(filter.get('compound')).to.deep.equal(compound);
    expect(load(dump(envelope))).to.deep.equal(envelope);
  });

  it('body of that request', () => {
    const body = bodyOf(envelopeOf(getFactRequest));
    expect(body.length).to.equal(119);
    const fields = symbolHash({
      agent: 'rpcutil',
      action: 'get_fact',
      caller: 'uid=1000',
      data: symbolHash({ fact: 'osfamily', process_results: true }),
    });
    expect(load(body)).to.deep.equal(fields);
    expect(dump(fields).equals(body)).to.equal(true);
  });

  it('RPC reply', () => {
    const envelope = envelopeOf(getFactReply);
    expectReply(envelope, 'rpcutil');
    expectDigest(envelope, 'a582ac7a325444f11911dcf1999e5cd9');
    const fields = symbolHash({
      statuscode: 0,
      statusmsg: 'OK',
      data: symbolHash({ fact: 'osfamily', value: 'Debian' }),
    });
    expect(load(bodyOf(envelope))).to.deep.equal(fields);
    expect(dump(fields).equals(bodyOf(envelope))).to.equal(true);
    expect(rewrite(envelope)).to.equal(getFactReply);
  });

  it('pong', () => {
    const envelope = envelopeOf(pong);
    expectReply(envelope, 'discovery');
    expectDigest(envelope, '09c25ea60f5d3b98b5714d2d7143a34f');
    expect(load(bodyOf(envelope))).to.equal('pong');
    expect(rewrite(envelope)).to.equal(pong);
  });

  it('reply with a Time, a Float, a bignum, nil and non-ASCII text', () => {
    const envelope = envelopeOf(filemgrReply);
    expectReply(envelope, 'filemgr');
    expectDigest(envelope, '3957a746c79adbc318fc8aaf67894d8f');
    const body = load(bodyOf(envelope)) as RubyHash;
    expect(symbolGet(body, 'data')).to.deep.equal(
      symbolHash({
        mtime: new RubyTime(1700000000, 250_000_000, 0, 'UTC', true),
        size: 385,
        ratio: 0.75,
        name: '/tmp/é',
        big: 2 ** 40,
        none: null,
      }),
    );
    expect(dump(body).equals(bodyOf(envelope))).to.equal(true);
    expect(rewrite(envelope)).to.equal(filemgrReply);
  });
});
