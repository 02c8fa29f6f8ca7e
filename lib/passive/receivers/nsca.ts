// NSCA: a connection on which the server greets, and packets with results follow. The server never answers them.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { NscaTarget } from '../../config/passive_config';
import { ReceiverUnavailable } from '../errors';
import type { PassiveResult } from '../passive_result';
import type { Receiver } from '../receiver';
import { nscaCipher } from './nsca_cipher';
import { GREETING_BYTES, OLD_OUTPUT_BYTES, readGreeting, resultPacket } from './nsca_packet';
import { socketProblem } from './socket_problem';

export class NscaReceiver implements Receiver {
  readonly name: string;
  readonly batch: number;
  readonly #place: string;

  constructor(
    private readonly target: Pick<NscaTarget, 'name' | 'address' | 'encryption' | 'outputBytes'>,
    private readonly password: string,
  ) {
    this.name = target.name;
    // New servers tell an old packet by its being alone.
    this.batch = target.outputBytes === OLD_OUTPUT_BYTES ? 1 : 25;
    this.#place = `${target.address.host}:${target.address.port}`;
  }

  async send(results: readonly PassiveResult[], signal: AbortSignal): Promise<void> {
    const socket = connect({ ...this.target.address, signal });
    // There is always somebody for an error, also between two steps.
    socket.on('error', () => {});
    try {
      const { iv, timestamp } = readGreeting(await greeting(socket));
      const encrypt = nscaCipher(this.target.encryption, this.password, iv);
      const packets = results.map(result =>
        encrypt(resultPacket(result, timestamp, this.target.outputBytes, randomBytes)),
      );
      await handedOver(socket, Buffer.concat(packets));
    } catch (error) {
      throw new ReceiverUnavailable(this.name, this.#place, socketProblem(error, signal), {
        remedy: 'check that nsca runs there, on that port, and lets this machine in',
        cause: error,
      });
    } finally {
      socket.destroy();
    }
  }
}

/** The first bytes of the server, which says nothing else. */
function greeting(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('it closed the connection before its greeting')));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (bytes.length < GREETING_BYTES) return;
      if (bytes.length > GREETING_BYTES) reject(new Error('it does not greet as NSCA does'));
      else resolve(bytes);
    });
  });
}

// The server closes when it has read our end: an orderly close is all the confirmation there is.
function handedOver(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => resolve());
    socket.end(bytes);
  });
}
