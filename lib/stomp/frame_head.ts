// Command line and headers of a STOMP frame: text to values. Grammar: STOMP 1.2, "Augmented BNF".
import { FrameTooLarge, NotStomp } from './errors';
import { makeHeaders, type StompHeaders, type StompVersion } from './frame';
import { decodeText, isHandshake } from './header_escape';

export interface FrameHead {
  readonly command: string;
  readonly headers: StompHeaders;
  /** From content-length; -1 when there is none and the body ends at the first NUL. */
  readonly bodyLength: number;
}

const COMMANDS: ReadonlySet<string> = new Set([
  ...['CONNECTED', 'MESSAGE', 'RECEIPT', 'ERROR'],
  ...['CONNECT', 'STOMP', 'SEND', 'SUBSCRIBE', 'UNSUBSCRIBE', 'ACK', 'NACK'],
  ...['BEGIN', 'COMMIT', 'ABORT', 'DISCONNECT'],
]);
const LONGEST_COMMAND = 'UNSUBSCRIBE'.length;

/**
 * Throws NotStomp as soon as the first bytes of a frame cannot become a known command, so that an SSH
 * greeting or a TLS alert is named at once instead of waiting for headers that will not come.
 */
export function checkCommandStart(start: Buffer): void {
  const text = start.toString('latin1', 0, Math.min(start.length, LONGEST_COMMAND + 2));
  const lineEnd = text.indexOf('\n');
  const line = lineEnd < 0 ? text : text.slice(0, lineEnd);
  const word = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (lineEnd >= 0 ? COMMANDS.has(word) : isCommandPrefix(word)) return;
  throw notACommand(start.toString('latin1', 0, 80));
}

function isCommandPrefix(word: string): boolean {
  for (const command of COMMANDS) if (command.startsWith(word)) return true;
  return false;
}

/** Parses command line, headers and the blank line after them. */
export function parseHead(text: string, version: StompVersion, maxHeaders: number): FrameHead {
  const lineEnd = text.indexOf('\n');
  // A command line that ends in CR LF sets the style of a 1.0 or 1.1 frame, where CR may end a value.
  const crlf = text.charCodeAt(lineEnd - 1) === 13;
  const command = text.slice(0, crlf ? lineEnd - 1 : lineEnd);
  if (!COMMANDS.has(command)) throw notACommand(text);
  const handshake = isHandshake(command);
  const headers = parseHeaders(text, lineEnd + 1, {
    crlf: crlf || handshake || version === '1.2',
    escaped: !handshake && version !== '1.0' && text.includes('\\'),
    maxHeaders,
  });
  return { command, headers, bodyLength: bodyLengthOf(headers['content-length']) };
}

interface HeaderStyle {
  readonly crlf: boolean;
  readonly escaped: boolean;
  readonly maxHeaders: number;
}

function parseHeaders(text: string, from: number, style: HeaderStyle): StompHeaders {
  const headers = makeHeaders();
  let left = style.maxHeaders;
  for (let at = from; at < text.length; ) {
    const lineEnd = text.indexOf('\n', at);
    const end = style.crlf && text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
    if (end <= at || text.charCodeAt(at) === 13) break;
    if (--left < 0) throw new FrameTooLarge('the peer', `more than ${style.maxHeaders} headers`);
    addHeader(headers, text, at, end, style.escaped);
    at = lineEnd + 1;
  }
  return headers;
}

function addHeader(headers: StompHeaders, text: string, at: number, end: number, escaped: boolean): void {
  const colon = text.indexOf(':', at);
  if (colon < 0 || colon >= end) {
    throw new NotStomp('the peer', `header line without a colon: ${printable(text.slice(at, end))}`);
  }
  const name = escaped ? decodeText(text.slice(at, colon)) : text.slice(at, colon);
  // Of repeated headers the first counts (1.1, "Repeated Header Entries").
  if (headers[name] !== undefined) return;
  headers[name] = escaped ? decodeText(text.slice(colon + 1, end)) : text.slice(colon + 1, end);
}

function bodyLengthOf(value: string | undefined): number {
  if (value === undefined) return -1;
  // Old 1.0 peers write a space after the colon.
  if (!/^ *[0-9]{1,15} *$/.test(value)) {
    throw new NotStomp('the peer', `content-length is not a number: ${printable(value)}`);
  }
  return Number(value);
}

function notACommand(start: string): NotStomp {
  // A TLS record: alert or handshake, then the major version 3.
  if (/^[\x15\x16]\x03/.test(start)) {
    return new NotStomp('the peer', 'it sent a TLS record', { remedy: 'switch ssl on for this broker' });
  }
  return new NotStomp('the peer', `it sent ${printable(start.split('\n', 1)[0]!)}`);
}

// Bytes of a stranger go into a message: short and without control characters.
function printable(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(short.replace(/\r$/, '')).replace(/[\x7f-\x9f]/g, '?');
}
