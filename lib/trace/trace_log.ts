// Where decorators tell what they see: puts it on one time line and links frames to the request they belong to.

import { isFleetspecError } from '../errors';
import { MarshalError } from '../marshal/errors';
import { type Plain, toPlain } from '../marshal/plain';
import { MessageRefused } from '../mcollective/errors';
import type { ReplyMessage } from '../mcollective/message';
import { parseRpcReply, parseRpcRequest } from '../mcollective/rpc_body';
import type { OutgoingRequest } from '../mcollective/security/security_provider';
import { skewSeconds } from '../rpc/clock_skew';
import { describeFilter } from '../rpc/describe_filter';
import type { StompMessage } from '../stomp/connection';
import type { Clock } from '../util/clock';
import { type Peeked, peekEnvelope } from './peek_envelope';
import { SecretsSeen } from './secrets_seen';
import { shownArguments } from './shown_arguments';
import { signatureFacts } from './signature_facts';
import type { Headers, Replied, TraceEvent } from './trace_event';

/** So much of a hash identifies it. */
const SHOWN_OF_HASH = 8;

/** Without its time, which the log adds. */
type Untimed<Event> = Event extends TraceEvent ? Omit<Event, 'ms'> : never;

interface Asked {
  readonly requestid: string;
  /** When its first frame was sent. */
  readonly ms: number;
}

/** What the security plugin made of a payload. */
export type Decoded = { readonly payload: Buffer } & (
  | { readonly reply: ReplyMessage }
  | { readonly error: unknown }
);

export class TraceLog {
  readonly secrets = new SecretsSeen();
  readonly #start: number;
  // The request being published, and all of them by their reply-to.
  #current: string | undefined;
  readonly #asked = new Map<string, Asked>();
  #decoded: Decoded | undefined;

  /** `sink` is told each event at once. */
  constructor(
    readonly clock: Clock,
    private readonly sink: (event: TraceEvent) => void,
  ) {
    this.#start = clock.monotonic();
  }

  /** Milliseconds since the trace began. */
  get ms(): number {
    return this.clock.monotonic() - this.#start;
  }

  add(event: Untimed<TraceEvent>): void {
    this.sink({ ...event, ms: this.ms } as TraceEvent);
  }

  /** A request was encoded: the next frames sent are its. */
  requested(request: OutgoingRequest, callerid: string, provider: string, payload: Buffer): void {
    this.#current = request.requestid;
    const { action, data } = contentOf(request);
    const { hash } = this.#peek(payload);
    const { agent, collective, requestid, senderid, ttl, msgtime } = request;
    this.add({
      event: 'request',
      ...{ requestid, agent, collective, senderid, callerid, ttl, msgtime, action },
      filter: describeFilter(request.filter),
      arguments: shownArguments(data, text => this.secrets.add(text)),
      security: { provider, ...signatureFacts(provider), hash },
      bytes: payload.length,
    });
  }

  sent(destination: string, headers: Headers, bytes: number): void {
    const requestid = this.#current;
    const replyTo = headers['reply-to'];
    if (requestid !== undefined && replyTo !== undefined) {
      if (this.#asked.get(replyTo)?.requestid !== requestid)
        this.#asked.set(replyTo, { requestid, ms: this.ms });
    }
    this.add({ event: 'send', requestid, destination, headers, bytes });
  }

  /** The broker is asked to confirm the last `frames`; call the answer when it has. */
  awaitReceipt(frames: number): () => void {
    const requestid = this.#current;
    const sent = this.ms;
    return () => this.add({ event: 'receipt', requestid, afterMs: this.ms - sent, frames });
  }

  /** What the security plugin made of the payload of the message being taken. */
  decoded(result: Decoded): void {
    this.#decoded = result;
  }

  /** A message on a subscription; `take` hands it to who subscribed, and decodes it on the way. */
  message(destination: string, message: StompMessage, take: () => void): void {
    this.#decoded = undefined;
    take();
    const ms = this.ms;
    const asked = this.#asked.get(destination);
    this.add({
      event: 'reply',
      requestid: asked?.requestid,
      afterMs: asked && ms - asked.ms,
      headers: { ...message.headers },
      bytes: message.body.length,
      ...this.#judge(this.#decoded),
    });
    this.#decoded = undefined;
  }

  #judge(decoded: Decoded | undefined): Judged {
    if (!decoded)
      return { ...UNKNOWN, refused: refusal(new MessageRefused('malformed', 'its payload cannot be read')) };
    const { senderid: sender, hash } = this.#peek(decoded.payload);
    if ('error' in decoded) return { ...UNKNOWN, sender, hash, refused: refusal(decoded.error) };
    const { reply } = decoded;
    const skew = skewSeconds(reply, this.clock);
    const from = { ...UNKNOWN, sender: reply.senderid, msgtime: reply.msgtime, skewSeconds: skew, hash };
    try {
      return { ...from, ...statusOf(reply) };
    } catch (error) {
      return { ...from, refused: refusal(error) };
    }
  }

  /** From now on only the beginning of the payload's signature is shown. */
  hideSignature(payload: Buffer): void {
    this.#peek(payload);
  }

  #peek(payload: Buffer): Peeked {
    const { senderid, hash } = peekEnvelope(payload);
    if (hash !== undefined) this.secrets.add(hash.slice(SHOWN_OF_HASH));
    return { senderid, hash: shortened(hash) };
  }
}

type Judged = Pick<
  Replied,
  'sender' | 'refused' | 'msgtime' | 'skewSeconds' | 'statuscode' | 'statusmsg' | 'hash'
>;

const UNKNOWN: Judged = {
  sender: undefined,
  refused: undefined,
  msgtime: undefined,
  skewSeconds: undefined,
  statuscode: undefined,
  statusmsg: undefined,
  hash: undefined,
};

function refusal(error: unknown): { reason: string; problem: string } {
  if (error instanceof MessageRefused) return { reason: error.reason, problem: error.what };
  return { reason: 'malformed', problem: isFleetspecError(error) ? error.message : 'it cannot be read' };
}

// Discovery is answered with a String.
function statusOf({ body, senderagent }: ReplyMessage): Pick<Replied, 'statuscode' | 'statusmsg'> {
  if (senderagent === 'discovery') return { statuscode: undefined, statusmsg: undefined };
  const { statuscode, statusmsg } = parseRpcReply(body);
  return { statuscode, statusmsg };
}

function contentOf({ agent, body }: OutgoingRequest): { action: string | undefined; data: Plain } {
  if (agent === 'discovery') return { action: undefined, data: toPlain(body) };
  try {
    const { action, data } = parseRpcRequest(body);
    const plain = Object.entries(data).map(([name, value]) => [name, toPlain(value)]);
    return { action, data: Object.fromEntries(plain) as Plain };
  } catch (error) {
    if (!(error instanceof MarshalError) && !(error instanceof MessageRefused)) throw error;
    return { action: undefined, data: null };
  }
}

function shortened(hash: string | undefined): string | undefined {
  return hash && `${hash.slice(0, SHOWN_OF_HASH)}…`;
}
