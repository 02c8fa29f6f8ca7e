// Messages of the real MCollective's ssl plugin are read; ours have the same signature, or mean the same.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type RubyHash, symbolGet } from '../../../lib/marshal/values';
import { makeSsl } from '../../../lib/mcollective/security/rsa_security';
import { serializerNamed } from '../../../lib/mcollective/security/serializer';
import { bytesOf } from '../../../lib/mcollective/wire_fields';
import { fromHex, golden } from './golden_file';
import { sslConfig } from './rsa_config';
import { expectReply, expectRequest, type RsaVector } from './rsa_vectors';

const vectors = golden<RsaVector[]>('ssl');
const sides = {
  marshal: {
    client: makeSsl(sslConfig('marshal'), undefined, 'client'),
    node: makeSsl(sslConfig('marshal'), undefined, 'server'),
  },
  yaml: {
    client: makeSsl(sslConfig('yaml'), undefined, 'client'),
    node: makeSsl(sslConfig('yaml'), undefined, 'server'),
  },
};

const sealOf = (payload: Buffer, vector: RsaVector): { body: Buffer; hash: string } => {
  const envelope = serializerNamed(vector.serializer).load(payload) as RubyHash;
  const [body, hash] = ['body', 'hash'].map(name => bytesOf(symbolGet(envelope, name))!);
  return { body: body!, hash: hash!.toString('latin1') };
};

describe('ssl: golden messages', () => {
  it('are all there', () => {
    expect(vectors).to.have.length(20);
  });

  for (const vector of vectors) {
    const { client, node } = sides[vector.serializer];
    const payload = fromHex(vector.payload);
    it(vector.name, () => {
      if (vector.name.includes('reply')) {
        const reply = client.decodeReply(payload);
        expectReply(reply, vector);
        const ours = node.encodeReply(reply, 'cert=alice');
        expectReply(client.decodeReply(ours), vector);
        // Ruby's YAML is not ours; its Marshal is, and so is then the signature.
        if (vector.serializer === 'marshal')
          expect(sealOf(ours, vector)).to.deep.equal(sealOf(payload, vector));
        return;
      }
      const request = node.decodeRequest(payload);
      expectRequest(request, vector);
      const sender = vector.name.includes('of a node') ? node : client;
      const ours = sender.encodeRequest(request);
      expectRequest(node.decodeRequest(ours), vector);
      if (vector.serializer === 'marshal')
        expect(sealOf(ours, vector)).to.deep.equal(sealOf(payload, vector));
    });
  }

  it('what we sign is what Ruby verifies: RSA, PKCS#1 v1.5, SHA-1, over the very bytes of the body', () => {
    const vector = vectors.find(({ name }) => name.startsWith('yaml request rpc'))!;
    const ours = sides.yaml.client.encodeRequest(sides.yaml.node.decodeRequest(fromHex(vector.payload)));
    const { body, hash } = sealOf(ours, vector);
    const key = createPublicKey(readFileSync(sslConfig('yaml').clientPublic!));
    expect(verify('RSA-SHA1', body, key, Buffer.from(hash, 'base64'))).to.equal(true);
    expect(hash).to.match(/^([A-Za-z0-9+/=]{1,60}\n)+$/);
  });
});

// Of another fleet, with a key of 1024 bits and a body as a block scalar.
describe('ssl: a recorded request', () => {
  const YAML = readFileSync(`${__dirname}/golden/ssl_recorded.yaml`);
  const PUBLIC = `-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDu3kUcHWerliFxKW2p3KB5N+xp
u84E4TK7a2AiWtWFV0aF/FUY4bDgeLr+pX6NSO4QlssuVlFcbpVZvXUoJxYjGhwm
dzhdHMlMEFt6uHLYsYVYwTfejeUzLRQfP4xLHZq5KoCEjXrX3ZXZXvBt6B51pkM2
V77lnk5hkYCR3MOLzQIDAQAB
-----END PUBLIC KEY-----
`;

  it('the block scalar of its body is what was signed', () => {
    const envelope = serializerNamed('yaml').load(YAML) as RubyHash;
    const [body, hash] = ['body', 'hash'].map(name => bytesOf(symbolGet(envelope, name))!);
    const signature = Buffer.from(hash!.toString('latin1'), 'base64');
    expect(verify('RSA-SHA1', body!, createPublicKey(PUBLIC), signature)).to.equal(true);
  });
});
