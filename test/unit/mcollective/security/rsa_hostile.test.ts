// Whatever the bytes: for ssl and aes, too, a payload is a well-formed message or MessageRefused, never anything else.
import { sign } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Serializer as SerializerName } from '../../../../lib/config/config';
import { type RubyValue, symbolHash } from '../../../../lib/marshal/values';
import { MessageRefused } from '../../../../lib/mcollective/errors';
import { makeFilter } from '../../../../lib/mcollective/filter';
import { filterToWire } from '../../../../lib/mcollective/filter_wire';
import { makeAes, makeSsl } from '../../../../lib/mcollective/security/rsa_security';
import type { SecurityProvider } from '../../../../lib/mcollective/security/security_provider';
import { serializerNamed } from '../../../../lib/mcollective/security/serializer';
import { aesConfig, sslConfig } from '../../../conformance/mcollective/rsa_config';
import { rubyValue } from '../../marshal/ruby_value_arbitrary';

const RUNS = { numRuns: 150, seed: 20240503 };
const FILTER = makeFilter({ agent: ['rpcutil'], fact: [{ fact: 'a', value: '1', operator: '==' }] });
const COMMON = { senderid: 'n', requestid: 'f'.repeat(32), msgtime: 1700000000 };
const BODY = symbolHash({ agent: 'rpcutil', action: 'ping', data: symbolHash({ x: [1, 'two', null] }) });

interface Case {
  readonly name: string;
  readonly serializer: SerializerName;
  readonly client: SecurityProvider;
  readonly node: SecurityProvider;
}

// Nothing may be learned here; if it were, not in the fixtures.
const folder = mkdtempSync(join(tmpdir(), 'fleetspec-hostile-'));
cpSync(sslConfig('marshal').clientCertDir!, folder, { recursive: true });
after(() => rmSync(folder, { recursive: true }));

const CASES: readonly Case[] = (['marshal', 'yaml'] as const).flatMap(serializer => [
  {
    name: `ssl ${serializer}`,
    serializer,
    client: makeSsl(sslConfig(serializer), undefined, 'client'),
    node: makeSsl(sslConfig(serializer), undefined, 'server'),
  },
  {
    name: `aes ${serializer}`,
    serializer,
    client: makeAes(aesConfig(serializer), undefined, 'client'),
    node: makeAes(
      aesConfig(serializer, { clientCertDir: folder, learnPubkeys: true, insecureLearning: true }),
      undefined,
      'server',
    ),
  },
]);

function feed({ client, node }: Case, payload: Buffer): void {
  tolerant(() => {
    const decoded = node.decodeRequest(payload);
    expect(decoded.callerid).to.match(/^cert=[\w.-]+$/);
    expect(Number.isSafeInteger(decoded.ttl) && Number.isSafeInteger(decoded.msgtime)).to.equal(true);
  });
  tolerant(() => expect(client.decodeReply(payload).senderid).to.match(/^[\w.-]+$/));
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

for (const sides of CASES) {
  const { name, client, node, serializer: form } = sides;
  const serializer = serializerNamed(form);
  const request = client.encodeRequest({
    ...COMMON,
    agent: 'rpcutil',
    collective: 'c',
    filter: FILTER,
    ttl: 60,
    body: BODY,
  });
  const reply = node.encodeReply({ ...COMMON, senderagent: 'rpcutil', body: BODY }, 'cert=alice');

  describe(`hostile payloads: ${name}`, () => {
    it('the payloads tampered with are good ones', () => {
      expect(node.decodeRequest(request).agent).to.equal('rpcutil');
      expect(client.decodeReply(reply).senderagent).to.equal('rpcutil');
    });

    it('mutated messages', () => {
      fc.assert(
        fc.property(fc.boolean(), fc.array(edit, { minLength: 1, maxLength: 4 }), (isRequest, edits) => {
          feed(sides, mutate(isRequest ? request : reply, edits));
        }),
        RUNS,
      );
    });

    it('random bytes, and messages cut short', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(), (bytes, at) => {
          feed(sides, Buffer.from(bytes));
          feed(sides, Buffer.from(request.subarray(0, at % request.length)));
          feed(sides, Buffer.from(reply.subarray(0, at % reply.length)));
        }),
        RUNS,
      );
    });

    it('well-formed envelopes with fields of any type', () => {
      const good: Record<string, RubyValue> = {
        ...COMMON,
        senderagent: 'rpcutil',
        filter: filterToWire(FILTER),
        ...{ collective: 'c', agent: 'rpcutil', callerid: 'cert=alice', ttl: 60 },
        ...{ body: 'YQ==', hash: 'YQ==', sslkey: 'YQ==', sslpubkey: 'x' },
      };
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(good)), rubyValue, (field, value) => {
          feed(sides, serializer.dump(symbolHash({ ...good, [field]: value })));
        }),
        RUNS,
      );
    });

    if (name.startsWith('ssl')) {
      it('well-signed bodies of any kind', () => {
        const key = readFileSync(sslConfig(form).clientPrivate!);
        fc.assert(
          fc.property(rubyValue, rubyValue, (ttl, content) => {
            for (const inner of [content, symbolHash({ ssl_msg: content, ssl_ttl: ttl, ssl_msgtime: 1 })]) {
              const body = serializer.dump(inner);
              const hash = sign('RSA-SHA1', body, key).toString('base64');
              const fields = {
                ...COMMON,
                agent: 'a',
                collective: 'c',
                callerid: 'cert=alice',
                ttl,
                filter: new Map(),
              };
              feed(sides, serializer.dump(symbolHash({ ...fields, body: serializer.asString(body), hash })));
            }
          }),
          { ...RUNS, numRuns: 60 },
        );
      });
    }
  });
}
