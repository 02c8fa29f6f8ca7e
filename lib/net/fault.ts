// Why something on the network gave no answer, as a value that can be kept and judged: a port that is closed is what a
// check wants to know, and no error of ours.
import { describeError } from '../errors';

/**
 * `name`: there is no such name. `resolver`: no name server could say. `refused`, `unreachable`, `timeout`, `closed`:
 * nobody there, or not for long. `tls`: no trust or no common protocol. `protocol`: an answer that makes no sense.
 * `local`: it could not be tried from here.
 */
export type FaultKind =
  | 'name'
  | 'resolver'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'closed'
  | 'tls'
  | 'protocol'
  | 'local';

export type Fault = {
  readonly kind: FaultKind;
  /** In words: `connection refused`. */
  readonly text: string;
};

/** What an attempt answers that came to nothing. */
export type Failed = { readonly fault: Fault };

export function isFailed(answer: object): answer is Failed {
  return 'fault' in answer;
}

/** Thrown inside an attempt by who knows what is wrong. */
export class NetProblem extends Error {
  constructor(
    readonly kind: FaultKind,
    text: string,
  ) {
    super(text);
    this.name = 'NetProblem';
  }
}

const entry = (kind: FaultKind, text: string): Fault => ({ kind, text });

const NO_AUTHORITY = 'its certificate comes from no authority that is trusted here';
const CODES: Readonly<Record<string, Fault>> = {
  ENOTFOUND: entry('name', 'there is no such name'),
  ENODATA: entry('name', 'the name has no address'),
  EAI_AGAIN: entry('resolver', 'no name server could say its address'),
  EAI_FAIL: entry('resolver', 'no name server could say its address'),
  ESERVFAIL: entry('resolver', 'the name server failed (SERVFAIL)'),
  EREFUSED: entry('resolver', 'the name server refused to say'),
  ECONNREFUSED: entry('refused', 'connection refused'),
  EHOSTUNREACH: entry('unreachable', 'no route to the host'),
  ENETUNREACH: entry('unreachable', 'network unreachable'),
  ETIMEDOUT: entry('timeout', 'no answer'),
  ECONNRESET: entry('closed', 'the other side closed the connection'),
  ECONNABORTED: entry('closed', 'the other side closed the connection'),
  EPIPE: entry('closed', 'the other side closed the connection'),
  CERT_HAS_EXPIRED: entry('tls', 'its certificate has expired'),
  CERT_NOT_YET_VALID: entry('tls', 'its certificate is not valid yet'),
  CERT_REVOKED: entry('tls', 'its certificate was revoked'),
  DEPTH_ZERO_SELF_SIGNED_CERT: entry('tls', 'its certificate is self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: entry('tls', NO_AUTHORITY),
  UNABLE_TO_GET_ISSUER_CERT: entry('tls', NO_AUTHORITY),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: entry('tls', NO_AUTHORITY),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: entry('tls', NO_AUTHORITY),
  ERR_TLS_CERT_ALTNAME_INVALID: entry('tls', 'its certificate is for another name'),
  HPE_HEADER_OVERFLOW: entry('protocol', 'it sent more headers than anybody needs'),
};

const MAX_TEXT = 160;

/** What an error of a socket, a handshake or a parser says. What nobody knows counts as a fault of this machine. */
export function faultOf(error: unknown): Fault {
  if (error instanceof NetProblem) return { kind: error.kind, text: error.message };
  const code = codeOf(error);
  const known = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (known) return known;
  if (/^HPE_/.test(code)) return { kind: 'protocol', text: `its answer is no HTTP (${code})` };
  if (/^(ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code)) return { kind: 'tls', text: handshakeText(error) };
  return { kind: 'local', text: describeError(error).slice(0, MAX_TEXT) };
}

/** The words for a code of OpenSSL's certificate check. */
export function certificateProblem(code: string): string {
  return Object.hasOwn(CODES, code) ? CODES[code]!.text : `its certificate is not accepted (${code})`;
}

// Of several addresses of one name the first one tells.
function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly unknown[] };
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return typeof code === 'string' ? code : '';
}

// `…:SSL routines:ssl3_get_record:wrong version number:…` is for programmers.
function handshakeText(error: unknown): string {
  const { code = '', reason } = error as { code?: string; reason?: string };
  const why =
    reason ??
    code
      .replace(/^ERR_SSL_/, '')
      .replaceAll('_', ' ')
      .toLowerCase();
  return `the TLS handshake failed: ${why.slice(0, MAX_TEXT)}`;
}
