// What went wrong with TLS, in words an operator can act on. Codes are those of Node 20 (OpenSSL 3).
import { type BrokerAddress, brokerName } from '../broker_address';
import { TlsFailed } from '../errors';

type Words = readonly [reason: string, remedy: string];

const CA: Words = [
  'its certificate is not signed by a CA we know',
  "set the file of the CA that signed the broker's certificate (tls.ca; ssl.ca in MCollective files)",
];
const CLIENT_CERTIFICATE: Words = [
  'it does not accept our client certificate (or wants one and got none)',
  'set a client certificate and key signed by a CA the broker trusts (tls.cert, tls.key; ssl.cert, ssl.key in MCollective files)',
];
const PLAIN: Words = [
  'the port does not speak TLS',
  'use the TLS port (usually 61614), or switch ssl off for this broker',
];
const TOO_OLD: Words = [
  'we share no TLS version or cipher with it',
  'let the broker offer TLS 1.2 or 1.3, or set tls.ciphers (ssl.ciphers in MCollective files)',
];

const FAULTS: Record<string, Words> = {
  CERT_HAS_EXPIRED: [
    'its certificate has expired',
    "renew the broker's certificate; if it is valid, set this machine's clock",
  ],
  CERT_NOT_YET_VALID: ['its certificate is not valid yet', 'set the clock of this machine or of the broker'],
  CERT_REVOKED: ['its certificate has been revoked', "renew the broker's certificate"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CA,
  UNABLE_TO_GET_ISSUER_CERT: CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CA,
  SELF_SIGNED_CERT_IN_CHAIN: CA,
  DEPTH_ZERO_SELF_SIGNED_CERT: CA,
  CERT_UNTRUSTED: CA,
  CERT_SIGNATURE_FAILURE: CA,
  ERR_SSL_WRONG_VERSION_NUMBER: PLAIN,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: PLAIN,
  ERR_SSL_HTTP_REQUEST: PLAIN,
  EPROTO: PLAIN,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: CLIENT_CERTIFICATE,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: CLIENT_CERTIFICATE,
  ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: [
    'it broke the handshake off: no common cipher, or it wants a client certificate',
    'set a client certificate and key the broker trusts (tls.cert, tls.key; ssl.cert, ssl.key in MCollective files), or other ciphers',
  ],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: TOO_OLD,
  ERR_SSL_UNSUPPORTED_PROTOCOL: TOO_OLD,
  ERR_SSL_NO_CIPHER_MATCH: ['tls.ciphers or ssl.ciphers names no cipher we have', 'correct it'],
};

/** True for errors that TLS raises, also those that come after the handshake (a TLS 1.3 server's refusal). */
export function isTlsError(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && (code in FAULTS || code.startsWith('ERR_SSL_') || code === WRONG_NAME);
}

const WRONG_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** The TlsFailed for an error of a handshake with `address`. */
export function tlsFault(address: BrokerAddress, error: unknown): TlsFailed {
  const { code, message } = error as NodeJS.ErrnoException;
  const [reason, remedy] =
    code === WRONG_NAME ? wrongName(address, error) : (FAULTS[code ?? ''] ?? unnamed(message));
  return new TlsFailed(brokerName(address), reason, { remedy, cause: error });
}

function wrongName({ host }: BrokerAddress, error: unknown): Words {
  const { cert } = error as { cert?: { subjectaltname?: string; subject?: { CN?: string } } };
  const names =
    cert?.subjectaltname?.replace(/(DNS|IP Address):/g, '') ?? cert?.subject?.CN ?? 'another name';
  return [
    `its certificate is for ${printable(names)}, not for ${host}`,
    'write the host of the broker in the configuration as the certificate has it',
  ];
}

function unnamed(message: string): Words {
  return [
    `the handshake failed (${printable(message)})`,
    'check that the port speaks TLS (usually 61614) and whether the broker wants a client certificate',
  ];
}

// Text that came from the peer.
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
