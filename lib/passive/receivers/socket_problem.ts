// Why a server could not be talked to, in words.

const PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'its name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it broke the connection',
  EPIPE: 'it broke the connection',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is from no authority we know',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is from no authority we know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is from no authority we know',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is from no authority we know',
};

/** `signal` is what the attempt was bounded by. */
export function socketProblem(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'it did not answer in time';
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : PROBLEMS[code]) ?? (message || code || 'the connection failed');
}
