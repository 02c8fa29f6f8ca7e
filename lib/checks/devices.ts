// The devices that steps speak of by name, and their addresses.
import { isIP } from 'node:net';
import { NotAnAddress, UnknownDevice } from './errors';

/** Names are compared without regard to case and spacing. */
export class Devices {
  readonly #addresses = new Map<string, string>();

  /** `known` are the devices of the configuration, looked at when they are used. */
  constructor(known: Readonly<Record<string, string>> = {}) {
    for (const [name, address] of Object.entries(known)) this.#addresses.set(normal(name), address);
  }

  /** Introduces a device, or moves it; throws NotAnAddress. */
  define(name: string, address: string): void {
    if (isIP(address) === 0) throw new NotAnAddress(name, address);
    this.#addresses.set(normal(name), address);
  }

  /** Throws UnknownDevice, or NotAnAddress for a device the configuration describes wrongly. */
  addressOf(name: string): string {
    const address = this.#addresses.get(normal(name));
    if (address === undefined) throw new UnknownDevice(name, this.#addresses.keys());
    if (isIP(address) === 0) throw new NotAnAddress(name, address);
    return address;
  }
}

function normal(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}
