// STOMP frames, in pieces split anywhere.
import { BadHeader, FrameTooLarge, NotStomp } from '../../../lib/stomp/errors';
import {
  DEFAULT_FRAME_LIMITS,
  type FrameLimits,
  type StompFrame,
  type StompVersion,
} from '../../../lib/stomp/frame';
import { FrameParser } from '../../../lib/stomp/frame_parser';
import { encodeFrame } from '../../../lib/stomp/frame_writer';
import { type FuzzCodec, mustBe, refusedOrTaken } from '../fuzz_codec';
import type { Random } from '../random';

const LIMITS = { maxBodyBytes: 8192, maxHeaderBytes: 2048, maxHeaders: 32 };
const VERSIONS: readonly StompVersion[] = ['1.0', '1.1', '1.2'];

interface Parsed {
  readonly frames: StompFrame[];
  readonly error: Error | undefined;
}

function parse(chunks: Iterable<Buffer>, version: StompVersion, limits: FrameLimits = LIMITS): Parsed {
  const frames: StompFrame[] = [];
  const onFrame = (frame: StompFrame): void => void frames.push({ ...frame, body: Buffer.from(frame.body) });
  const parser = new FrameParser({ onFrame }, limits);
  parser.version = version;
  try {
    for (const chunk of chunks) parser.push(chunk);
    return { frames, error: undefined };
  } catch (error) {
    if (error instanceof NotStomp || error instanceof FrameTooLarge) return { frames, error };
    throw error;
  }
}

function* pieces(bytes: Buffer, random: Random): Iterable<Buffer> {
  const longest = random.pick([1, 7, 64, 1000]);
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + random.below(longest));
    yield bytes.subarray(at, end);
    at = end;
  }
}

function sameFrame(one: StompFrame, other: StompFrame | undefined): boolean {
  const { 'content-length': _a, ...headers } = one.headers;
  const { 'content-length': _b, ...others } = other?.headers ?? {};
  return (
    one.command === other?.command &&
    one.body.equals(other.body) &&
    JSON.stringify(headers) === JSON.stringify(others)
  );
}

export const stomp: FuzzCodec = {
  name: 'stomp',
  // As ActiveMQ, RabbitMQ and the stomp gem send them.
  corpus: [
    'CONNECTED\nserver:RabbitMQ/3.10.8\nsession:session-g71sDz\nheart-beat:0,0\nversion:1.2\n\n\0\n',
    'CONNECT\naccept-version:1.1,1.0\nhost:mcollective\nheart-beat:30500,29500\nlogin:mcollective\npasscode:x\ncontent-length:0\ncontent-type:text/plain; charset=UTF-8\n\n\0',
    'MESSAGE\nsubscription:s1\ndestination:/queue/a\nmessage-id:ID\\c1\\n2\\\\3\ncontent-length:7\n\n\x04\x08\0\n\0ab\0\n\n',
    'MESSAGE\r\nsubscription:s1\r\ndestination:/topic/a.b\r\nreply-to:/reply-queue/amq.gen-J6\r\n\r\nto the NUL\0',
    "ERROR\nmessage:not_found\ncontent-type:text/plain\nversion:1.0,1.1,1.2\ncontent-length:55\n\nNOT_FOUND - no exchange 'nosuch_broadcast' in vhost '/'\0\n",
    'SEND\ntimestamp:1700000000000\nexpires:1700000070000\nreply-to:/queue/mcollective.reply.c_1.2\nmc_identity:node1\ndestination:/queue/mcollective.nodes\ncontent-length:3\n\nabc\0RECEIPT\nreceipt-id:1\n\n\0',
    "SUBSCRIBE\nselector:mc_identity = 'node1.example.net'\ndestination:/queue/mcollective.nodes\ncontent-length:0\n\n\0\n\n\n",
    'RECEIPT\nreceipt-id: 7\nempty:\n:noname\n\n\0',
  ].map(text => Buffer.from(text, 'latin1')),
  dictionary: [
    'content-length:',
    'content-length:999999999999',
    '\n\n',
    '\r\n',
    '\0',
    '\\n',
    '\\c',
    '\\r',
    '\\x',
    'MESSAGE\n',
    'a:b\n',
    '__proto__:x\n',
    'destination:',
  ],
  feed(input, random) {
    const version = random.pick(VERSIONS);
    const whole = parse([input], version);
    const split = parse(pieces(input, random), version);
    mustBe(whole.frames.length === split.frames.length, 'splitting changes no frame');
    mustBe(
      whole.frames.every((frame, i) => sameFrame(frame, split.frames[i])),
      'splitting changes no frame',
    );
    // Which fault is seen first may depend on where the bytes are split; that there is one may not.
    mustBe(!whole.error === !split.error, 'splitting changes no verdict');
    for (const frame of whole.frames) {
      refusedOrTaken(() => {
        // Escapes make it longer.
        const [again] = parse([encodeFrame(frame, version)], version, DEFAULT_FRAME_LIMITS).frames;
        mustBe(sameFrame(frame, again), 'what was written is read as the same');
      }, BadHeader);
    }
    return whole.error === undefined;
  },
};
