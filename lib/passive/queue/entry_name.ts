// Names of waiting results: in the order of time, and with their size, so that a folder tells all without being read.
//
//   001795320000123-0000-9f86d081-512.json   ms since the epoch, counter of the process, random, bytes
import { randomBytes } from 'node:crypto';

export interface EntryName {
  /** ms since the epoch. */
  readonly time: number;
  readonly bytes: number;
}

const NAME = /^(\d{15})-[0-9a-f]{6}-[0-9a-f]{8}-(\d{1,7})\.json$/;

let counter = 0;

export function makeEntryName(now: number, bytes: number): string {
  counter = (counter + 1) % 0x1000000;
  const time = String(Math.max(0, Math.floor(now))).padStart(15, '0');
  return `${time}-${counter.toString(16).padStart(6, '0')}-${randomBytes(4).toString('hex')}-${bytes}.json`;
}

/** Undefined for the name of something else. */
export function readEntryName(name: string): EntryName | undefined {
  const [, time, bytes] = NAME.exec(name) ?? [];
  return time === undefined ? undefined : { time: Number(time), bytes: Number(bytes) };
}
