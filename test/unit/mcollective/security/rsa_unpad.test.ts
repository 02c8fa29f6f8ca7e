// Padding of RSA: good blocks give what was encrypted, bad ones something else of the same length, never an error.
import { constants, createPrivateKey, createPublicKey, publicEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { decryptKey, unpad } from '../../../../lib/mcollective/security/rsa_unpad';
import { KEYS } from '../../../conformance/mcollective/rsa_config';

const K = Buffer.from('0123456789abcdef0123456789abcdef');
const OTHER = Buffer.alloc(32, 0xee);
const pem = (name: string): Buffer => readFileSync(join(KEYS, name));
const alice = createPrivateKey(pem('alice-private.pem'));
const mallory = createPrivateKey(pem('mallory-private.pem'));

function block(changes: Readonly<Record<number, number>> = {}): Buffer {
  const bytes = Buffer.concat([Buffer.from([0, 2]), Buffer.alloc(128 - 35, 0x55), Buffer.from([0]), K]);
  for (const [at, byte] of Object.entries(changes)) bytes[Number(at)] = byte;
  return bytes;
}

describe('unpad', () => {
  it('takes a good block', () => {
    expect(unpad(block(), OTHER).equals(K)).to.equal(true);
    expect(unpad(block({ 2: 1, 50: 255 }), OTHER).equals(K)).to.equal(true);
  });

  it('gives the other bytes for any bad one', () => {
    const separator = 128 - 33;
    for (let at = 2; at < separator; at++)
      expect(unpad(block({ [at]: 0 }), OTHER).equals(OTHER)).to.equal(true);
    for (const bad of [
      { 0: 1 },
      { 0: 128 },
      { 1: 1 },
      { 1: 0 },
      { 1: 3 },
      { [separator]: 1 },
      { [separator]: 255 },
    ]) {
      expect(unpad(block(bad as Record<number, number>), OTHER).equals(OTHER)).to.equal(true);
    }
  });

  it('gives the other bytes when there is no room for padding', () => {
    expect(unpad(Buffer.alloc(42), OTHER)).to.equal(OTHER);
    expect(unpad(Buffer.alloc(0), OTHER)).to.equal(OTHER);
  });
});

describe('decryptKey', () => {
  const encrypt = (bytes: Buffer): Buffer =>
    publicEncrypt({ key: createPublicKey(pem('alice.pem')), padding: constants.RSA_PKCS1_PADDING }, bytes);

  it('gives what was encrypted', () => {
    for (let i = 0; i < 20; i++) expect(decryptKey(alice, encrypt(K), 32).equals(K)).to.equal(true);
  });

  it('gives random bytes for another length or another key', () => {
    for (const encrypted of [
      encrypt(K.subarray(1)),
      encrypt(Buffer.alloc(0)),
      encrypt(Buffer.alloc(100, 1)),
    ]) {
      const [first, second] = [decryptKey(alice, encrypted, 32), decryptKey(alice, encrypted, 32)];
      expect(first.length).to.equal(32);
      expect(first.equals(second)).to.equal(false);
    }
    const small = encrypt(K);
    small[0] = 0;
    expect(decryptKey(mallory, small, 32).equals(K)).to.equal(false);
  });
});
