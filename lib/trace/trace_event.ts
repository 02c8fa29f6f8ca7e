// What a trace tells, one thing at a time. Times are milliseconds since the trace began. Nothing here is secret:
// passwords are left out, signatures shortened, arguments with secret names hidden.
import type { Plain } from '../marshal/plain';

export type Headers = Readonly<Record<string, string>>;

/** TCP and TLS are set up; the login comes next. */
export interface SocketOpened {
  readonly event: 'socket';
  readonly ms: number;
  readonly broker: string;
  /** What TCP and TLS took, ms. */
  readonly socketMs: number;
  /** Undefined: plain TCP. */
  readonly tls: TlsFacts | undefined;
}

export interface TlsFacts {
  readonly protocol: string | undefined;
  readonly cipher: string | undefined;
  /** Common name in the broker's certificate. */
  readonly certificate: string | undefined;
  /** Checked against our authorities; false when the configuration says not to. */
  readonly verified: boolean;
}

/** The broker took the login. */
export interface Connected {
  readonly event: 'connected';
  readonly ms: number;
  readonly broker: string;
  /** As it calls itself. */
  readonly server: string | undefined;
  readonly version: string;
  readonly login: string | undefined;
  readonly vhost: string | undefined;
  /** What each side offers, as on the wire: interval it can keep, interval it wants; ms, 0 = none. */
  readonly heartBeat: { readonly ours: string | undefined; readonly theirs: string | undefined };
}

export interface Subscribed {
  readonly event: 'subscribe';
  readonly ms: number;
  readonly destination: string;
  readonly headers: Headers;
  /** No frame was sent: the broker delivers without being asked. */
  readonly unasked: boolean;
}

/** A request was made and signed. */
export interface Requested {
  readonly event: 'request';
  readonly ms: number;
  readonly requestid: string;
  readonly agent: string;
  readonly collective: string;
  readonly senderid: string;
  readonly callerid: string;
  /** Seconds. */
  readonly ttl: number;
  /** Epoch seconds. */
  readonly msgtime: number;
  /** In words. */
  readonly filter: string;
  readonly action: string | undefined;
  readonly arguments: Plain;
  readonly security: Signature;
  /** Of the payload. */
  readonly bytes: number;
}

export interface Signature {
  readonly provider: string;
  /** What it is, e.g. `MD5 over the body and the shared key`. */
  readonly kind: string;
  /** Its beginning. */
  readonly hash: string | undefined;
  readonly covers: readonly string[];
  readonly open: readonly string[];
}

export interface Sent {
  readonly event: 'send';
  readonly ms: number;
  readonly requestid: string | undefined;
  readonly destination: string;
  readonly headers: Headers;
  readonly bytes: number;
}

/** The broker has processed everything sent before. */
export interface Received {
  readonly event: 'receipt';
  readonly ms: number;
  readonly requestid: string | undefined;
  /** Since the last frame before it was sent. */
  readonly afterMs: number;
  readonly frames: number;
}

/** A frame on a reply queue. */
export interface Replied {
  readonly event: 'reply';
  readonly ms: number;
  /** Of the request whose queue it came through. */
  readonly requestid: string | undefined;
  /** Since the first frame of that request was sent. */
  readonly afterMs: number | undefined;
  readonly headers: Headers;
  readonly bytes: number;
  /** Who it says it is from; proven only when not refused. */
  readonly sender: string | undefined;
  /** Why it was refused: the reason by name, and in words. */
  readonly refused: { readonly reason: string; readonly problem: string } | undefined;
  readonly msgtime: number | undefined;
  /** The node's clock minus ours, whole seconds. */
  readonly skewSeconds: number | undefined;
  /** Undefined for discovery, which answers `pong`. */
  readonly statuscode: number | undefined;
  readonly statusmsg: string | undefined;
  readonly hash: string | undefined;
}

/** The connection changed its state. */
export interface StateChanged {
  readonly event: 'state';
  readonly ms: number;
  readonly state: 'connected' | 'disconnected' | 'error' | 'failed' | 'not connected';
  readonly broker: string | undefined;
  readonly problem: string | undefined;
}

/** Any frame as it went over the wire; told only when asked for. */
export interface FrameSeen {
  readonly event: 'frame';
  readonly ms: number;
  readonly direction: 'out' | 'in';
  readonly command: string;
  readonly headers: Headers;
  readonly bytes: number;
  /** The beginning of the body, with secrets overwritten. */
  readonly body: Buffer;
}

export type TraceEvent =
  | SocketOpened
  | Connected
  | Subscribed
  | Requested
  | Sent
  | Received
  | Replied
  | StateChanged
  | FrameSeen;
