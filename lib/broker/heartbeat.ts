// Heart-beats on the broker's side (STOMP 1.2 "Heart-beating"); the header is answered as ActiveMQ does.
import type { Clock, Timer } from '../util/clock';
import { FrameRefused } from './errors';

/** Milliseconds, 0 = none. */
export interface HeartbeatTimes {
  readonly sendEvery: number;
  readonly expectEvery: number;
}

// Below this a client would only keep the broker busy; the specification lets the slower side decide.
const SHORTEST_MS = 100;
const LONGEST_MS = 24 * 3600 * 1000;
// A peer may be this many intervals late.
const PATIENCE = 2;
const SECOND_LOOK_MS = 50;

/** `header`: what CONNECT says, "can send every, wants every". Throws FrameRefused when it is no such thing. */
export function agreeHeartbeat(header: string | undefined): HeartbeatTimes {
  if (header === undefined) return { sendEvery: 0, expectEvery: 0 };
  const [, offered, wanted] = /^\s*(\d{1,9})\s*,\s*(\d{1,9})\s*$/.exec(header) ?? [];
  if (offered === undefined || wanted === undefined) {
    throw new FrameRefused(`Invalid heart-beat header:${header.slice(0, 40)}`, { fatal: true });
  }
  return { sendEvery: bounded(Number(wanted)), expectEvery: bounded(Number(offered)) };
}

/** Value of the `heart-beat` header of CONNECTED. */
export function heartbeatHeader({ sendEvery, expectEvery }: HeartbeatTimes): string {
  return `${sendEvery},${expectEvery}`;
}

export interface HeartbeatPeer {
  beat(): void;
  silent(afterMs: number): void;
}

/** Beats, listens, and tells once when the peer has been silent too long. */
export class Heartbeat {
  private lastHeard: number;
  private readonly timers = new Map<string, Timer>();

  constructor(
    private readonly times: HeartbeatTimes,
    private readonly peer: HeartbeatPeer,
    private readonly clock: Clock,
  ) {
    this.lastHeard = clock.monotonic();
    if (times.sendEvery > 0) this.beatLater();
    if (times.expectEvery > 0) this.lookIn(times.expectEvery * PATIENCE);
  }

  /** Bytes of any kind came. */
  heard(): void {
    this.lastHeard = this.clock.monotonic();
  }

  stop(): void {
    for (const timer of this.timers.values()) timer.cancel();
    this.timers.clear();
  }

  private beatLater(): void {
    const timer = this.clock.after(this.times.sendEvery, () => {
      this.peer.beat();
      if (this.timers.has('beat')) this.beatLater();
    });
    this.timers.set('beat', timer);
  }

  // After a pause of this process timers fire before the bytes that waited are read: hence the second look.
  private lookIn(ms: number, again = false): void {
    const timer = this.clock.after(ms, () => {
      const silence = this.clock.monotonic() - this.lastHeard;
      const left = this.times.expectEvery * PATIENCE - silence;
      if (left > 0) this.lookIn(left);
      else if (again) this.peer.silent(silence);
      else this.lookIn(SECOND_LOOK_MS, true);
    });
    this.timers.set('look', timer);
  }
}

function bounded(ms: number): number {
  return ms === 0 ? 0 : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ms));
}
