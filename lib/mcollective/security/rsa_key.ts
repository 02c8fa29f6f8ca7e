// RSA keys from PEM text: public keys, X.509 certificates that hold one, private keys. Nothing but RSA is taken.
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';

/** More bits than anybody uses cost time with every message; fewer protect nothing. */
const MIN_BITS = 1024;
const MAX_BITS = 16_384;

export interface PublicKey {
  readonly key: KeyObject;
  /** When the key came in one. */
  readonly certificate: X509Certificate | undefined;
}

/** What is wrong with a key, as the end of a sentence, and what to do about it. */
export class BadKey extends Error {
  constructor(
    problem: string,
    readonly remedy: string,
  ) {
    super(problem);
  }
}

const TLS_HINT = 'the keys of TLS connections are others, set in broker.pool[].tls';

/** Throws BadKey. */
export function readPublicKey(pem: string): PublicKey {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new BadKey(
      'it holds a private key where a public one must be',
      'name the file with the public key',
    );
  }
  const certificate = pem.includes('-----BEGIN CERTIFICATE-----') ? readCertificate(pem) : undefined;
  const key = certificate ? certificate.publicKey : parsed(() => createPublicKey(pem), 'public');
  requireRsa(key);
  return { key, certificate };
}

/** Throws BadKey. */
export function readPrivateKey(pem: string): KeyObject {
  if (/-----BEGIN (CERTIFICATE|[A-Z ]*PUBLIC KEY)-----/.test(pem) && !pem.includes('PRIVATE KEY-----')) {
    throw new BadKey(
      'it holds a public key where a private one must be',
      'name the file with the private key',
    );
  }
  if (/ENCRYPTED/.test(pem)) {
    throw new BadKey(
      'it is locked with a passphrase, which nobody is there to type',
      'write it without: openssl rsa -in LOCKED.pem -out KEY.pem',
    );
  }
  const key = parsed(() => createPrivateKey(pem), 'private');
  requireRsa(key);
  return key;
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new BadKey('it holds a broken certificate', 'copy it again');
  }
}

function parsed(parse: () => KeyObject, what: string): KeyObject {
  try {
    return parse();
  } catch {
    throw new BadKey(`it holds no ${what} key in PEM form`, 'make an RSA key as docs/security.md shows');
  }
}

function requireRsa(key: KeyObject): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength: bits = 0 } = {} } = key;
  if (type !== 'rsa') throw new BadKey(`it is a key of type ${type}, not rsa`, TLS_HINT);
  if (bits < MIN_BITS || bits > MAX_BITS) {
    throw new BadKey(
      `it has ${bits} bits, ${MIN_BITS} to ${MAX_BITS} are taken`,
      'make a key of 2048 or more bits',
    );
  }
}

/** Whether `publicKey` belongs to `privateKey`. */
export function isPair(publicKey: KeyObject, privateKey: KeyObject): boolean {
  const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
  return spki(publicKey).equals(spki(createPublicKey(privateKey)));
}
