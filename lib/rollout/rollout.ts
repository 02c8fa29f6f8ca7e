// Runs Puppet on every node of a record, never on more than so many at once: a sliding window over what nodes say of
// themselves. Runs by others count; silent, stuck and disabled nodes hold up nobody.
import type { Clock } from '../util/clock';
import { type FailureLimit, isExceeded } from './failure_limit';
import { FleetWatch } from './fleet_watch';
import { Gate, type GateOptions } from './gate';
import { NodeRun, type Patience, type Stage } from './node_run';
import { Pause } from './pause';
import type { PuppetPort, PuppetStatus, RunResult } from './puppet_port';
import type { RolloutEvent, StopReason } from './rollout_event';
import type { RolloutRecord } from './rollout_record';

export interface RolloutPlan extends Patience {
  /** Most nodes at once. */
  readonly concurrency: number;
  /** From one look to the next, ms. */
  readonly pollMs: number;
  /** So many must end well before the others begin; 0: no canaries. */
  readonly canaries: number;
  readonly maxFailures?: FailureLimit | undefined;
  readonly gate?: GateOptions | undefined;
}

export interface RolloutParts {
  readonly port: PuppetPort;
  readonly clock: Clock;
  /** Ends it at once; what runs goes on by itself. */
  readonly signal: AbortSignal;
  readonly tell: (event: RolloutEvent) => void;
  /** Keeps the record, so that the roll-out can be resumed. */
  readonly keep: (record: RolloutRecord) => void;
}

/** Why it is over; the record says what became of each node. */
export type RolloutEnd = 'done' | 'interrupted' | StopReason;

/** Everybody is looked at so often, ms for each node: three thousand answers a second would be more than it is worth. */
const LOOK_MS_PER_NODE = 10;
/** Nodes that may be next are looked at, too: so many for each place in the window. */
const NEXT_PER_PLACE = 2;
const LEAST_MISSES = 3;

export class Rollout {
  readonly #watch: FleetWatch;
  readonly #gate: Gate | undefined;
  readonly #pause: Pause;
  readonly #runs = new Map<string, NodeRun>();
  /** Runs whose end is being asked for. */
  readonly #closing = new Set<string>();
  /** Runs whose order may never have been heard: we were interrupted, or the broker was. */
  readonly #unsure = new Set<string>();
  #stopping: StopReason | undefined;
  #failures = 0;
  #waitingFor = -1;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #canariesTold: boolean;
  #changed = true;
  #fault: unknown;

  constructor(
    private readonly record: RolloutRecord,
    private readonly plan: RolloutPlan,
    private readonly parts: RolloutParts,
  ) {
    const { clock, signal, tell } = parts;
    this.#pause = new Pause(clock, signal);
    const wake = (): void => this.#pause.wake();
    this.#watch = new FleetWatch(parts, {
      seen: (node, status) => this.#seen(node, status),
      broker: (text, back) => tell({ event: 'broker', text, back }),
      wake,
    });
    if (plan.gate)
      this.#gate = new Gate(plan.gate, clock, {
        answered: ({ status, text }, holds) => tell({ event: 'gate', status, text, holds }),
        wake,
      });
    this.#canariesTold = this.#canariesLeft <= 0;
    this.#takeUpRuns();
  }

  /** Throws what is neither a node's nor the broker's fault. */
  async run(): Promise<RolloutEnd> {
    for (;;) {
      if (this.parts.signal.aborted) return this.#end('interrupted');
      await this.#watch.look(this.#toLookAt());
      if (this.#fault !== undefined) throw this.#fault;
      if (this.#watch.lostMs >= this.plan.patienceMs) return this.#brokerGone();
      this.#sortOutPending();
      if (!this.#stopping && !this.parts.signal.aborted) this.#startSome();
      this.#keep();
      if (this.#runs.size === 0) {
        if (this.#stopping) return this.#end(this.#stopping);
        if (this.record.isOver) return this.#end('done');
      }
      await this.#pause.for(this.plan.pollMs);
    }
  }

  #end(reason: RolloutEnd): RolloutEnd {
    this.#keep();
    return reason;
  }

  #brokerGone(): RolloutEnd {
    this.#stop('broker', 'the broker did not come back');
    return this.#end('broker');
  }

  #keep(): void {
    if (this.#changed) this.parts.keep(this.record);
    this.#changed = false;
  }

  // Those that ran when an earlier roll-out was interrupted.
  #takeUpRuns(): void {
    for (const node of this.record.in('running')) {
      const state = this.record.of(node);
      if (state?.state !== 'running') continue;
      const run = this.#newRun(node, state.before);
      run.initiatedAt = state.initiatedAt;
      this.#unsure.add(node);
    }
  }

  #newRun(node: string, before: number): NodeRun {
    const run = new NodeRun(node, this.parts.clock.monotonic(), before, this.plan);
    this.#runs.set(node, run);
    return run;
  }

  // Everybody now and then; in between those that run and those that may be next.
  #toLookAt(): readonly string[] {
    const now = this.parts.clock.monotonic();
    const everyMs = Math.max(this.plan.pollMs, this.record.size * LOOK_MS_PER_NODE);
    if (now - this.#lookedAt >= everyMs) {
      this.#lookedAt = now;
      return this.record.nodes.filter(node => !this.#closing.has(node));
    }
    const next = this.#ready().slice(0, NEXT_PER_PLACE * this.plan.concurrency);
    const silent = this.#watch.silent.filter(node => this.record.of(node)?.state === 'pending');
    const some = new Set([...this.#runs.keys(), ...this.#watch.applying.keys(), ...next, ...silent]);
    for (const node of this.#closing) some.delete(node);
    return [...some];
  }

  #seen(node: string, status: PuppetStatus | undefined): void {
    const run = this.#runs.get(node);
    if (!run || this.#closing.has(node)) return;
    const verdict = run.judge(status, this.parts.clock.monotonic());
    if (verdict.is === 'completed') void this.#close(run);
    else if (verdict.is === 'given up') this.#giveUp(run, verdict.stage, verdict.why);
  }

  #giveUp({ node }: NodeRun, stage: Stage, why: string): void {
    this.#runs.delete(node);
    if (stage === 'not begun' && this.#unsure.delete(node)) this.#set(node, { state: 'pending' });
    else this.#fail(node, why, true);
  }

  // Its place is kept until it is known how the run ended: the next one may not be allowed to start.
  async #close({ node }: NodeRun): Promise<void> {
    this.#closing.add(node);
    try {
      const result = await this.parts.port.result(node, this.parts.signal);
      this.#ended(node, result);
    } catch (fault) {
      // It is asked again with the next look.
      this.#notice(fault);
    }
    this.#closing.delete(node);
    this.#pause.wake();
  }

  #ended(node: string, result: RunResult | undefined): void {
    if (this.parts.signal.aborted) return;
    this.#runs.delete(node);
    if (!result) this.#fail(node, 'does not tell how its run ended', true);
    else if (result.total === 0) this.#fail(node, 'the whole run failed: no catalog was applied', true);
    else if (result.failed > 0)
      this.#fail(node, `${result.failed} of ${result.total} resources failed`, true);
    else if (result.trouble !== undefined) this.#fail(node, result.trouble, true);
    else {
      const { changed, total, seconds } = result;
      this.#set(node, { state: 'ok', changed, seconds });
      this.parts.tell({ event: 'finished', host: node, changed, total, seconds });
      this.#tellCanaries();
    }
  }

  #tellCanaries(): void {
    if (this.#canariesTold || this.#canariesLeft > 0) return;
    this.#canariesTold = true;
    this.parts.tell({ event: 'canaries', hosts: this.record.in('ok') });
  }

  get #canariesLeft(): number {
    return this.plan.canaries - this.record.count('ok');
  }

  /** `ran`: it was told to run, so that it counts as a canary. */
  #fail(node: string, why: string, ran: boolean): void {
    this.#set(node, { state: 'failed', why });
    this.parts.tell({ event: 'failed', host: node, why });
    this.#failures += 1;
    if (ran && this.plan.canaries > 0 && this.#canariesLeft > 0)
      this.#stop('canary', `the canary ${node} did not end well`);
    else if (isExceeded(this.plan.maxFailures, this.#failures, this.record.size))
      this.#stop('failures', `${this.#failures} of ${this.record.size} nodes failed`);
  }

  #skip(node: string, why: string): void {
    this.#set(node, { state: 'skipped', why });
    this.parts.tell({ event: 'skipped', host: node, why });
  }

  #set(node: string, state: Parameters<RolloutRecord['set']>[1]): void {
    this.record.set(node, state);
    this.#changed = true;
  }

  #stop(reason: StopReason, why: string): void {
    if (this.#stopping) return;
    this.#stopping = reason;
    this.parts.tell({ event: 'stopping', reason, why, running: this.#runs.size });
  }

  // Who is disabled, who has not answered for too long, who is busy with another run that does not end.
  #sortOutPending(): void {
    const { applying } = this.#watch;
    for (const node of this.record.in('pending')) {
      const { misses, ms } = this.#watch.silence(node);
      const busyMs = applying.get(node) ?? 0;
      const status = this.#watch.of(node);
      if (status && !status.enabled) this.#skip(node, disabledText(status.disableMessage));
      else if (misses >= LEAST_MISSES && ms >= this.plan.patienceMs)
        this.#fail(node, `no answer for ${Math.round(ms / 1000)} s`, false);
      else if (busyMs >= this.plan.runTimeoutMs)
        this.#fail(node, `busy with another run for ${Math.round(busyMs / 1000)} s`, false);
    }
  }

  // Could be started now, as far as is known.
  #ready(): string[] {
    return this.record.in('pending').filter(node => {
      const status = this.#watch.of(node);
      return status?.enabled === true && !status.applying;
    });
  }

  // Ours, and those of others as long as they may be alive.
  get #running(): number {
    const { runTimeoutMs, patienceMs } = this.plan;
    const others = [...this.#watch.applying].filter(
      ([node, ms]) => ms < runTimeoutMs && this.#watch.silence(node).ms < patienceMs && !this.#runs.has(node),
    );
    return this.#runs.size + others.length;
  }

  #startSome(): void {
    const room = Math.min(this.plan.concurrency - this.#running, this.#canaryRoom());
    const next = room > 0 ? this.#ready().slice(0, room) : [];
    if (next.length > 0) this.#startThese(next);
    else this.#tellWaiting();
  }

  #startThese(next: readonly string[]): void {
    const position = this.#gate?.position() ?? 'open';
    if (position === 'timed out') this.#stop('gate', `the gate is ${this.#gate!.holding!.status}`);
    if (position !== 'open') return;
    for (const node of next) this.#start(node);
    this.#gate?.passed();
    this.#tellWaiting();
  }

  #canaryRoom(): number {
    const left = this.#canariesLeft;
    return left > 0 ? left - this.#runs.size : Number.POSITIVE_INFINITY;
  }

  // Only what is new: nobody wants to read it every second.
  #tellWaiting(): void {
    const running = this.#running;
    if (running === this.#waitingFor || running === 0) return;
    this.#waitingFor = running;
    this.parts.tell({ event: 'waiting', running });
  }

  #start(node: string): void {
    const before = this.#watch.of(node)!.lastrun;
    this.parts.tell({ event: 'start', host: node, running: this.#running });
    const run = this.#newRun(node, before);
    this.#set(node, { state: 'running', before });
    this.#waitingFor = -1;
    void this.#order(run).catch(fault => {
      this.#unsure.add(node);
      this.#notice(fault);
    });
  }

  async #order(run: NodeRun): Promise<void> {
    const { port, signal, tell } = this.parts;
    const { node } = run;
    // The record first: whoever resumes must know that it may run.
    this.#keep();
    const answer = await port.start(node, signal);
    if (signal.aborted || this.#runs.get(node) !== run) return;
    if (answer.kind === 'refused') await this.#refused(node, answer.why);
    else if (answer.kind === 'silent') tell({ event: 'scheduled', host: node, status: 'no answer' });
    else {
      run.initiatedAt = answer.initiatedAt;
      this.#set(node, { state: 'running', before: run.before, initiatedAt: answer.initiatedAt });
      tell({ event: 'scheduled', host: node, status: 'OK' });
    }
    this.#pause.wake();
  }

  // Somebody else may have been faster, or have disabled it meanwhile: then it is not the node's fault.
  async #refused(node: string, why: string): Promise<void> {
    const { port, signal, tell } = this.parts;
    tell({ event: 'scheduled', host: node, status: why });
    const status = (await port.status([node], signal)).get(node);
    if (signal.aborted) return;
    this.#runs.delete(node);
    if (status?.applying) {
      this.#set(node, { state: 'pending' });
      await this.#watch.look([node]);
    } else if (status && !status.enabled) this.#skip(node, disabledText(status.disableMessage));
    else this.#fail(node, why, true);
  }

  #notice(fault: unknown): void {
    if (this.#watch.tolerates(fault)) return;
    this.#fault = fault;
    this.#pause.wake();
  }
}

function disabledText(message: string): string {
  return message === '' ? 'disabled' : `disabled: ${message}`;
}
