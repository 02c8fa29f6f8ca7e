// A trace in lines for people: the time in the first column, what happened beside it, details below.
import type { Plain } from '../rpc/reply';
import type {
  Connected,
  FrameSeen,
  Headers,
  Received,
  Replied,
  Requested,
  Sent,
  SocketOpened,
  StateChanged,
  Subscribed,
  TraceEvent,
} from '../trace/trace_event';
import { hexDump } from './hex_dump';
import { printableLine } from './printable';
import { lineOfValue } from './result_block';
import { signed } from './trace_summary';

const TIME_COLUMNS = 8;
const INDENT = ' '.repeat(TIME_COLUMNS + 2);
const NAME_COLUMNS = 15;
// Of each request; the rest is one line each, or only counted.
const DETAILED_REPLIES = 5;
const SHOWN_SENDS = 5;
const MAX_FRAMES = 500;

export class TraceText {
  #replies = 0;
  #sends = 0;
  #provider = '';
  #shownFrames = 0;

  constructor(
    private readonly columns: number,
    /** Headers are shown with the frames already. */
    private readonly frames = false,
  ) {}

  /** The lines of one event; none when it says nothing new. */
  lines(event: TraceEvent): string[] {
    switch (event.event) {
      case 'socket':
        return this.#socket(event);
      case 'connected':
        return this.#connected(event);
      case 'subscribe':
        return this.#subscribed(event);
      case 'request':
        return this.#requested(event);
      case 'send':
        return this.#sent(event);
      case 'receipt':
        return this.#received(event);
      case 'reply':
        return this.#replied(event);
      case 'state':
        return this.#state(event);
      case 'frame':
        return this.#frame(event);
    }
  }

  #socket({ ms, broker, socketMs, tls }: SocketOpened): string[] {
    const what = tls ? 'TCP and TLS' : 'TCP without TLS';
    const certificate = tls?.certificate ?? 'without a name';
    return [
      at(ms, `${what} to ${broker} in ${socketMs.toFixed(1)} ms`),
      ...(tls ? this.#field('TLS', [tls.protocol, tls.cipher].filter(Boolean).join(', ')) : []),
      ...(tls
        ? this.#field('certificate', `${certificate}, ${tls.verified ? 'checked' : 'not checked'}`)
        : []),
    ];
  }

  #connected({ ms, server, version, login, vhost, heartBeat }: Connected): string[] {
    const { ours = 'none', theirs = 'none' } = heartBeat;
    return [
      at(ms, `connected to ${printableLine(server ?? 'a broker without a name')}, STOMP ${version}`),
      ...this.#field('login', login ?? 'without a user'),
      ...this.#field('virtual host', vhost ?? 'none'),
      ...this.#field('heart-beat', `ours ${ours}, the broker's ${theirs}`),
    ];
  }

  // Begins what belongs to one request.
  #subscribed({ ms, destination, headers, unasked }: Subscribed): string[] {
    const how = unasked ? 'no SUBSCRIBE: the broker delivers to' : 'SUBSCRIBE';
    return ['', ...this.#long(at(ms, `${how} ${destination}`)), ...this.#headers(headers)];
  }

  #requested(request: Requested): string[] {
    this.#replies = 0;
    this.#sends = 0;
    const { ms, agent, collective, filter, senderid, callerid, ttl, msgtime, action, bytes } = request;
    const { provider, hash, kind, covers, open } = request.security;
    this.#provider = provider;
    const when = new Date(msgtime * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    return [
      at(ms, `REQUEST to agent ${agent}, ${bytes} bytes`),
      ...this.#field('requestid', request.requestid),
      ...this.#field('collective', collective),
      ...this.#field('filter', filter),
      ...this.#field('senderid', senderid),
      ...this.#field('callerid', callerid),
      ...this.#field('msgtime', `${msgtime} (${when}), ttl ${ttl} s`),
      ...(action === undefined ? [] : this.#field('action', action)),
      ...this.#arguments(request.arguments),
      ...this.#field(provider, `${hash ?? 'no hash'}: ${kind}`),
      ...this.#field('  signed', covers.join(', ') || 'nothing'),
      ...this.#field('  not signed', open.join(', ')),
    ];
  }

  #arguments(value: Plain): string[] {
    if (typeof value !== 'object' || value === null) return this.#field('body', lineOfValue(value));
    const names = Object.entries(value);
    return names.flatMap(([name, item]) => this.#field(`  ${name}`, lineOfValue(item as Plain)));
  }

  #sent({ ms, destination, headers, bytes }: Sent): string[] {
    this.#sends += 1;
    if (this.#sends > SHOWN_SENDS) return [];
    const whom = headers.mc_identity === undefined ? '' : ` for ${headers.mc_identity}`;
    const lines = this.#long(at(ms, `SEND ${destination}${whom}, ${bytes} bytes`));
    return this.#sends === 1 ? [...lines, ...this.#headers(headers)] : lines;
  }

  #received({ ms, afterMs, frames }: Received): string[] {
    const more = this.#sends > SHOWN_SENDS ? [`${INDENT}and ${this.#sends - SHOWN_SENDS} more SENDs`] : [];
    const what = frames === 1 ? 'it' : `all ${frames}`;
    return [...more, at(ms, `RECEIPT after ${afterMs.toFixed(1)} ms: the broker has ${what}`)];
  }

  #replied(reply: Replied): string[] {
    const { ms, afterMs, sender, refused, msgtime, skewSeconds, hash, bytes, headers } = reply;
    const after = afterMs === undefined ? '' : ` after ${afterMs.toFixed(1)} ms`;
    const who = sender === undefined ? 'nobody knows whom' : printableLine(sender);
    const first = at(ms, `${refused ? 'REFUSED reply' : 'REPLY'} of ${who}${after}, ${bytes} bytes`);
    const detailed = ++this.#replies <= DETAILED_REPLIES;
    return [
      ...this.#long(first),
      ...(refused ? this.#field('because', `${printableLine(refused.problem)} (${refused.reason})`) : []),
      ...(refused || !detailed ? [] : this.#field('signature', this.#signature(hash))),
      ...(msgtime === undefined || !detailed
        ? []
        : this.#field('msgtime', `${msgtime} (clock ${signed(skewSeconds ?? 0)} s)`)),
      ...(detailed && !refused ? this.#field('says', statusText(reply)) : []),
      ...(detailed ? this.#headers(headers) : []),
    ];
  }

  #signature(hash: string | undefined): string {
    if (this.#provider === 'aes') return 'none: it was encrypted for us, and nobody signs answers';
    return `good${hash ? ` (${hash})` : ''}`;
  }

  #state({ ms, state, broker, problem }: StateChanged): string[] {
    const what = problem === undefined ? state : `${state}: ${printableLine(problem)}`;
    return this.#long(at(ms, `connection ${broker ? `with ${broker} ` : ''}${what}`));
  }

  #frame({ ms, direction, command, headers, bytes, body }: FrameSeen): string[] {
    this.#shownFrames += 1;
    if (this.#shownFrames > MAX_FRAMES)
      return this.#shownFrames === MAX_FRAMES + 1 ? ['further frames are not shown'] : [];
    const more = bytes > body.length && body.length > 0 ? [`  and ${bytes - body.length} bytes more`] : [];
    return [
      at(ms, `${direction === 'out' ? '>>>' : '<<<'} ${command}, body of ${bytes} bytes`),
      ...Object.entries(headers).flatMap(([name, value]) =>
        this.#long(`  ${printableLine(name)}:${printableLine(value)}`),
      ),
      ...hexDump(body),
      ...more,
    ];
  }

  #headers(headers: Headers): string[] {
    if (this.frames) return [];
    return Object.entries(headers).flatMap(([name, value]) => this.#field(printableLine(name), value));
  }

  // What is too long goes on below, at the same column; one long word goes below as a whole.
  #field(name: string, value: string): string[] {
    const label = INDENT + (name.length < NAME_COLUMNS ? name.padEnd(NAME_COLUMNS) : `${name} `);
    const text = printableLine(value);
    if (label.length + text.length > this.columns && !text.includes(' '))
      return [label.trimEnd(), ...this.#below(text)];
    return pieces(text, Math.max(20, this.columns - label.length)).map((piece, i) =>
      i === 0 ? (label + piece).trimEnd() : ' '.repeat(label.length) + piece,
    );
  }

  #long(line: string): string[] {
    if (line.length <= this.columns) return [line];
    const [first = ''] = pieces(line, this.columns);
    return [first, ...this.#below(line.slice(first.length).trimStart())];
  }

  #below(text: string): string[] {
    const width = Math.max(20, this.columns - INDENT.length - 2);
    return pieces(text, width).map(piece => `${INDENT}  ${piece}`);
  }
}

function statusText({ statuscode, statusmsg }: Replied): string {
  return statuscode === undefined ? 'pong' : `statuscode ${statuscode} ${statusmsg ?? ''}`;
}

function at(ms: number, text: string): string {
  return `${ms.toFixed(1).padStart(TIME_COLUMNS)}  ${text}`;
}

// At a blank when there is one near the end of the piece.
function pieces(text: string, width: number): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > width * 0.6 ? blank + 1 : width;
    found.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end);
  }
  return [...found, rest];
}
