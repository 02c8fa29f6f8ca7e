// DKIM keys as RFC 6376 publishes them.
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseDkimKey } from '../../../lib/net/dns/dkim_key';

const rsa = (modulusLength: number, type: 'spki' | 'pkcs1' = 'spki'): string =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'der', type }).toString('base64');
const KEY = rsa(1024);
const ED25519 = Buffer.alloc(32, 7).toString('base64');

describe('a DKIM key', () => {
  for (const [text, key] of [
    [`v=DKIM1; k=rsa; p=${KEY}`, { type: 'rsa', bits: 1024, revoked: false }],
    [`p=${rsa(2048)}`, { type: 'rsa', bits: 2048, revoked: false }],
    [`v=DKIM1;p=${rsa(1024, 'pkcs1')};`, { type: 'rsa', bits: 1024, revoked: false }],
    [
      `k=rsa ; v=DKIM1 ; t=s ; p= ${KEY.slice(0, 70)} \t${KEY.slice(70)}`,
      { type: 'rsa', bits: 1024, revoked: false },
    ],
    [`v=DKIM1; k=ed25519; p=${ED25519}`, { type: 'ed25519', bits: 256, revoked: false }],
    ['v=DKIM1; k=rsa; p=', { type: 'rsa', bits: 0, revoked: true }],
    ['v=DKIM1; p= ;', { type: 'rsa', bits: 0, revoked: true }],
  ] as const) {
    it(`reads ${text.slice(0, 40)}`, () => {
      expect(parseDkimKey(text)).to.deep.equal(key);
    });
  }

  for (const [text, problem] of [
    ['v=DKIM2; p=AAAA', /version is "DKIM2"/],
    ['v=DKIM1; k=rsa', /no p=/],
    ['v=DKIM1; p=@@@', /no base64/],
    ['v=DKIM1; k=rsa; p=AAAA', /no rsa key/],
    ['v=DKIM1; k=dsa; p=AAAA', /no dsa key/],
    [`v=DKIM1; k=ed25519; p=${KEY}`, /no ed25519 key/],
    [`v=DKIM1; k=rsa; p=${ED25519}`, /no rsa key/],
    [`p=${KEY}; p=${KEY}`, /no list of tags/],
    ['hello world', /no list of tags/],
    [`p=${'A'.repeat(9000)}`, /no list of tags/],
    [
      `p=${generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`,
      /no rsa key/,
    ],
  ] as const) {
    it(`refuses ${text.slice(0, 40)}`, () => {
      expect(parseDkimKey(text)).to.have.property('problem').that.matches(problem);
    });
  }

  it('never throws', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('v=DKIM1', 'p=', ';', `p=${KEY}`, 'k=', '=', '\0'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), parts => {
        const key = parseDkimKey(parts.join(';'));
        return 'problem' in key ? key.problem !== '' : Number.isInteger(key.bits);
      }),
      { numRuns: 300 },
    );
  });
});
