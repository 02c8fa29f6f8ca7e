// Frames per second through our STOMP parser, beside @stomp/stompjs's own, in the same run.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FrameParser } from '../lib/stomp/frame_parser';
import { encodeFrame } from '../lib/stomp/frame_writer';
import type { Row } from './row';

const SIZES: readonly [label: string, bytes: number][] = [
  ['0.2 KiB', 205],
  ['1 KiB', 1024],
  ['16 KiB', 16 * 1024],
  ['64 KiB', 64 * 1024],
];
/** Pieces as a socket delivers them under load. */
const CHUNK = 64 * 1024;
const ROUNDS = 3;
const ROUND_MS = 250;

type Feed = (chunk: Buffer) => void;
/** A parser that calls `count` once a frame. */
type MakeParser = (count: () => void) => Feed;

interface StompjsParser {
  new (onFrame: () => void, onPing: () => void): { parseChunk(chunk: ArrayBuffer): void };
}

/** Rows for 0.2, 1, 16 and 64 KiB bodies, ours and stompjs's; takes about six seconds. */
export async function benchStomp(): Promise<Row[]> {
  const stompjs = await stompjsParser();
  const rows: Row[] = [];
  for (const [label, bytes] of SIZES) {
    const chunks = messageStream(bytes);
    const goal = bytes === 1024 ? { goal: '≥ 300000' } : {};
    rows.push({ name: `stomp parse ${label}`, unit: 'frames/s', value: best(ourParser, chunks), ...goal });
    rows.push({ name: `stompjs parse ${label}`, unit: 'frames/s', value: best(stompjs, chunks) });
  }
  return rows;
}

const ourParser: MakeParser = count => {
  const parser = new FrameParser({ onFrame: count });
  parser.version = '1.1';
  return chunk => parser.push(chunk);
};

// The parser is not exported by the package; its ES module is loaded from the file. It takes an ArrayBuffer.
async function stompjsParser(): Promise<MakeParser> {
  const bundle = createRequire(__filename).resolve('@stomp/stompjs');
  const file = join(dirname(bundle), '..', 'esm6', 'parser.js');
  // Kept from becoming require() by the CommonJS compiler.
  const load = new Function('url', 'return import(url)') as (
    url: string,
  ) => Promise<{ Parser: StompjsParser }>;
  const { Parser } = await load(pathToFileURL(file).href);
  return count => {
    const parser = new Parser(count, () => {});
    return chunk => {
      const copy = new Uint8Array(chunk.length);
      copy.set(chunk);
      parser.parseChunk(copy.buffer);
    };
  };
}

// At least 1 MiB of MESSAGE frames as ActiveMQ sends them to an MCollective client.
function messageStream(bodyBytes: number): Buffer[] {
  const frame = encodeFrame(
    { command: 'MESSAGE', headers: messageHeaders(), body: Buffer.alloc(bodyBytes, 0xa5) },
    '1.1',
  );
  const count = Math.ceil((1024 * 1024) / frame.length);
  const stream = Buffer.concat(Array.from({ length: count }, () => [frame, Buffer.from('\n')]).flat());
  const chunks: Buffer[] = [];
  for (let at = 0; at < stream.length; at += CHUNK) chunks.push(Buffer.from(stream.subarray(at, at + CHUNK)));
  return chunks;
}

function messageHeaders(): Record<string, string> {
  return {
    expires: '1700000070000',
    destination: '/queue/mcollective.reply.client.example.net_4242.2',
    subscription: '/queue/mcollective.reply.client.example.net_4242.2',
    priority: '4',
    mc_sender: 'node17.example.net',
    'message-id': 'ID:broker1-41233-1700000000000-3:27:-1:1:1941',
    timestamp: '1700000000123',
  };
}

function best(makeParser: MakeParser, chunks: readonly Buffer[]): number {
  let frames = 0;
  const feed = makeParser(() => {
    frames++;
  });
  for (const chunk of chunks) feed(chunk);
  let rate = 0;
  for (let round = 0; round < ROUNDS; round++) {
    frames = 0;
    const start = performance.now();
    do for (const chunk of chunks) feed(chunk);
    while (performance.now() - start < ROUND_MS);
    rate = Math.max(rate, (frames * 1000) / (performance.now() - start));
  }
  return Math.round(rate);
}
