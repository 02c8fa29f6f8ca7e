// Whom an emulated host reaches: nobody, but for those it is told. Packet filters do not act on it.
import { isIP } from 'node:net';
import type { EmulatedProgram } from './emulated_programs';

export interface Reach {
  /** Default true. */
  readonly ping?: boolean;
  /** That can be connected to; others refuse. */
  readonly ports?: readonly number[];
}

const ROUND_TRIP_MS = 0.42;

export class EmulatedNetwork {
  readonly #targets = new Map<string, Reach>();
  readonly #names = new Map<string, string>();

  /** What to install. */
  readonly programs: Readonly<Record<string, EmulatedProgram>> = {
    ping: args => {
      const address = args.at(-1) ?? '';
      const answers = this.#targets.get(address)?.ping ?? this.#targets.has(address);
      const said = answers ? `64 bytes from ${address}: icmp_seq=1 ttl=64 time=${ROUND_TRIP_MS} ms\n` : '';
      return { code: answers ? 0 : 1, stdout: `PING ${address} 56 data bytes\n${said}` };
    },
  };

  /** `target` is an address or a name; a name gets an address of its own. Undefined: not reached any more. */
  set(target: string, reach: Reach | undefined): void {
    const address = isIP(target) ? target : this.#addressOf(target);
    if (reach) this.#targets.set(address, reach);
    else this.#targets.delete(address);
  }

  async addresses(name: string): Promise<readonly string[]> {
    const known = isIP(name) ? name : this.#names.get(name);
    return known === undefined ? [] : [known];
  }

  async reach(address: string, port: number): Promise<void> {
    const target = this.#targets.get(address);
    if (!target) throw refusal('ETIMEDOUT', address, port);
    if (!target.ports?.includes(port)) throw refusal('ECONNREFUSED', address, port);
  }

  // Of the network that is kept for tests (RFC 2544).
  #addressOf(name: string): string {
    const number = this.#names.size + 1;
    const address = this.#names.get(name) ?? `198.18.${number >> 8}.${number & 255}`;
    this.#names.set(name, address);
    return address;
  }
}

function refusal(code: string, address: string, port: number): Error {
  return Object.assign(new Error(`connect ${code} ${address}:${port}`), { code });
}
