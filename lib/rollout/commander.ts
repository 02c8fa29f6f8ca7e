// Spreads runs of Puppet over an interval, for ever: each node has its turn at a moment that can be known beforehand. Who
// ran lately, is disabled or silent is passed over, and runs by hand go first.
import { describeError } from '../errors';
import type { Clock } from '../util/clock';
import type { CommanderEvent } from './commander_event';
import type { CommanderRecord } from './commander_record';
import { FleetWatch } from './fleet_watch';
import { NodeRun, type Patience } from './node_run';
import { Pause } from './pause';
import type { PuppetPort, PuppetStatus } from './puppet_port';
import { lastTurn, slotsOf } from './slots';

export interface CommanderPlan extends Patience {
  readonly intervalMs: number;
  /** With so many running, whoever started them, no more are started. */
  readonly maxConcurrent: number | undefined;
  /** From one look to the next while something is going on, ms. */
  readonly pollMs: number;
  /** From one discovery to the next, ms. */
  readonly rediscoverMs: number;
}

export interface CommanderParts {
  readonly port: PuppetPort;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly tell: (event: CommanderEvent) => void;
  readonly keep: (record: CommanderRecord) => void;
}

/** Who cannot start at once waits for a quarter of the interval, at least so long. */
const LEAST_WAIT_MS = 120_000;
/** Everybody is looked at at most so often, ms for each node, and only when that matters. */
const LOOK_MS_PER_NODE = 20;
/** When nobody was discovered it is tried again so soon. */
const NOBODY_MS = 30_000;
const LEAST_MISSES = 3;

interface Turn {
  readonly node: string;
  /** Epoch ms. */
  readonly at: number;
  told: boolean;
}

export class Commander {
  readonly #watch: FleetWatch;
  readonly #pause: Pause;
  readonly #runs = new Map<string, NodeRun>();
  #slots: ReadonlyMap<string, number> = new Map();
  #turns: Turn[] = [];
  #discoveredAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #changed = false;
  #inTrouble = false;

  constructor(
    private readonly record: CommanderRecord,
    private readonly plan: CommanderPlan,
    private readonly parts: CommanderParts,
  ) {
    const { clock, signal, tell } = parts;
    this.#pause = new Pause(clock, signal);
    this.#watch = new FleetWatch(parts, {
      seen: (node, status) => this.#seen(node, status),
      broker: (text, back) => tell({ event: 'broker', text, back }),
      wake: () => this.#pause.wake(),
    });
  }

  /** Until the signal; whatever goes wrong is told, and it goes on. */
  async run(): Promise<void> {
    const { signal, tell } = this.parts;
    const { intervalMs, maxConcurrent } = this.plan;
    tell({ event: 'commanding', interval_s: intervalMs / 1000, max_concurrent: maxConcurrent });
    while (!signal.aborted) {
      await this.#round().catch(fault => this.#trouble(fault));
      this.#keep();
      if (!signal.aborted) await this.#pause.for(this.#nextLookMs());
    }
    tell({ event: 'ended', running: [...this.#runs.keys()] });
  }

  async #round(): Promise<void> {
    await this.#discover();
    this.#callTurns();
    const nodes = this.#toLookAt();
    if (nodes.length > 0) await this.#watch.look(nodes);
    if (this.parts.signal.aborted || this.#watch.lostMs > 0) return this.#dropOldTurns();
    this.#inTrouble = false;
    this.#useTurns();
    this.#dropOldTurns();
  }

  // A node that does not answer this time keeps its turn; nobody at all is a broker's trouble rather than the truth.
  async #discover(): Promise<void> {
    const { port, clock, signal, tell } = this.parts;
    const now = clock.monotonic();
    if (now - this.#discoveredAt < this.plan.rediscoverMs) return;
    let nodes: readonly string[];
    try {
      nodes = await port.discover(signal);
    } catch (fault) {
      if (this.#watch.tolerates(fault)) return;
      throw fault;
    }
    const first = this.#discoveredAt === Number.NEGATIVE_INFINITY;
    this.#discoveredAt = nodes.length > 0 ? now : now - this.plan.rediscoverMs + NOBODY_MS;
    if (nodes.length === 0 && this.#slots.size > 0) return;
    const changed = nodes.length !== this.#slots.size || nodes.some(node => !this.#slots.has(node));
    if (!changed && !first) return;
    this.#slots = slotsOf(nodes, this.plan.intervalMs);
    this.#welcome();
    const between = nodes.length === 0 ? 0 : this.plan.intervalMs / nodes.length / 1000;
    tell({ event: 'found', hosts: nodes.length, between_s: Math.round(between * 10) / 10 });
  }

  // Whoever is new waits for its next turn: the last one may be long ago.
  #welcome(): void {
    for (const node of this.record.keys()) if (!this.#slots.has(node)) this.record.delete(node);
    for (const [node, offset] of this.#slots) {
      if (this.record.has(node)) continue;
      this.record.set(node, { turn: lastTurn(offset, this.plan.intervalMs, this.parts.clock.now()) });
      this.#changed = true;
    }
  }

  // A turn is half an interval or more after the one before: slots move a little when nodes come and go.
  #callTurns(): void {
    const { intervalMs } = this.plan;
    const now = this.parts.clock.now();
    for (const [node, offset] of this.#slots) {
      const at = lastTurn(offset, intervalMs, now);
      const known = this.record.get(node);
      if (!known || at - known.turn < intervalMs / 2) continue;
      this.record.set(node, { ...known, turn: at });
      this.#changed = true;
      // It passed while nobody commanded.
      if (now - at >= this.#waitMs) continue;
      this.#watch.forgive(node);
      this.#turns.push({ node, at, told: false });
    }
    this.#turns.sort((a, b) => a.at - b.at);
  }

  #toLookAt(): readonly string[] {
    const now = this.parts.clock.monotonic();
    const waiting = this.#turns.map(({ node }) => node);
    const everyMs = Math.max(this.plan.pollMs, this.#slots.size * LOOK_MS_PER_NODE);
    // Runs by hand matter only where there is a limit, and only when somebody is to be started.
    if (this.plan.maxConcurrent !== undefined && waiting.length > 0 && now - this.#lookedAt >= everyMs) {
      this.#lookedAt = now;
      return [...new Set([...this.#slots.keys(), ...this.#runs.keys()])];
    }
    const others = waiting.length > 0 ? this.#watch.applying.keys() : [];
    return [...new Set([...waiting, ...this.#runs.keys(), ...others])];
  }

  #useTurns(): void {
    const { maxConcurrent = Number.POSITIVE_INFINITY } = this.plan;
    const left: Turn[] = [];
    for (const turn of this.#turns) {
      const { node } = turn;
      const status = this.#watch.of(node);
      const why = this.#whyNot(node, status);
      if (why !== undefined) this.parts.tell({ event: 'skipped', host: node, why });
      else if (status === undefined) left.push(turn);
      else if (this.#running >= maxConcurrent) left.push(this.#waits(turn));
      else this.#start(node, status);
    }
    this.#turns = left;
  }

  #waits(turn: Turn): Turn {
    if (!turn.told) this.parts.tell({ event: 'waiting', host: turn.node, running: this.#running });
    turn.told = true;
    return turn;
  }

  #whyNot(node: string, status: PuppetStatus | undefined): string | undefined {
    if (this.#runs.has(node)) return 'our last run has not ended';
    if (!status) return this.#isSilent(node) ? 'no answer' : undefined;
    if (!status.enabled) return status.disableMessage ? `disabled: ${status.disableMessage}` : 'disabled';
    if (status.applying) return 'it is running';
    const ours = status.lastrun !== 0 && status.lastrun === this.record.get(node)?.ourRun;
    const ranLately = status.lastrun > 0 && status.sinceLastrun * 1000 < this.plan.intervalMs;
    return ranLately && !ours ? `it ran ${Math.max(0, status.sinceLastrun)} s ago` : undefined;
  }

  #isSilent(node: string): boolean {
    const { misses, ms } = this.#watch.silence(node);
    return misses >= LEAST_MISSES && ms >= this.plan.patienceMs;
  }

  get #waitMs(): number {
    const { intervalMs } = this.plan;
    return Math.min(intervalMs / 2, Math.max(LEAST_WAIT_MS, intervalMs / 4));
  }

  // Too late is better not at all: after a long loss of the broker half the fleet would begin at once.
  #dropOldTurns(): void {
    const now = this.parts.clock.now();
    const lost = this.#watch.lostMs > 0;
    this.#turns = this.#turns.filter(({ node, at }) => {
      if (now - at < this.#waitMs) return true;
      const why = lost ? 'the broker was gone' : this.#watch.of(node) ? 'too many were running' : 'no answer';
      this.parts.tell({ event: 'skipped', host: node, why });
      return false;
    });
  }

  get #running(): number {
    const { runTimeoutMs, patienceMs } = this.plan;
    const others = [...this.#watch.applying].filter(
      ([node, ms]) => ms < runTimeoutMs && this.#watch.silence(node).ms < patienceMs && !this.#runs.has(node),
    );
    return this.#runs.size + others.length;
  }

  #start(node: string, { lastrun }: PuppetStatus): void {
    const { clock, tell } = this.parts;
    tell({ event: 'start', host: node, running: this.#running });
    const run = new NodeRun(node, clock.monotonic(), lastrun, this.plan);
    this.#runs.set(node, run);
    void this.#order(run).catch(fault => this.#trouble(fault));
  }

  async #order(run: NodeRun): Promise<void> {
    const { port, signal, tell } = this.parts;
    const answer = await port.start(run.node, signal);
    if (signal.aborted) return;
    if (answer.kind === 'refused') this.#runs.delete(run.node);
    if (answer.kind === 'started') run.initiatedAt = answer.initiatedAt;
    const status = answer.kind === 'started' ? 'OK' : answer.kind === 'silent' ? 'no answer' : answer.why;
    tell({ event: 'scheduled', host: run.node, status });
  }

  #seen(node: string, status: PuppetStatus | undefined): void {
    const run = this.#runs.get(node);
    if (!run) return;
    const now = this.parts.clock.monotonic();
    const verdict = run.judge(status, now);
    if (verdict.is === 'going on') return;
    this.#runs.delete(node);
    if (verdict.is === 'given up') this.parts.tell({ event: 'given up', host: node, why: verdict.why });
    else {
      const known = this.record.get(node);
      if (known) this.record.set(node, { ...known, ourRun: status!.lastrun });
      this.#changed = true;
      const seconds = Math.round((now - run.startedMs) / 1000);
      this.parts.tell({ event: 'finished', host: node, seconds });
    }
  }

  #trouble(fault: unknown): void {
    if (this.#watch.tolerates(fault)) return;
    if (!this.#inTrouble) this.parts.tell({ event: 'trouble', text: describeError(fault) });
    this.#inTrouble = true;
  }

  #keep(): void {
    if (!this.#changed) return;
    this.#changed = false;
    try {
      this.parts.keep(this.record);
    } catch (fault) {
      this.#trouble(fault);
    }
  }

  // While nothing goes on: until the next turn, or the next discovery.
  #nextLookMs(): number {
    const { clock } = this.parts;
    const { intervalMs, pollMs, rediscoverMs } = this.plan;
    const busy = this.#runs.size + this.#turns.length > 0 || this.#watch.lostMs > 0 || this.#inTrouble;
    if (busy || this.#slots.size === 0) return pollMs;
    const now = clock.now();
    const turns = [...this.#slots.values()].map(
      offset => lastTurn(offset, intervalMs, now) + intervalMs - now,
    );
    const discovery = this.#discoveredAt + rediscoverMs - clock.monotonic();
    return Math.max(1, Math.min(discovery, ...(turns.length < 10_000 ? turns : [pollMs])));
  }
}
