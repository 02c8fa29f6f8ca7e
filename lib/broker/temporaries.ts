// The temporary destinations of one connection: /temp-queue/x to it, /remote-temp-queue/ID to all others.
import { type Address, remoteAddress } from './address';
import { FrameRefused } from './errors';

export class Temporaries {
  private readonly byOwnName = new Map<string, Address>();
  private readonly ownNames = new Map<string, string>();

  /** `create` and `remove` make and unmake the destination itself. */
  constructor(
    private readonly sessionId: string,
    private readonly most: number,
    private readonly create: (address: Address) => void,
    private readonly remove: (address: Address) => void,
  ) {}

  /** The address others know; the destination is created when its owner first names it. */
  resolve(own: Address): Address {
    const known = this.byOwnName.get(own.text);
    if (known) return known;
    if (this.byOwnName.size >= this.most) {
      throw new FrameRefused(`More than ${this.most} temporary destinations per connection are not allowed`);
    }
    const address = remoteAddress(own.kind, `${this.sessionId}:${this.byOwnName.size + 1}`);
    this.create(address);
    this.byOwnName.set(own.text, address);
    this.ownNames.set(address.text, own.text);
    return address;
  }

  owns(address: Address): boolean {
    return this.ownNames.has(address.text);
  }

  /** The owner's name for one of its own, any other name unchanged. */
  localName(text: string): string {
    return this.ownNames.get(text) ?? text;
  }

  removeAll(): void {
    for (const address of this.byOwnName.values()) this.remove(address);
    this.byOwnName.clear();
    this.ownNames.clear();
  }
}
