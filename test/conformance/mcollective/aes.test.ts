// Messages of the real MCollective's aes_security plugin are read, and ours are read again.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AesConfig } from '../../../lib/config/config';
import { type RubyHash, symbolGet } from '../../../lib/marshal/values';
import type { AesSecurity } from '../../../lib/mcollective/security/aes';
import { makeAes } from '../../../lib/mcollective/security/rsa_security';
import { serializerNamed } from '../../../lib/mcollective/security/serializer';
import { textOf } from '../../../lib/mcollective/wire_fields';
import { fromHex, golden } from './golden_file';
import { aesConfig, KEYS, keysOf } from './rsa_config';
import { expectReply, expectRequest, type RsaVector } from './rsa_vectors';

const vectors = golden<RsaVector[]>('aes');

function sides(
  vector: RsaVector,
  changes: Partial<AesConfig> = {},
): { client: AesSecurity; node: AesSecurity } {
  const cipher = vector.cipher ?? 'aes-256-cbc';
  const own = vector.callerid === 'cert=bob' ? keysOf('bob-cert.pem', 'bob-private.pem') : {};
  const config = aesConfig(vector.serializer, { cipher, ...own, ...changes });
  return { client: makeAes(config, undefined, 'client'), node: makeAes(config, undefined, 'server') };
}

describe('aes: golden messages', () => {
  it('are all there', () => {
    expect(vectors).to.have.length(30);
  });

  for (const vector of vectors) {
    it(vector.name, () => {
      const { client, node } = sides(vector);
      const payload = fromHex(vector.payload);
      if (vector.name.includes('reply')) {
        const reply = client.decodeReply(payload);
        expectReply(reply, vector);
        expectReply(client.decodeReply(node.encodeReply(reply, 'cert=alice')), vector);
        return;
      }
      const request = node.decodeRequest(payload);
      expectRequest(request, vector);
      const sender = vector.name.includes('of a node') ? node : client;
      expectRequest(node.decodeRequest(sender.encodeRequest(request)), vector);
    });
  }

  it('the public key is sent as Ruby sends it', () => {
    for (const vector of vectors.filter(({ brings }) => brings)) {
      const { client, node } = sides(vector, { sendPubkey: true });
      const ours = client.encodeRequest(node.decodeRequest(fromHex(vector.payload)));
      for (const payload of [ours, fromHex(vector.payload)]) {
        const envelope = serializerNamed(vector.serializer).load(payload) as RubyHash;
        expect(textOf(symbolGet(envelope, 'sslpubkey'))).to.equal(vector.brings);
      }
    }
  });

  it('a key that comes with a request of Ruby is learned', () => {
    const clientCertDir = mkdtempSync(join(tmpdir(), 'fleetspec-learned-'));
    const learning = { clientCertDir, learnPubkeys: true, caCert: join(KEYS, 'ca.pem') };
    for (const vector of vectors.filter(({ brings }) => brings)) {
      expectRequest(sides(vector, learning).node.decodeRequest(fromHex(vector.payload)), vector);
      expect(readFileSync(join(clientCertDir, 'bob.pem'), 'latin1')).to.equal(vector.brings);
      rmSync(join(clientCertDir, 'bob.pem'));
    }
    rmSync(clientCertDir, { recursive: true });
  });
});
