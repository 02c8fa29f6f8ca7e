// Looks at nodes again and again without letting the silent ones hold up the others: who missed the last question is
// asked besides, and nobody waits for that.
import { describeError, isFleetspecError } from '../errors';
import type { Clock } from '../util/clock';
import type { PuppetPort, PuppetStatus } from './puppet_port';

export interface WatchListener {
  /** `status` undefined: asked, and silent. */
  seen(node: string, status: PuppetStatus | undefined): void;
  /** The broker is gone, or back. */
  broker(text: string, back: boolean): void;
  /** Something changed besides: look again. */
  wake(): void;
}

interface Silence {
  readonly since: number;
  readonly misses: number;
}

interface Parts {
  readonly port: PuppetPort;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly signal: AbortSignal;
}

export class FleetWatch {
  readonly #known = new Map<string, PuppetStatus>();
  readonly #applyingSince = new Map<string, number>();
  readonly #silent = new Map<string, Silence>();
  #slow = false;
  #lostAt: number | undefined;
  #fault: unknown;

  constructor(
    private readonly parts: Parts,
    private readonly listener: WatchListener,
  ) {}

  /** As it was when it answered last; undefined when it never did, or not to the last question. */
  of(node: string): PuppetStatus | undefined {
    return this.#silent.has(node) ? undefined : this.#known.get(node);
  }

  /** Nodes seen applying a catalog, and for how long we have seen that, ms. Those that went silent may still. */
  get applying(): ReadonlyMap<string, number> {
    const now = this.parts.clock.monotonic();
    return new Map([...this.#applyingSince].map(([node, since]) => [node, now - since]));
  }

  get silent(): readonly string[] {
    return [...this.#silent.keys()];
  }

  /** How often a node has missed in a row, and for how long, ms. */
  silence(node: string): { readonly misses: number; readonly ms: number } {
    const silence = this.#silent.get(node);
    if (!silence) return { misses: 0, ms: 0 };
    return { misses: silence.misses, ms: this.parts.clock.monotonic() - silence.since };
  }

  /** For how long the broker has been gone, ms; 0 when it is there. */
  get lostMs(): number {
    return this.#lostAt === undefined ? 0 : this.parts.clock.monotonic() - this.#lostAt;
  }

  /** Its silence counts anew. */
  forgive(node: string): void {
    this.#silent.delete(node);
  }

  /** Resolves when those have answered, or not, that answered last time. Throws what is no trouble of the broker. */
  async look(nodes: readonly string[]): Promise<void> {
    const slow = nodes.filter(node => this.#silent.has(node));
    if (slow.length > 0 && !this.#slow) void this.#lookBesides(slow);
    const quick = nodes.filter(node => !this.#silent.has(node));
    if (quick.length > 0) await this.#ask(quick);
    if (this.#fault !== undefined) throw this.#fault;
  }

  /** True when the fault is one of the broker, which may come back. */
  tolerates(fault: unknown): boolean {
    if (this.parts.signal.aborted) return true;
    if (!isFleetspecError(fault) || fault.kind !== 'broker') return false;
    if (this.#lostAt === undefined) {
      this.#lostAt = this.parts.clock.monotonic();
      this.listener.broker(describeError(fault), false);
    }
    return true;
  }

  async #lookBesides(nodes: readonly string[]): Promise<void> {
    this.#slow = true;
    await this.#ask(nodes).catch(fault => {
      this.#fault = fault;
    });
    this.#slow = false;
    if (nodes.some(node => !this.#silent.has(node))) this.listener.wake();
  }

  async #ask(nodes: readonly string[]): Promise<void> {
    const { port, signal } = this.parts;
    try {
      const answers = await port.status(nodes, signal);
      if (signal.aborted) return;
      this.#brokerIsBack();
      for (const node of nodes) this.#take(node, answers.get(node));
    } catch (fault) {
      if (!this.tolerates(fault)) throw fault;
    }
  }

  #brokerIsBack(): void {
    if (this.#lostAt === undefined) return;
    this.#lostAt = undefined;
    this.listener.broker('the broker is back', true);
  }

  #take(node: string, status: PuppetStatus | undefined): void {
    const now = this.parts.clock.monotonic();
    if (status === undefined) {
      const { since = now, misses = 0 } = this.#silent.get(node) ?? {};
      this.#silent.set(node, { since, misses: misses + 1 });
    } else {
      this.#silent.delete(node);
      this.#known.set(node, status);
      if (!status.applying) this.#applyingSince.delete(node);
      else if (!this.#applyingSince.has(node)) this.#applyingSince.set(node, now);
    }
    this.listener.seen(node, status);
  }
}
