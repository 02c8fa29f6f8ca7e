// Whatever can be said is heard as it was said, under every security plugin; and what is cut short is refused.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { load } from '../../../lib/marshal/reader';
import type { RubyValue } from '../../../lib/marshal/values';
import { dump } from '../../../lib/marshal/writer';
import { decodeBase64, encodeBase64 } from '../../../lib/mcollective/base64';
import { MessageRefused } from '../../../lib/mcollective/errors';
import { FACT_OPERATORS, type Filter, makeFilter } from '../../../lib/mcollective/filter';
import { filterFromWire, filterToWire } from '../../../lib/mcollective/filter_wire';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import { makeAes, makeSsl } from '../../../lib/mcollective/security/rsa_security';
import type { SecurityProvider } from '../../../lib/mcollective/security/security_provider';
import { MARSHAL, type Serializer, YAML } from '../../../lib/mcollective/security/serializer';
import { rubyValue } from '../../unit/marshal/ruby_value_arbitrary';
import { notationOf } from '../marshal/notation';
import { aesConfig, sslConfig } from './rsa_config';

const RUNS = { numRuns: 150, seed: 20_240_501 };

interface Sides {
  readonly client: SecurityProvider;
  readonly node: SecurityProvider;
  readonly serializer: Serializer;
}

const psk = new PskSecurity('k3y', 'uid=500');
const SIDES: Readonly<Record<string, Sides>> = {
  psk: { client: psk, node: psk, serializer: MARSHAL },
  ...Object.fromEntries(
    [MARSHAL, YAML].flatMap(serializer => {
      const { name } = serializer;
      const [ssl, aes] = [sslConfig(name), aesConfig(name)];
      const sides = (make: (role: 'client' | 'server') => SecurityProvider): Sides => ({
        ...{ client: make('client'), node: make('server') },
        serializer,
      });
      return [
        [`ssl ${name}`, sides(role => makeSsl(ssl, undefined, role))],
        [`aes ${name}`, sides(role => makeAes(aes, undefined, role))],
      ];
    }),
  ),
};

const name = fc.stringMatching(/^[\w.-]{1,20}$/);
const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' });
const seconds = fc.integer({ min: 1, max: 2 ** 40 });
const requestid = fc.stringMatching(/^[0-9a-f]{32}$/);
const filter: fc.Arbitrary<Filter> = fc
  .record({
    fact: fc.array(fc.record({ fact: text, value: text, operator: fc.constantFrom(...FACT_OPERATORS) }), {
      maxLength: 3,
    }),
    cf_class: fc.array(text, { maxLength: 3 }),
    agent: fc.array(name, { maxLength: 3 }),
    identity: fc.uniqueArray(name, { maxLength: 3 }),
    compound: fc.constantFrom<RubyValue[]>([], [[new Map<RubyValue, RubyValue>([['statement', 'a=1']])]]),
  })
  .map(makeFilter);
const request = fc.record({
  ...{ agent: name, collective: name, senderid: name, requestid, filter },
  ...{ ttl: seconds, msgtime: seconds, body: rubyValue },
});
const reply = fc.record({ senderid: name, senderagent: name, requestid, msgtime: seconds, body: rubyValue });

// YAML has no bare bytes and fewer kinds of text: what counts is what its reader makes of it.
const bodyAs = ({ load: read, dump: write }: Serializer, body: RubyValue): unknown =>
  notationOf(read(write(body)));

for (const [plugin, { client, node, serializer }] of Object.entries(SIDES)) {
  describe(`messages under ${plugin}`, () => {
    it('requests are read as they were written', () => {
      fc.assert(
        fc.property(request, sent => {
          const { body, ...envelope } = node.decodeRequest(client.encodeRequest(sent));
          const { body: _body, ...expected } = sent;
          expect(envelope).to.deep.equal({ ...expected, callerid: client.callerid });
          expect(notationOf(body)).to.deep.equal(bodyAs(serializer, sent.body));
        }),
        RUNS,
      );
    });

    it('replies are read as they were written', () => {
      fc.assert(
        fc.property(reply, sent => {
          const { body, ...envelope } = client.decodeReply(node.encodeReply(sent, client.callerid));
          const { body: _body, ...expected } = sent;
          expect(envelope).to.deep.equal(expected);
          expect(notationOf(body)).to.deep.equal(bodyAs(serializer, sent.body));
        }),
        RUNS,
      );
    });

    it('what ends early is refused', () => {
      fc.assert(
        fc.property(request, fc.double({ min: 0, max: 0.999, noNaN: true }), (sent, part) => {
          const payload = client.encodeRequest(sent);
          // The last byte of YAML is a newline nobody misses.
          const cut = payload.subarray(0, Math.floor((payload.length - 1) * part));
          expect(() => node.decodeRequest(cut)).to.throw(MessageRefused);
        }),
        { ...RUNS, numRuns: 60 },
      );
    });
  });
}

describe('filters', () => {
  it('are read from the wire as they were written', () => {
    fc.assert(
      fc.property(filter, sent => {
        expect(filterFromWire(load(dump(filterToWire(sent))))).to.deep.equal(sent);
      }),
      RUNS,
    );
  });
});

describe('base64', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 }).map(array => Buffer.from(array));

  it('gives all bytes back, with other white space, too', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.constantFrom(' ', '\t', '\r\n'), (sent, at, space) => {
        const wire = encodeBase64(sent).toString();
        const place = at % wire.length;
        expect(decodeBase64(Buffer.from(wire)).equals(sent)).to.equal(true);
        const spaced = wire.slice(0, place) + space + wire.slice(place);
        expect(decodeBase64(Buffer.from(spaced)).equals(sent)).to.equal(true);
      }),
      RUNS,
    );
  });

  it('refuses what ends early, and what holds other characters', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.constantFrom('-', '_', '!', '\0', 'é'), (sent, at, odd) => {
        const wire = encodeBase64(sent).toString().replace(/\n/g, '');
        const place = at % wire.length;
        if (place % 4 !== 0)
          expect(() => decodeBase64(Buffer.from(wire.slice(0, place)))).to.throw(MessageRefused);
        const changed = wire.slice(0, place) + odd + wire.slice(place + 1);
        expect(() => decodeBase64(Buffer.from(changed))).to.throw(MessageRefused);
      }),
      RUNS,
    );
  });
});
