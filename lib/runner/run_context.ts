// Everything one run of features shares: its fleet, its time, its parameters, and what it has to undo.
import type { AskLimits, CheckContext, Json, Metric, Observation } from '../checks/check_context';
import type { FleetPort } from '../checks/fleet_port';
import { HostMemory } from '../checks/host_memory';
import { UndoRegistry, type UndoReport } from '../checks/undo_registry';
import { CheckFailed, NotApplicable } from '../checks/verdicts';
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import { describeError, isFleetspecError } from '../errors';
import type { CallOptions } from '../rpc/call';
import type { DiscoverOptions } from '../rpc/discovery';
import { Fleet } from '../rpc/fleet';
import { brokerName } from '../stomp/broker_address';
import { type Clock, systemClock, type Timer } from '../util/clock';
import { type Logger, silentLogger } from '../util/logger';
import type { Deadline } from './deadline';
import { DeadlineReached } from './errors';
import { type FillableScenario, fillScenario, type Params } from './placeholders';

export interface RunContextOptions {
  readonly environment: Environment;
  readonly deadline: Deadline;
  /** Called on first use; may throw what `loadConfig` throws. */
  readonly loadConfig: () => Config;
  /** Values of `<placeholders>`; go before those of the configuration. */
  readonly params?: Params;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

// Answers come a little before the steps' time is up, so that silent nodes can be named.
const NAMING_MS = 40;
// A polite goodbye is not worth more.
const CLOSE_MS = 250;
// Undoing keeps this much for telling about it.
const TELLING_MS = 50;

export class RunContext implements CheckContext {
  readonly deadline: Deadline;
  readonly undo: UndoRegistry;
  readonly hosts = new HostMemory();
  readonly metrics: Metric[] = [];
  /** The scenario that is running. */
  scenario = '';
  /** Scenarios that did not apply, and why. */
  readonly notApplied: string[] = [];
  /** What is worth saying and changes no verdict, one sentence each. */
  readonly remarks: string[] = [];
  /** What was undone, or could not be. */
  readonly undone: UndoReport[] = [];
  #config: Config | undefined;
  readonly #clock: Clock;
  #fleet: Promise<Fleet> | undefined;
  #connecting = false;
  readonly #missing = new WeakMap<object, readonly string[]>();
  #ending: { fault?: unknown; notApplicable?: string } = {};
  #mild: CheckFailed[] = [];

  constructor(private readonly options: RunContextOptions) {
    this.deadline = options.deadline;
    this.#clock = options.clock ?? systemClock;
    this.undo = new UndoRegistry(() => this.deadline.reserveUndo());
  }

  get config(): Config {
    this.#config ??= this.options.loadConfig();
    return this.#config;
  }

  /** Remarks on the configuration; none when it was not read. */
  get warnings(): readonly string[] {
    return this.#config?.warnings ?? [];
  }

  /** The fleet, connected once for the whole run. A failed attempt is remembered: the broker would not be back in time. */
  fleet(): Promise<FleetPort> {
    this.#fleet ??= this.#connect();
    return this.#fleet;
  }

  callOptions(): CallOptions {
    const timeoutMs = Math.min(this.config.rpc.timeoutMs, Math.max(1, this.deadline.stepsMs - NAMING_MS));
    return { timeoutMs, signal: this.deadline.signal };
  }

  discoverOptions(): DiscoverOptions {
    const capMs = Math.min(this.config.rpc.discoveryCapMs, Math.max(1, this.deadline.stepsMs - NAMING_MS));
    return { capMs, signal: this.deadline.signal };
  }

  observe<Answer extends Json>(
    _observation: Observation,
    ask: (limits: AskLimits) => Promise<Answer>,
  ): Promise<Answer> {
    const timeoutMs = Math.min(this.config.rpc.timeoutMs, Math.max(1, this.deadline.stepsMs - NAMING_MS));
    return ask({ timeoutMs, signal: this.deadline.signal });
  }

  get remainingMs(): number {
    return this.deadline.stepsMs;
  }

  now(): number {
    return this.#clock.monotonic();
  }

  wallClock(): number {
    return this.#clock.now();
  }

  async sleep(ms: number): Promise<void> {
    let timer: Timer | undefined;
    const passed = new Promise<void>(resolve => {
      timer = this.#clock.after(ms, resolve);
    });
    try {
      await this.deadline.race(() => passed);
    } finally {
      timer?.cancel();
    }
  }

  remark(sentence: string): void {
    if (!this.remarks.includes(sentence)) this.remarks.push(sentence);
  }

  /** The last one of a label counts. */
  measure(metric: Metric): void {
    const at = this.metrics.findIndex(known => known.label === metric.label);
    this.metrics.splice(at === -1 ? this.metrics.length : at, 1, metric);
  }

  /** Fills the placeholders of a scenario, once; returns the names nobody gave a value for. */
  fill(scenario: FillableScenario): readonly string[] {
    const known = this.#missing.get(scenario);
    if (known) return known;
    const missing = fillScenario(scenario, this.params);
    this.#missing.set(scenario, missing);
    return missing;
  }

  get params(): Params {
    return { ...this.config.checks.params, ...this.options.params };
  }

  /**
   * Runs the body of a step within the deadline. Keeps what it threw, because Cucumber passes on no more than text;
   * answers 'skipped' for NotApplicable, which makes Cucumber skip the rest of the scenario.
   */
  async guard(body: () => unknown): Promise<unknown> {
    try {
      return await this.deadline.race(body);
    } catch (error) {
      if (error instanceof NotApplicable) {
        this.#ending = { notApplicable: error.reason };
        this.notApplied.push(`${this.scenario}: ${error.reason}`);
        return 'skipped';
      }
      // What should only ideally be lets the scenario go on: what comes after may be worse.
      if (error instanceof CheckFailed && error.severity === 'WARNING') {
        this.#mild.push(error);
        return undefined;
      }
      const fault = this.#inContext(error);
      this.#ending = { fault };
      throw presentable(fault);
    }
  }

  /** Why the last guarded body did not apply. */
  get notApplicable(): string | undefined {
    return this.#ending.notApplicable;
  }

  /** What the last guarded body ended with, if it did not just end; asking forgets it. */
  takeEnding(): { readonly fault?: unknown; readonly notApplicable?: string } {
    const ending = this.#ending;
    this.#ending = {};
    return ending;
  }

  /** Failures that let the scenario go on, since last asked. */
  takeMild(): readonly CheckFailed[] {
    const mild = this.#mild;
    this.#mild = [];
    return mild;
  }

  /** Undoes what `scope` changed, or everything; says so in `undone`. */
  async undoChanges(scope?: string): Promise<void> {
    if (this.undo.empty) return;
    const timeoutMs = Math.max(1, Math.min(this.config.rpc.timeoutMs, this.deadline.answerMs - TELLING_MS));
    this.undone.push(...(await this.undo.undo({ timeoutMs }, scope)));
  }

  /** Leaves the fleet, without waiting long. */
  async close(): Promise<void> {
    this.deadline.close();
    if (!this.#fleet) return;
    const left = this.#fleet.then(fleet => fleet.close()).catch(() => {});
    let timer: Timer | undefined;
    const patience = new Promise<void>(resolve => {
      timer = systemClock.after(Math.min(CLOSE_MS, this.deadline.answerMs), resolve);
    });
    await Promise.race([left, patience]);
    timer?.cancel();
  }

  async #connect(): Promise<Fleet> {
    const { environment, logger = silentLogger } = this.options;
    this.#connecting = true;
    const fleet = await Fleet.connect(this.config, { environment, logger, signal: this.deadline.signal });
    this.#connecting = false;
    return fleet;
  }

  // A broker that accepts and says nothing shows as time running out.
  #inContext(error: unknown): unknown {
    if (!(error instanceof DeadlineReached) || !this.#connecting) return error;
    return new DeadlineReached(error.seconds, this.config.broker.pool.map(brokerName).join(' or '));
  }
}

// Formatters print stacks. Of a fault that is none of a program, the sentence and the remedy say more.
function presentable(error: unknown): unknown {
  if (!isFleetspecError(error) && !(error instanceof CheckFailed)) return error;
  const told = new Error(describeError(error));
  told.name = error.name;
  told.stack = `${error.name}: ${told.message}`;
  return told;
}
