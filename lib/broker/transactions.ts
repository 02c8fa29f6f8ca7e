// The open transactions of one connection: frames held back until COMMIT (STOMP 1.2 "BEGIN", "COMMIT", "ABORT").
import { FrameRefused } from './errors';

export interface TransactionLimits {
  readonly maxTransactions: number;
  readonly maxTransactionBytes: number;
}

interface Held {
  readonly bytes: number;
  perform(): void;
}

// What an acknowledgement counts for.
const SMALLEST = 64;

export class Transactions {
  private readonly open = new Map<string, Held[]>();
  private bytes = 0;

  constructor(private readonly limits: TransactionLimits) {}

  begin(id: string | undefined): void {
    if (id === undefined) throw new FrameRefused('Must specify the transaction you are beginning');
    if (this.open.has(id)) throw new FrameRefused(`The transaction was already started: ${id}`);
    if (this.open.size >= this.limits.maxTransactions) {
      throw new FrameRefused(`More than ${this.limits.maxTransactions} transactions at once are not allowed`);
    }
    this.open.set(id, []);
  }

  /** Performs now without a transaction id, at COMMIT with one. */
  perform(id: string | undefined, bytes: number, perform: () => void): void {
    if (id === undefined) perform();
    else this.hold(this.held(id), bytes, perform);
  }

  /** Performs what was held back, in order. One that fails does not stop the others; its error is thrown at the end. */
  commit(id: string | undefined): void {
    const failures: unknown[] = [];
    for (const each of this.take(id)) {
      try {
        each.perform();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  abort(id: string | undefined): void {
    this.take(id);
  }

  private hold(held: Held[], bytes: number, perform: () => void): void {
    const size = Math.max(bytes, SMALLEST);
    if (this.bytes + size > this.limits.maxTransactionBytes) {
      throw new FrameRefused(
        `Transactions of more than ${this.limits.maxTransactionBytes} bytes are not allowed`,
      );
    }
    this.bytes += size;
    held.push({ bytes: size, perform });
  }

  private take(id: string | undefined): Held[] {
    if (id === undefined) throw new FrameRefused('Must specify the transaction you are committing');
    const held = this.held(id);
    this.open.delete(id);
    for (const each of held) this.bytes -= each.bytes;
    return held;
  }

  private held(id: string): Held[] {
    const held = this.open.get(id);
    if (!held) throw new FrameRefused(`Invalid transaction id: ${id}`);
    return held;
  }
}
