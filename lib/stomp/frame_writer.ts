// Frames to bytes, STOMP 1.0, 1.1 and 1.2.
import type { StompFrame, StompVersion } from './frame';
import { encodeHeader, isHandshake } from './header_escape';

// Frames that may have a body say how long it is even when it is empty: the payload may hold NUL bytes,
// and ActiveMQ makes a BytesMessage (not a TextMessage, which would damage binary data) only when told.
const WITH_BODY = new Set(['SEND', 'MESSAGE', 'ERROR']);

/**
 * The wire form of a frame. Header values go out as they are, escaped as `version` demands; `content-length`
 * is computed (one in `frame.headers` is ignored). Throws BadHeader for what the version cannot carry.
 */
export function encodeFrame(frame: StompFrame, version: StompVersion): Buffer {
  const { command, headers, body } = frame;
  const escaping = isHandshake(command) ? '1.0' : version;
  let head = `${command}\n`;
  for (const name in headers) {
    if (name !== 'content-length') head += `${encodeHeader(name, headers[name]!, escaping)}\n`;
  }
  if (body.length > 0 || WITH_BODY.has(command)) head += `content-length:${body.length}\n`;
  return joinFrame(`${head}\n`, body);
}

function joinFrame(head: string, body: Buffer): Buffer {
  const headLength = Buffer.byteLength(head);
  const bytes = Buffer.allocUnsafe(headLength + body.length + 1);
  bytes.write(head);
  body.copy(bytes, headLength);
  bytes[bytes.length - 1] = 0;
  return bytes;
}
