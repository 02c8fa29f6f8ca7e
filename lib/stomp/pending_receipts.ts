// Receipts being waited for on one connection, each with its deadline.
import type { Clock, Timer } from '../util/clock';

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly timer: Timer;
}

export class PendingReceipts {
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly clock: Clock) {}

  /** Resolves at `confirm(id)`; rejects at `refuse`, `refuseAll` or, with `late()`, after `timeoutMs`. */
  wait(id: string, timeoutMs: number, late: () => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.after(timeoutMs, () => this.refuse(id, late()));
      this.pending.set(id, { resolve, reject, timer });
    });
  }

  confirm(id: string): void {
    this.take(id)?.resolve();
  }

  refuse(id: string, error: Error): void {
    this.take(id)?.reject(error);
  }

  refuseAll(error: Error): void {
    for (const id of [...this.pending.keys()]) this.refuse(id, error);
  }

  private take(id: string): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    pending?.timer.cancel();
    return pending;
  }
}
