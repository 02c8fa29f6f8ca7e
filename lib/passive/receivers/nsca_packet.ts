// NSCA's two packets, version 3: what the server begins with, and one result. Numbers are big-endian, gaps are those a
// C compiler leaves.
//
//   greeting   iv 0…127, timestamp 128…131
//   result     version 0…1, crc 4…7, timestamp 8…11, code 12…13, host 14…77, service 78…205, output 206…, filled up
//              to a multiple of 4
import { fitOutput, joinOutput, nagiosOutput } from '../output_text';
import { type PassiveResult, stateCode } from '../passive_result';
import { crc32 } from './crc32';

export const GREETING_BYTES = 132;
const IV_BYTES = 128;

const VERSION = 3;
const CRC_AT = 4;
const TIME_AT = 8;
const CODE_AT = 12;
const HOST_AT = 14;
const SERVICE_AT = 78;
const OUTPUT_AT = 206;

/** Of servers before 2.9. */
export const OLD_OUTPUT_BYTES = 512;

export interface NscaGreeting {
  readonly iv: Buffer;
  /** The server's clock: packets with another time are thrown away, so it goes back as it came. */
  readonly timestamp: number;
}

/** Reads `GREETING_BYTES` bytes. */
export function readGreeting(bytes: Buffer): NscaGreeting {
  return { iv: bytes.subarray(0, IV_BYTES), timestamp: bytes.readUInt32BE(IV_BYTES) };
}

/**
 * A result in clear. `outputBytes` is the size of its output field; `fill` fills what is left of the fields, so that
 * an encrypted packet does not show where the texts end.
 */
export function resultPacket(
  result: PassiveResult,
  timestamp: number,
  outputBytes: number,
  fill: (bytes: number) => Buffer,
): Buffer {
  const packet = fill(Math.ceil((OUTPUT_AT + outputBytes) / 4) * 4);
  packet.writeInt16BE(VERSION, 0);
  packet.writeUInt32BE(0, CRC_AT);
  packet.writeUInt32BE(timestamp, TIME_AT);
  packet.writeInt16BE(stateCode(result), CODE_AT);
  putText(packet, result.host, HOST_AT, SERVICE_AT - HOST_AT);
  putText(packet, result.service ?? '', SERVICE_AT, OUTPUT_AT - SERVICE_AT);
  putText(packet, outputText(result, outputBytes), OUTPUT_AT, outputBytes);
  packet.writeUInt32BE(crc32(packet), CRC_AT);
  return packet;
}

// Servers since 2.9 double backslashes and write line breaks as `\n` themselves; older ones hand the text on as it is.
function outputText(result: PassiveResult, outputBytes: number): string {
  if (outputBytes === OLD_OUTPUT_BYTES) return nagiosOutput(result, outputBytes - 1);
  return joinOutput(fitOutput(result, outputBytes - 1));
}

function putText(packet: Buffer, text: string, at: number, room: number): void {
  const bytes = Buffer.from(text).subarray(0, room - 1);
  bytes.copy(packet, at);
  packet[at + bytes.length] = 0;
}
