// Refuses requests this node has seen before, and requests from the future: what MCollective lacks.
//
// A request is known by who sent it (callerid, senderid), its requestid, its agent and its body. Each node gets one
// requestid once: batches reuse an id, but for other nodes. ttl, time stamp and filter are left out on purpose: PSK does
// not sign them, and whoever changed one of them would not make another request of it.
//
// Security plugins that sign ttl and time stamp allow one thing more: the signed part tells a copy whose requestid was
// changed. Two honest requests can have the same signed part (two checks asking alike within one second), so a twin may
// come shortly after the first, not later.
import { createHash } from 'node:crypto';
import type { ReplayConfig } from '../config/config';
import { MarshalError } from '../marshal/errors';
import { looseGet } from '../marshal/values';
import { dump } from '../marshal/writer';
import type { RequestMessage } from '../mcollective/message';

/** Why a request is not acted on, with a sentence for the log. */
export interface Refusal {
  readonly reason: 'expired' | 'future' | 'replay' | 'overloaded' | 'malformed';
  readonly why: string;
}

export interface ReplayGuardOptions extends ReplayConfig {
  /** The signature covers ttl and time stamp. */
  readonly signedTime: boolean;
}

/** Honest twins were sent within one second; the rest is for slow brokers and clocks that differ. */
const TWIN_SECONDS = 3;

/** Links in a message can stand for more than its own length. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

export class ReplayGuard {
  // Insertion time by key, and the keys by the second after which their request is expired anyway: by the clock, which
  // may be set, and by the time that has really passed.
  readonly #seen = new Map<string, number>();
  readonly #buckets = new Map<number, { readonly keys: string[]; heldUntil: number }>();
  #sweptAt = 0;
  #passed = 0;

  constructor(private readonly options: ReplayGuardOptions) {}

  /** Keys remembered. */
  get size(): number {
    return this.#seen.size;
  }

  /**
   * Undefined when the request is new and of a time that is taken; then it is remembered until its ttl is over. Only
   * for requests that were verified and are within their own ttl: nobody else may fill the table. `monotonicSeconds`
   * tells how much time passes whatever the clock is set to.
   */
  refuse(request: RequestMessage, nowSeconds: number, monotonicSeconds = nowSeconds): Refusal | undefined {
    this.#passed = monotonicSeconds;
    this.#sweep(nowSeconds);
    return this.#badTime(request, nowSeconds) ?? this.#remember(request, nowSeconds);
  }

  #badTime({ msgtime }: RequestMessage, now: number): Refusal | undefined {
    const { futureTolerance, maxTtl } = this.options;
    const ahead = msgtime - now;
    if (ahead > futureTolerance) {
      return {
        reason: 'future',
        why: `it is dated ${ahead} seconds ahead, ${futureTolerance} are allowed; compare the clocks`,
      };
    }
    if (-ahead <= maxTtl) return undefined;
    return { reason: 'expired', why: `it is ${-ahead} seconds old and node.replay.max_ttl is ${maxTtl}` };
  }

  #remember(request: RequestMessage, now: number): Refusal | undefined {
    const body = bytesOf(request);
    if (!body) return { reason: 'malformed', why: 'its body is too large to be told from others' };
    const key = digest([request.callerid, request.senderid, request.requestid, request.agent], body);
    if (this.#seen.has(key)) return { reason: 'replay', why: 'this node has seen it before' };
    const twin = this.options.signedTime && isRpc(request) ? twinKey(request, body) : undefined;
    const firstSeen = twin === undefined ? undefined : this.#seen.get(twin);
    if (firstSeen !== undefined && now - firstSeen > TWIN_SECONDS) {
      return { reason: 'replay', why: 'this node has seen its signed part before, under another request id' };
    }
    // A live entry is never given up for a new one: that would be a way to make the node forget.
    const keys = twin === undefined || firstSeen !== undefined ? [key] : [key, twin];
    if (this.#seen.size + keys.length > this.options.maxEntries) return this.#full();
    for (const entry of keys) this.#add(entry, request, now);
    return undefined;
  }

  #full(): Refusal {
    const { maxEntries } = this.options;
    return {
      reason: 'overloaded',
      why: `${maxEntries} requests (node.replay.max_entries) are remembered until their ttl is over`,
    };
  }

  #add(key: string, { msgtime, ttl }: RequestMessage, now: number): void {
    // Nobody gets an entry forgotten early by a short ttl, nor kept for ever by a long one.
    const until = Math.max(msgtime + Math.min(ttl, this.options.maxTtl), now);
    this.#seen.set(key, now);
    const bucket = this.#buckets.get(until);
    const heldUntil = this.#passed + until - now;
    if (bucket) {
      bucket.keys.push(key);
      bucket.heldUntil = Math.max(bucket.heldUntil, heldUntil);
    } else this.#buckets.set(until, { keys: [key], heldUntil });
  }

  // Once a second at most; there are no more buckets than seconds in the longest ttl.
  #sweep(now: number): void {
    if (now === this.#sweptAt) return;
    this.#sweptAt = now;
    for (const [until, { keys, heldUntil }] of this.#buckets) {
      if (until >= now || heldUntil >= this.#passed) continue;
      for (const key of keys) this.#seen.delete(key);
      this.#buckets.delete(until);
    }
  }
}

// Written anew, so that the serialisation it came in does not matter.
function bytesOf({ body }: RequestMessage): Buffer | undefined {
  try {
    return dump(body, { maxBytes: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof MarshalError) return undefined;
    throw error;
  }
}

// Discovery and registration are asked alike by many within a second, and act on nothing.
function isRpc({ body }: RequestMessage): boolean {
  return body instanceof Map && looseGet(body, 'action') !== undefined;
}

function twinKey({ callerid, ttl, msgtime }: RequestMessage, body: Buffer): string {
  return digest(['signed', callerid, `${ttl}`, `${msgtime}`], body);
}

// None of the fields can hold a line feed, so they cannot run into each other.
function digest(fields: readonly string[], body: Buffer): string {
  return createHash('sha256')
    .update(`${fields.join('\n')}\n`)
    .update(body)
    .digest('base64');
}
