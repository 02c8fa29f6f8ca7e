// Replies of a mail server from a stream of bytes (RFC 5321, 4.2): `250-first`, `250 last`. Bounded: who sends endless
// lines, or endless many, is no mail server.
import { NetProblem } from '../fault';

export type SmtpReply = {
  readonly code: number;
  /** Without code and line ends. */
  readonly lines: readonly string[];
};

const MAX_LINE_BYTES = 2048;
const MAX_LINES = 128;
const LF = 0x0a;

export class SmtpReplies {
  #rest: Buffer = Buffer.alloc(0);
  #lines: string[] = [];
  #code = 0;

  /** The replies that are complete now. Throws NetProblem for what is no reply. */
  push(chunk: Buffer): SmtpReply[] {
    const replies: SmtpReply[] = [];
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (let end = data.indexOf(LF); end >= 0; end = data.indexOf(LF)) {
      const reply = this.#line(data.subarray(0, end));
      if (reply) replies.push(reply);
      data = data.subarray(end + 1);
    }
    if (data.length > MAX_LINE_BYTES) throw tooLong();
    this.#rest = Buffer.from(data);
    return replies;
  }

  /** True when bytes came that belong to no complete reply: they would be read as part of the next one. */
  get pending(): boolean {
    return this.#rest.length > 0 || this.#lines.length > 0;
  }

  #line(bytes: Buffer): SmtpReply | undefined {
    if (bytes.length > MAX_LINE_BYTES) throw tooLong();
    const text = bytes.toString('utf8').replace(/\r$/, '');
    const [, digits, mark, rest = ''] = /^([2-5]\d\d)(?:([- ])(.*))?$/.exec(text) ?? [];
    const code = Number(digits);
    if (digits === undefined || text.includes('\0')) throw new NetProblem('protocol', noReply(text));
    if (this.#lines.length > 0 && code !== this.#code)
      throw new NetProblem('protocol', `a reply began with ${this.#code} and went on with ${code}`);
    if (this.#lines.length === MAX_LINES)
      throw new NetProblem('protocol', `a reply has more than ${MAX_LINES} lines`);
    this.#code = code;
    this.#lines.push(rest);
    if (mark === '-') return undefined;
    const lines = this.#lines;
    this.#lines = [];
    return { code, lines };
  }
}

const tooLong = (): NetProblem =>
  new NetProblem('protocol', `it sent a line of more than ${MAX_LINE_BYTES} bytes`);

function noReply(text: string): string {
  return `it says ${JSON.stringify(text.slice(0, 60))}, which is no reply of a mail server`;
}
