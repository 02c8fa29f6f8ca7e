// A security provider that tells the trace what it signs and what it makes of each reply.
import type { ReplyMessage, RequestMessage } from '../mcollective/message';
import type { OutgoingRequest, SecurityProvider } from '../mcollective/security/security_provider';
import type { TraceLog } from './trace_log';

export class TracingSecurity implements SecurityProvider {
  constructor(
    private readonly inner: SecurityProvider,
    private readonly log: TraceLog,
  ) {}

  get name(): string {
    return this.inner.name;
  }

  get callerid(): string {
    return this.inner.callerid;
  }

  encodeRequest(request: OutgoingRequest): Buffer {
    const payload = this.inner.encodeRequest(request);
    this.log.requested(request, this.callerid, this.name, payload);
    return payload;
  }

  decodeReply(payload: Buffer): ReplyMessage {
    try {
      const reply = this.inner.decodeReply(payload);
      this.log.decoded({ payload, reply });
      return reply;
    } catch (error) {
      this.log.decoded({ payload, error });
      throw error;
    }
  }

  decodeRequest(payload: Buffer): RequestMessage {
    return this.inner.decodeRequest(payload);
  }

  encodeReply(reply: ReplyMessage, callerid: string): Buffer {
    return this.inner.encodeReply(reply, callerid);
  }
}
