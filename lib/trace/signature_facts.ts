// What each security plugin's proof is made of: MCollective's protocol, not our choice.

export interface SignatureFacts {
  readonly kind: string;
  /** Parts of a request that cannot be changed on the way without being noticed. */
  readonly covers: readonly string[];
  /** Parts that can. */
  readonly open: readonly string[];
}

const ADDRESSING = ['filter', 'agent', 'collective', 'requestid'];

const FACTS: Readonly<Record<string, SignatureFacts>> = {
  psk: {
    kind: 'MD5 over the body and the shared key',
    covers: ['body'],
    open: ['callerid', 'ttl', 'msgtime', ...ADDRESSING],
  },
  ssl: {
    kind: "RSA signature (SHA-1) with the caller's key",
    covers: ['body', 'ttl', 'msgtime', 'callerid (by the choice of the key)'],
    open: ADDRESSING,
  },
  aes: {
    kind: "body encrypted (AES), its key with the caller's private RSA key",
    // Whoever has the caller's public key can read that key, and encrypt another body with it.
    covers: [],
    open: ['body', 'callerid', 'ttl', 'msgtime', ...ADDRESSING],
  },
};

/** By the name of the security provider; nothing is covered by one that is not known here. */
export function signatureFacts(provider: string): SignatureFacts {
  const facts = Object.hasOwn(FACTS, provider) ? FACTS[provider] : undefined;
  return facts ?? { kind: 'unknown', covers: [], open: ['everything'] };
}
