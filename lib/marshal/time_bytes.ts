// Time as Marshal 4.8 carries it: 8 packed bytes in UTC, the rest in instance variables (Ruby time.c, time_mdump).
//
// Two little-endian words p, s. p: bit 31 set, bit 30 UTC, 29–14 year−1900, 13–10 month−1, 9–5 day, 4–0 hour.
// s: 31–26 minute, 25–20 second, 19–0 microsecond. A year outside 1900…67435 adds its distance after the words.
import { MarshalError } from './errors';
import { RubyString, RubyTime, type RubyValue } from './values';

const LAST_YEAR = 0xffff;
const HEAD = 8;

/** Instance variables of the dumped string, by name. */
export type TimeIvars = ReadonlyMap<string, RubyValue>;

/** The Time of the dumped bytes; `offset` is where they stood, for the error. */
export function timeFromBytes(data: Buffer, ivars: TimeIvars, offset: number): RubyTime {
  if (data.length < HEAD) throw new MarshalError('time', 'a Time is at least 8 bytes', offset);
  const p = data.readUInt32LE(0);
  const s = data.readUInt32LE(4);
  const zone = zoneName(ivars.get('zone'));
  const east = seconds(ivars.get('offset'), offset);
  // Without bit 31 (Ruby 1.6) the words are plain seconds and microseconds.
  const packed = p >= 0x80000000;
  const micros = packed ? s & 0xfffff : s;
  if (micros > 999_999) throw new MarshalError('time', 'a Time has a second of more than 999999 µs', offset);
  if (!packed) return new RubyTime(p, micros * 1000, east, zone, false);
  const utc = (p & 0x40000000) !== 0;
  const nanos = micros * 1000 + nanosBelowMicro(ivars);
  const epoch = epochOf(p, s, data, offset);
  return utc
    ? new RubyTime(epoch, nanos, 0, zone ?? 'UTC', true)
    : new RubyTime(epoch, nanos, east, zone, false);
}

function epochOf(p: number, s: number, data: Buffer, offset: number): number {
  const month = (p >>> 10) & 0xf;
  const day = (p >>> 5) & 0x1f;
  const hour = p & 0x1f;
  const minute = s >>> 26;
  const second = (s >>> 20) & 0x3f;
  if (month > 11 || day < 1 || hour > 23 || minute > 59 || second > 60) {
    throw new MarshalError('time', 'a Time has a field out of range', offset);
  }
  // Date.UTC takes years below 100 for 19xx, setUTCFullYear does not.
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  const epoch = date.setUTCFullYear(yearOf(p, data), month, day) / 1000;
  if (!Number.isFinite(epoch)) throw new MarshalError('time', 'a Time is too far away', offset);
  return epoch;
}

function yearOf(p: number, data: Buffer): number {
  const year = (p >>> 14) & LAST_YEAR;
  if (data.length === HEAD) return 1900 + year;
  // Length of the distance as a packed int (n+5), then little-endian; more than 6 bytes is no date anyway.
  const size = (data[HEAD] as number) - 5;
  if (size < 1 || size > 6 || data.length < HEAD + 1 + size) return Number.NaN;
  const distance = data.readUIntLE(HEAD + 1, size);
  return year === 0 ? 1900 - distance : 1900 + year + distance;
}

/** `nano_num`/`nano_den` is exact; `submicro` is its decimal form of Ruby 1.9.1, two digits per byte. */
function nanosBelowMicro(ivars: TimeIvars): number {
  const numerator = ivars.get('nano_num');
  const denominator = ivars.get('nano_den') ?? 1;
  if (isInteger(numerator) && isInteger(denominator)) return clampNanos(numerator, denominator);
  const submicro = ivars.get('submicro');
  if (!Buffer.isBuffer(submicro)) return 0;
  const digits = submicro.toString('hex', 0, 2).slice(0, 3).padEnd(3, '0');
  return /^\d{3}$/.test(digits) ? Number(digits) : 0;
}

function clampNanos(numerator: number | bigint, denominator: number | bigint): number {
  if (numerator < 0 || denominator <= 0) return 0;
  const nanos = BigInt(numerator) / BigInt(denominator);
  return nanos > 999n ? 999 : Number(nanos);
}

function isInteger(value: RubyValue | undefined): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
}

function seconds(value: RubyValue | undefined, offset: number): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 86400) return value;
  throw new MarshalError('time', 'a Time has an impossible offset from UTC', offset);
}

function zoneName(value: RubyValue | undefined): string | null {
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? value.toString('latin1') : null;
}

/** The dumped bytes. */
export function bytesFromTime(time: RubyTime): Buffer {
  const date = new Date(time.epochSeconds * 1000);
  const year = date.getUTCFullYear();
  const { epochSeconds, nanoseconds } = time;
  if (!Number.isInteger(epochSeconds) || Number.isNaN(year)) {
    throw new MarshalError('value', `a Time of ${epochSeconds} seconds has no date`);
  }
  if (!(nanoseconds >= 0 && nanoseconds < 1e9)) {
    throw new MarshalError('value', `a Time has ${nanoseconds} nanoseconds in its second`);
  }
  const inWord = Math.min(Math.max(year - 1900, 0), LAST_YEAR);
  const day = (date.getUTCMonth() << 10) | (date.getUTCDate() << 5) | date.getUTCHours();
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(((1 << 31) | ((time.utc ? 1 : 0) << 30) | (inWord << 14) | day) >>> 0, 0);
  const clock = (date.getUTCMinutes() << 26) | (date.getUTCSeconds() << 20);
  head.writeUInt32LE((clock | Math.floor(nanoseconds / 1000)) >>> 0, 4);
  const beyond = Math.abs(year - 1900 - inWord);
  return beyond === 0 ? head : Buffer.concat([head, distanceBytes(beyond)]);
}

function distanceBytes(distance: number): Buffer {
  const size = Math.ceil(distance.toString(16).length / 2);
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = size + 5;
  bytes.writeUIntLE(distance, 1, size);
  return bytes;
}

/**
 * The instance variables, texts in the encoding Ruby gives them, in the order of a fresh Ruby (a Ruby process keeps
 * whichever order it used first).
 */
export function ivarsOfTime(time: RubyTime): [string, RubyValue][] {
  const nanos = Math.floor(time.nanoseconds) % 1000;
  const ivars: [string, RubyValue][] = [];
  if (nanos > 0) ivars.push(['nano_num', nanos], ['nano_den', 1], ['submicro', submicro(nanos)]);
  if (!time.utc) ivars.push(['offset', time.offset]);
  const zone = time.utc ? (time.zone ?? 'UTC') : time.zone;
  ivars.push(['zone', zone === null ? null : asAscii(zone)]);
  return ivars;
}

function asAscii(text: string): RubyValue {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length === text.length ? new RubyString(bytes, 'US-ASCII') : text;
}

function submicro(nanos: number): Buffer {
  const digits = `${String(nanos).padStart(3, '0')}0`;
  return Buffer.from(digits.endsWith('00') ? digits.slice(0, 2) : digits, 'hex');
}
