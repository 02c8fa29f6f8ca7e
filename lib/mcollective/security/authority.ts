// Certificates of callers, checked against the authorities of `ca_cert`: issued by one of them, in time, for that name.
import { X509Certificate } from 'node:crypto';
import type { Clock } from '../../util/clock';
import { MessageRefused } from '../errors';
import { BadKey, type PublicKey } from './rsa_key';

/** Intermediate authorities between a caller and a root. */
const MAX_CHAIN = 8;

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** NAME when the subject begins with CN=NAME, and NAME is one that callers can have. */
export function commonName({ subject }: X509Certificate): string | undefined {
  return /^CN=([\w.-]+)$/.exec(subject.split('\n')[0] ?? '')?.[1];
}

export class Authority {
  readonly #authorities: readonly X509Certificate[];

  /** Throws BadKey. */
  constructor(
    pem: string,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    try {
      this.#authorities = (pem.match(PEM_CERTIFICATE) ?? []).map(text => new X509Certificate(text));
    } catch {
      throw new BadKey('it holds a broken certificate', 'copy it again');
    }
    if (this.#authorities.length === 0) {
      throw new BadKey(
        'it holds no certificate in PEM form',
        'name the file with the certificates of the authorities',
      );
    }
  }

  /** Throws MessageRefused unless the key is in a certificate of ours for `name`. */
  vouch({ certificate }: PublicKey, name: string): void {
    const problem = certificate ? this.#problem(certificate, name) : 'it is not in a certificate';
    if (problem === undefined) return;
    const remedy =
      'give the caller a certificate of the authority in ca_cert, with the name of the caller as CN';
    throw new MessageRefused('unknown-caller', `the key of ${name} cannot be trusted: ${problem}`, {
      remedy,
    });
  }

  #problem(certificate: X509Certificate, name: string): string | undefined {
    if (commonName(certificate) !== name) return 'its certificate is for another name';
    if (!this.#isInTime(certificate)) return 'its certificate is not valid now';
    return this.#isAnchored(certificate) ? undefined : 'its certificate is of no authority in ca_cert';
  }

  // Up to a root: an intermediate authority alone is none, as in OpenSSL.
  #isAnchored(certificate: X509Certificate): boolean {
    let current = certificate;
    for (let i = 0; i < MAX_CHAIN; i++) {
      const issuer = this.#issuerOf(current);
      if (!issuer) return false;
      if (issuer.checkIssued(issuer)) return true;
      current = issuer;
    }
    return false;
  }

  #issuerOf(certificate: X509Certificate): X509Certificate | undefined {
    return this.#authorities.find(
      authority =>
        authority.ca &&
        this.#isInTime(authority) &&
        certificate.checkIssued(authority) &&
        certificate.verify(authority.publicKey),
    );
  }

  #isInTime({ validFrom, validTo }: X509Certificate): boolean {
    const now = this.clock.now();
    return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
  }
}
