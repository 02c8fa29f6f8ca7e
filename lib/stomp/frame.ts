// A STOMP frame as a value. Specification: STOMP 1.0, 1.1, 1.2.

/** Header names and values, unescaped; of repeated headers the first counts (1.1 onwards). Null prototype. */
export type StompHeaders = Record<string, string>;

export interface StompFrame {
  readonly command: string;
  readonly headers: StompHeaders;
  readonly body: Buffer;
}

export type StompVersion = '1.0' | '1.1' | '1.2';

export const EMPTY_BODY = Buffer.alloc(0);

/** Headers without a prototype, so that a header named `__proto__` is only a header. */
export function makeHeaders(entries: Record<string, string> = {}): StompHeaders {
  return Object.assign(Object.create(null), entries);
}

/** Bounds on what a peer may send; crossing one ends the connection. */
export interface FrameLimits {
  /** Largest body in bytes. */
  readonly maxBodyBytes: number;
  /** Largest command line plus headers in bytes. */
  readonly maxHeaderBytes: number;
  readonly maxHeaders: number;
}

export const DEFAULT_FRAME_LIMITS: FrameLimits = {
  maxBodyBytes: 32 * 1024 * 1024,
  maxHeaderBytes: 64 * 1024,
  maxHeaders: 256,
};
