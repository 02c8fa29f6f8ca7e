// The psk plugin: what it signs, what it takes, what it refuses and for which reason.
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { load } from '../../../../lib/marshal/reader';
import {
  type RubyHash,
  RubyString,
  type RubySymbol,
  type RubyValue,
  sym,
  symbolHash,
} from '../../../../lib/marshal/values';
import { dump } from '../../../../lib/marshal/writer';
import { MessageRefused, PskMissing, type RefusalReason } from '../../../../lib/mcollective/errors';
import { EMPTY_FILTER, makeFilter } from '../../../../lib/mcollective/filter';
import { filterToWire } from '../../../../lib/mcollective/filter_wire';
import { PskSecurity } from '../../../../lib/mcollective/security/psk';

const KEY = 'k3y';
const security = new PskSecurity(KEY, 'uid=500');
const inner = dump(symbolHash({ agent: 'a' }));
const md5 = (body: Buffer, key = KEY): string => createHash('md5').update(body).update(key).digest('hex');

const REQUEST = {
  body: inner,
  senderid: 'client',
  requestid: 'f'.repeat(32),
  filter: filterToWire(EMPTY_FILTER),
  collective: 'mcollective',
  agent: 'discovery',
  callerid: 'uid=500',
  ttl: 60,
  msgtime: 1700000000,
  hash: md5(inner),
};

const REPLY = {
  senderid: 'node',
  requestid: 'f'.repeat(32),
  senderagent: 'discovery',
  msgtime: 1700000000,
  body: inner,
  hash: md5(inner),
};

type Changes = Record<string, RubyValue | undefined>;
const request = (changes: Changes = {}): Buffer => dump(symbolHash({ ...REQUEST, ...changes }));
const reply = (changes: Changes = {}): Buffer => dump(symbolHash({ ...REPLY, ...changes }));

function reasonOf(decode: () => unknown): RefusalReason | 'taken' {
  try {
    decode();
    return 'taken';
  } catch (error) {
    expect(error).to.be.instanceOf(MessageRefused);
    return (error as MessageRefused).reason;
  }
}

const refusal = (changes: Changes): string => reasonOf(() => security.decodeRequest(request(changes)));
const replyRefusal = (changes: Changes): string => reasonOf(() => security.decodeReply(reply(changes)));

describe('PskSecurity requests', () => {
  it('takes what it wrote', () => {
    const written = { ...REQUEST, filter: makeFilter({ agent: ['rpcutil'] }), body: 'ping' };
    const { hash: _, ...expected } = written;
    expect(security.decodeRequest(security.encodeRequest(written))).to.deep.equal(expected);
  });

  it('puts its own callerid on requests, whatever the caller passes', () => {
    const forged = { ...REQUEST, filter: EMPTY_FILTER, callerid: 'uid=0' };
    expect(security.decodeRequest(security.encodeRequest(forged)).callerid).to.equal('uid=500');
  });

  it('takes texts as UTF-8, US-ASCII and bare strings', () => {
    const texts: Changes = {
      senderid: Buffer.from('client'),
      requestid: new RubyString(Buffer.from('f'.repeat(32)), 'US-ASCII'),
      hash: Buffer.from(REQUEST.hash),
      callerid: Buffer.from('uid=500'),
    };
    expect(refusal(texts)).to.equal('taken');
  });

  it('takes a body that was sent as text', () => {
    const ascii = dump(null).toString('latin1');
    expect(refusal({ body: ascii, hash: md5(Buffer.from(ascii)) })).to.equal('taken');
  });

  it('fills in a missing ttl, and takes a missing msgtime for the epoch', () => {
    const decoded = security.decodeRequest(request({ ttl: undefined, msgtime: undefined }));
    expect([decoded.ttl, decoded.msgtime]).to.deep.equal([60, 0]);
  });

  it('refuses a hash made with another key', () => {
    expect(refusal({ hash: md5(inner, 'other') })).to.equal('signature');
    expect(refusal({ hash: '' })).to.equal('signature');
    expect(refusal({ hash: REQUEST.hash.slice(1) })).to.equal('signature');
    expect(refusal({ hash: REQUEST.hash.toUpperCase() })).to.equal('signature');
  });

  it('refuses a changed body', () => {
    expect(refusal({ body: Buffer.concat([inner, Buffer.from([0])]) })).to.equal('signature');
  });

  it('verifies the hash before it reads the body', () => {
    const garbage = Buffer.from('\x04\x08o:\x0bObject\x00', 'latin1');
    expect(refusal({ body: garbage })).to.equal('signature');
    expect(refusal({ body: garbage, hash: md5(garbage) })).to.equal('malformed');
  });

  for (const callerid of [
    '',
    'uid=',
    '=5',
    'uid=5\n',
    'a\nuid=5',
    'uid=a b',
    'user=a/b',
    'user=a@b',
    'x=ä',
    `u=${'x'.repeat(300)}`,
  ]) {
    it(`refuses callerid ${JSON.stringify(callerid.slice(0, 20))}`, () => {
      expect(refusal({ callerid })).to.equal('callerid');
    });
  }

  for (const callerid of ['uid=0', 'cert=alice.example.net', 'user=a-b_c', 'x1=.']) {
    it(`takes callerid ${callerid}`, () => {
      expect(refusal({ callerid })).to.equal('taken');
    });
  }

  const WRONG: readonly [string, RubyValue | undefined][] = [
    ['body', undefined],
    ['body', 5],
    ['hash', undefined],
    ['hash', sym(REQUEST.hash)],
    ['senderid', undefined],
    ['senderid', ''],
    ['senderid', "x' or 1=1"],
    ['senderid', 'a\nb'],
    ['senderid', 'x'.repeat(256)],
    ['senderid', 5],
    ['requestid', null],
    ['requestid', ''],
    ['requestid', 'a b'],
    ['requestid', 'x'.repeat(129)],
    ['collective', 'a/b'],
    ['collective', []],
    ['agent', '/topic/x'],
    ['agent', sym('discovery')],
    ['callerid', undefined],
    ['callerid', 500],
    ['ttl', '60'],
    ['ttl', null],
    ['ttl', -1],
    ['ttl', 1.5],
    ['ttl', 2n ** 70n],
    ['msgtime', 'now'],
    ['msgtime', -5],
    ['filter', undefined],
    ['filter', []],
    ['filter', symbolHash({ fact: [] })],
  ];
  for (const [field, value] of WRONG) {
    const shown = value instanceof Map ? 'a Hash of Symbols' : String(value).slice(0, 20);
    it(`refuses :${field} ${JSON.stringify(shown)} as malformed`, () => {
      expect(refusal({ [field]: value })).to.equal('malformed');
    });
  }

  it('refuses envelopes that are no Hash, or have String keys', () => {
    const strings: RubyHash = new Map(Object.entries(REQUEST) as [string, RubyValue][]);
    for (const value of [strings, null, 'ping', [1], new Map()] as RubyValue[]) {
      expect(reasonOf(() => security.decodeRequest(dump(value)))).to.equal('malformed');
    }
  });

  it('refuses what is no Marshal data', () => {
    for (const bytes of ['', '\x04', '---\n:body: x\n', '\x04\x08', '\x04\x09{\x00', 'GET / HTTP/1.0\r\n']) {
      expect(reasonOf(() => security.decodeRequest(Buffer.from(bytes, 'latin1')))).to.equal('malformed');
    }
  });

  it('says nothing of the payload or the key in its refusals', () => {
    for (const changes of [
      { hash: 'secret-hash' },
      { senderid: 'evil\n' },
      { callerid: 'evil' },
    ] as Changes[]) {
      try {
        security.decodeRequest(request(changes));
        expect.fail('taken');
      } catch (error) {
        expect(String((error as MessageRefused).sentence)).to.not.match(/secret-hash|evil|k3y/);
      }
    }
  });
});

describe('PskSecurity replies', () => {
  it('takes what it wrote', () => {
    const written = { ...REPLY, body: symbolHash({ statuscode: 0 }) };
    const { hash: _, ...expected } = written;
    expect(security.decodeReply(security.encodeReply(written, 'uid=1'))).to.deep.equal(expected);
  });

  it('writes the keys in the order of Ruby', () => {
    const names = [...(load(security.encodeReply(REPLY, 'uid=1')) as RubyHash).keys()].map(
      key => (key as RubySymbol).name,
    );
    expect(names).to.deep.equal(['senderid', 'requestid', 'senderagent', 'msgtime', 'body', 'hash']);
  });

  it('does not answer a callerid that is none', () => {
    expect(reasonOf(() => security.encodeReply(REPLY, 'uid=1\nx'))).to.equal('callerid');
  });

  it('refuses wrong fields', () => {
    expect(replyRefusal({})).to.equal('taken');
    expect(replyRefusal({ hash: md5(inner, 'x') })).to.equal('signature');
    expect(replyRefusal({ senderid: 'a b' })).to.equal('malformed');
    expect(replyRefusal({ senderagent: undefined })).to.equal('malformed');
    expect(replyRefusal({ requestid: 7 })).to.equal('malformed');
    expect(replyRefusal({ msgtime: '0' })).to.equal('malformed');
  });

  it('does not take a request for a reply, nor the other way round', () => {
    expect(reasonOf(() => security.decodeReply(request()))).to.equal('malformed');
    expect(reasonOf(() => security.decodeRequest(reply()))).to.equal('malformed');
  });
});

describe('PskSecurity', () => {
  it('needs a key', () => {
    expect(() => new PskSecurity('', 'uid=0')).to.throw(PskMissing);
  });

  it('hashes the bytes of a key that is not ASCII', () => {
    const other = new PskSecurity('schlüssel', 'uid=0');
    const decoded = other.decodeReply(other.encodeReply(REPLY, 'uid=1'));
    expect(decoded.senderid).to.equal('node');
    expect(reasonOf(() => other.decodeReply(reply({ hash: md5(inner, 'schlüssel') })))).to.equal('taken');
  });

  it('does not show its key when printed', () => {
    expect(JSON.stringify(security)).to.not.include(KEY);
  });
});
