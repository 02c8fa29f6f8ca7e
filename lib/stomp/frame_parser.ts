// Incremental STOMP frame parser: bytes in, frames out; owns no socket. Serves client and broker alike.
import { FrameTooLarge, NotStomp } from './errors';
import {
  DEFAULT_FRAME_LIMITS,
  EMPTY_BODY,
  type FrameLimits,
  type StompFrame,
  type StompVersion,
} from './frame';
import { checkCommandStart, type FrameHead, parseHead } from './frame_head';
import { GrowingBuffer } from './growing_buffer';

/** What a parser tells. Handlers must not throw. */
export interface FrameHandlers {
  /**
   * `frame.body` is a view of the chunk it arrived in when it lay there whole: copy it to keep it for long,
   * never write to it. (Views into chunks larger than a socket read are copied here.)
   */
  onFrame(frame: StompFrame): void;
  /** A line feed between frames. */
  onHeartbeat?(): void;
}

const NUL = 0;
const LF = 10;
const CR = 13;

// Node reads sockets in pieces of at most this size; a small body may keep one of them alive, not more.
const LARGEST_PINNED = 64 * 1024;

/**
 * Push bytes as they come; frames are reported synchronously. Throws NotStomp or FrameTooLarge, after which
 * the parser accepts nothing more. Bodies are never looped over byte by byte: content-length or indexOf.
 */
export class FrameParser {
  /** Decides escapes and line ends; set it when CONNECT or CONNECTED has been seen. */
  version: StompVersion = '1.0';

  private state: 'between' | 'head' | 'sized' | 'toNul' | 'stopped' = 'between';
  /** Progress of the search for the blank line: 0 inside a line, 1 after LF, 2 after LF CR. */
  private lineState = 0;
  private head: FrameHead | undefined;
  /** The part of the head or body that arrived in earlier chunks. */
  private gathered: GrowingBuffer | undefined;

  constructor(
    private readonly handlers: FrameHandlers,
    private readonly limits: FrameLimits = DEFAULT_FRAME_LIMITS,
  ) {}

  push(chunk: Buffer): void {
    try {
      for (let at = 0; at < chunk.length; ) at = this.step(chunk, at);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  /** Ignores everything from here on, including the rest of the chunk being parsed. */
  stop(): void {
    this.state = 'stopped';
    this.head = undefined;
    this.gathered = undefined;
  }

  private step(chunk: Buffer, at: number): number {
    switch (this.state) {
      case 'between':
        return this.skipEols(chunk, at);
      case 'head':
        return this.takeHead(chunk, at);
      case 'sized':
        return this.takeSizedBody(chunk, at);
      case 'toNul':
        return this.takeBodyToNul(chunk, at);
      case 'stopped':
        return chunk.length;
    }
  }

  // Brokers put line feeds after the NUL and send them as heart-beats; old ones put a second NUL.
  private skipEols(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === LF) this.handlers.onHeartbeat?.();
      else if (byte !== NUL && byte !== CR) {
        if (this.state === 'between') this.state = 'head';
        this.lineState = 0;
        break;
      }
    }
    return at;
  }

  private takeHead(chunk: Buffer, at: number): number {
    const left = this.limits.maxHeaderBytes - (this.gathered?.length ?? 0);
    const end = this.findHeadEnd(chunk, at, Math.min(chunk.length, at + left));
    if (end < 0) return this.keepPartOfHead(chunk, at, left);
    if (this.gathered) {
      this.gathered.append(chunk.subarray(at, end));
      const whole = this.gathered.view();
      this.gathered = undefined;
      this.startBody(whole.toString('utf8', 0, whole.length));
    } else {
      this.startBody(chunk.toString('utf8', at, end));
    }
    return end;
  }

  // The index after the blank line, or -1 when it is not before `limit`.
  private findHeadEnd(chunk: Buffer, from: number, limit: number): number {
    let lineState = this.lineState;
    for (let at = from; at < limit; at++) {
      const byte = chunk[at];
      if (byte === LF) {
        if (lineState !== 0) return at + 1;
        lineState = 1;
      } else lineState = byte === CR && lineState === 1 ? 2 : 0;
    }
    this.lineState = lineState;
    return -1;
  }

  private keepPartOfHead(chunk: Buffer, at: number, left: number): number {
    this.gathered ??= new GrowingBuffer();
    this.gathered.append(chunk.subarray(at, at + left));
    checkCommandStart(this.gathered.view());
    if (chunk.length - at >= left) {
      throw new FrameTooLarge('the peer', `its headers are larger than ${this.limits.maxHeaderBytes} bytes`);
    }
    return chunk.length;
  }

  private startBody(text: string): void {
    const head = parseHead(text, this.version, this.limits.maxHeaders);
    if (head.bodyLength > this.limits.maxBodyBytes) throw this.bodyTooLarge(`${head.bodyLength} bytes`);
    this.head = head;
    this.state = head.bodyLength < 0 ? 'toNul' : 'sized';
  }

  private takeSizedBody(chunk: Buffer, at: number): number {
    const length = this.head!.bodyLength;
    const end = at + length - (this.gathered?.length ?? 0);
    if (end < chunk.length) {
      if (chunk[end] !== NUL) {
        throw new NotStomp(
          'the peer',
          `no NUL after the ${length} bytes of the body of ${this.head!.command}`,
        );
      }
      this.emit(this.bodyOf(chunk, at, end));
      return end + 1;
    }
    this.gathered ??= new GrowingBuffer(length);
    this.gathered.append(chunk.subarray(at));
    return chunk.length;
  }

  private takeBodyToNul(chunk: Buffer, at: number): number {
    const nul = chunk.indexOf(NUL, at);
    const end = nul < 0 ? chunk.length : nul;
    if (end - at + (this.gathered?.length ?? 0) > this.limits.maxBodyBytes) {
      throw this.bodyTooLarge(`more than ${this.limits.maxBodyBytes} bytes`);
    }
    if (nul >= 0) {
      this.emit(this.bodyOf(chunk, at, nul));
      return nul + 1;
    }
    this.gathered ??= new GrowingBuffer();
    this.gathered.append(chunk.subarray(at));
    return chunk.length;
  }

  private bodyOf(chunk: Buffer, at: number, end: number): Buffer {
    if (this.gathered) {
      this.gathered.append(chunk.subarray(at, end));
      return this.gathered.view();
    }
    if (at === end) return EMPTY_BODY;
    const view = chunk.subarray(at, end);
    return chunk.length > LARGEST_PINNED && view.length < chunk.length / 2 ? Buffer.from(view) : view;
  }

  private emit(body: Buffer): void {
    const { command, headers } = this.head!;
    this.head = undefined;
    this.gathered = undefined;
    this.state = 'between';
    this.handlers.onFrame({ command, headers, body });
  }

  private bodyTooLarge(size: string): FrameTooLarge {
    return new FrameTooLarge('the peer', `a ${this.head?.command ?? 'frame'} body of ${size}`);
  }
}
