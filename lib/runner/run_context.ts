// Everything one run of features shares: its fleet, its time, its parameters, and what it has to undo.
import { resolve } from 'node:path';
import type { AskLimits, CheckContext, Json, Metric, Observation } from '../checks/check_context';
import type { FleetPort } from '../checks/fleet_port';
import { HostMemory } from '../checks/host_memory';
import { GuardedFleet } from '../checks/safety/guarded_fleet';
import { KeptOnDisk } from '../checks/safety/kept_on_disk';
import { type Acting, SafeHands, type StepMarks } from '../checks/safety/safe_hands';
import { asked, inScope } from '../checks/safety/step_scope';
import { sendUndo } from '../checks/safety/undo_calls';
import type { UndoJournal } from '../checks/safety/undo_journal';
import { type KeptChange, UndoRegistry, type UndoReport } from '../checks/undo_registry';
import { CheckFailed, NotApplicable } from '../checks/verdicts';
import { Waivers } from '../checks/waivers/waivers';
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { Surroundings } from '../recording/surroundings';
import type { CallOptions } from '../rpc/call';
import type { DiscoverOptions } from '../rpc/discovery';
import { type Clock, systemClock, type Timer } from '../util/clock';
import { discreetLogger } from '../util/discreet_logger';
import { type Logger, silentLogger } from '../util/logger';
import { Redactor } from '../util/redactor';
import type { Deadline } from './deadline';
import { type Parameters, resolveParameters } from './parameters';
import { type FillableScenario, fillScenario, type Params } from './placeholders';
import { presentable } from './presentable';
import { Evidence } from './reports/evidence';
import { RunFleet } from './run_fleet';
import { RunNotes } from './run_notes';
import type { RunRecording } from './run_recording';

export interface RunContextOptions {
  readonly environment: Environment;
  readonly deadline: Deadline;
  /** Called on first use; may throw what `loadConfig` throws. */
  readonly loadConfig: () => Config;
  /** Values of `<placeholders>`; go before those of the configuration. */
  readonly params?: Params;
  /** Files of more of them. */
  readonly paramFiles?: readonly string[];
  /** Learns the secrets of the run; default one of its own. */
  readonly redactor?: Redactor;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** What the run may change; default nothing. */
  readonly hands?: {
    readonly acting: Acting;
    /** Instead of checks.max_targets. */
    readonly maxTargets?: string | undefined;
    /** Nothing real is to be touched, by steps of one's own either. */
    readonly byFleetOnly?: boolean;
    /** Keeps what must be undone on disk, and undoes what killed runs left there. */
    readonly journal?: boolean;
  };
  /** Instead of the real world, such as a recording that is played. */
  readonly surroundings?: Surroundings;
  /** Writes down what the run asks and is answered. */
  readonly recording?: RunRecording;
}

// Answers come a little before the steps' time is up, so that silent nodes can be named.
const NAMING_MS = 40;
// What a step usually takes, kept for each that is still to come.
const STEP_MS = 250;
// Undoing keeps this much for telling about it.
const TELLING_MS = 50;

export class RunContext implements CheckContext {
  readonly deadline: Deadline;
  /** Knows the secrets of this run, once its parameters have been looked at. */
  readonly redactor: Redactor;
  readonly undo: UndoRegistry;
  /** What this run may change. */
  readonly hands: SafeHands;
  readonly hosts = new HostMemory();
  /** Numbers, remarks, and what let scenarios go on. */
  readonly notes = new RunNotes();
  /** What hosts answered, for reports. */
  readonly evidence = new Evidence();
  /** Steps that are still to come after the one that is running. */
  stepsAhead = 0;
  /** The scenario that is running. */
  scenario = '';
  /** Scenarios that did not apply, and why. */
  readonly notApplied: string[] = [];
  /** What was undone, or could not be. */
  readonly undone: UndoReport[] = [];
  #config: Config | undefined;
  readonly #clock: Clock;
  readonly #fleet: RunFleet;
  #guarded: Promise<FleetPort> | undefined;
  #parameters: Parameters | undefined;
  #kept: KeptOnDisk | undefined;
  readonly #missing = new WeakMap<object, readonly string[]>();
  #ending: { fault?: unknown; notApplicable?: string } = {};
  #waivers: Waivers | undefined;

  constructor(private readonly options: RunContextOptions) {
    this.deadline = options.deadline;
    this.redactor = options.redactor ?? new Redactor();
    this.#clock = options.surroundings?.clock ?? options.clock ?? systemClock;
    this.#fleet = new RunFleet({
      config: () => this.config,
      surroundings: () => this.#surroundings,
      environment: options.environment,
      deadline: options.deadline,
      logger: discreetLogger(options.logger ?? silentLogger, this.redactor),
    });
    this.undo = new UndoRegistry({
      onFirst: () => this.deadline.reserveUndo(),
      send: async (call, hosts, limits) => sendUndo(await this.#fleet.open(), call, hosts, limits),
      keeper: { keep: changes => this.#journal?.keep(changes.map(change => this.#told(change))) },
      now: () => this.wallClock(),
    });
    this.hands = new SafeHands({
      acting: options.hands?.acting ?? 'refused',
      byFleetOnly: options.hands?.byFleetOnly,
      undo: this.undo,
      callOptions: () => this.callOptions(),
      discoverOptions: () => this.discoverOptions(),
      rules: () => ({
        readingActions: this.config.checks.readingActions,
        maxTargets: options.hands?.maxTargets ?? this.config.checks.maxTargets,
      }),
    });
  }

  get config(): Config {
    this.#config ??= this.options.loadConfig();
    return this.#config;
  }

  /** Those of checks.waivers; what has ended is remarked. Throws WaiversUnusable. */
  get waivers(): Waivers {
    this.#waivers ??= this.#readWaivers();
    return this.#waivers;
  }

  #readWaivers(): Waivers {
    const { waiversFile } = this.config.checks;
    if (waiversFile === undefined) return new Waivers();
    const waivers = Waivers.read(waiversFile, this.wallClock());
    for (const text of waivers.expired(this.wallClock())) this.remark(text);
    return waivers;
  }

  /** Remarks on the configuration; none when it was not read. */
  get warnings(): readonly string[] {
    return this.#config?.warnings ?? [];
  }

  /** The fleet, connected once for the whole run. A failed attempt is remembered: the broker would not be back in time. */
  fleet(): Promise<FleetPort> {
    this.#guarded ??= this.#fleet
      .open()
      .then(fleet => this.evidence.watch(new GuardedFleet(fleet, this.hands)));
    return asked(this.#guarded);
  }

  callOptions(): CallOptions {
    return { timeoutMs: this.#limit(this.config.rpc.timeoutMs), signal: this.deadline.signal };
  }

  discoverOptions(): DiscoverOptions {
    return { capMs: this.#limit(this.config.rpc.discoveryCapMs), signal: this.deadline.signal };
  }

  #limit(ms: number): number {
    return Math.min(ms, Math.max(1, this.remainingMs - NAMING_MS));
  }

  get recording(): RunRecording | undefined {
    return this.options.recording;
  }

  get #surroundings(): Surroundings | undefined {
    return this.options.surroundings ?? this.recording?.surroundings;
  }

  observe<Answer extends Json>(
    observation: Observation,
    ask: (limits: AskLimits) => Promise<Answer>,
  ): Promise<Answer> {
    const timeoutMs = this.#limit(this.config.rpc.timeoutMs);
    const look = (): Promise<Answer> => ask({ timeoutMs, signal: this.deadline.signal });
    return asked(this.#surroundings?.observe(observation, look) ?? look());
  }

  /** Each step ahead has a little kept for it, together at most half of what is left. */
  get remainingMs(): number {
    const left = this.deadline.stepsMs;
    return left - Math.min(left / 2, this.stepsAhead * STEP_MS);
  }

  now(): number {
    return this.#clock.monotonic();
  }

  wallClock(): number {
    return this.#clock.now();
  }

  async sleep(ms: number): Promise<void> {
    if (this.#surroundings?.pass) {
      this.#surroundings.pass(ms);
      this.deadline.signal.throwIfAborted();
      return;
    }
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
    this.notes.remark(sentence);
  }

  hide(secret: string): void {
    this.redactor.add(secret);
  }

  get remarks(): readonly string[] {
    return this.notes.remarks;
  }

  measure(metric: Metric): void {
    this.notes.measure(metric);
  }

  get metrics(): readonly Metric[] {
    return this.notes.metrics;
  }

  /** Fills the placeholders of a scenario, once; returns the names nobody gave a value for. */
  fill(scenario: FillableScenario): readonly string[] {
    const known = this.#missing.get(scenario);
    if (known) return known;
    const { secrets } = this;
    const missing = fillScenario(scenario, this.params, name => Object.hasOwn(secrets, name));
    this.#missing.set(scenario, missing);
    return missing;
  }

  /** Values of `<placeholders>` that may be shown. Throws SecretMissing and ParamFileBad. */
  get params(): Params {
    return this.#resolved.open;
  }

  /** Values that nobody may see: only the code of steps is given them. Throws as `params`. */
  get secrets(): Params {
    return this.#resolved.secret;
  }

  get #resolved(): Parameters {
    if (this.#parameters) return this.#parameters;
    const { environment, params: given = {}, paramFiles = [] } = this.options;
    const { env = {}, cwd } = environment;
    this.#parameters = resolveParameters(this.config.checks, { given, files: paramFiles }, { env, cwd });
    for (const secret of Object.values(this.#parameters.secret)) this.redactor.add(secret);
    return this.#parameters;
  }

  /**
   * Runs the body of a step within the deadline. Keeps what it threw, because Cucumber passes on no more than text;
   * answers 'skipped' for NotApplicable, which makes Cucumber skip the rest of the scenario.
   */
  async guard(body: () => unknown, marks: StepMarks): Promise<unknown> {
    try {
      return await this.deadline.race(() => this.hands.step(body, marks, this.deadline.signal));
    } catch (error) {
      if (error instanceof NotApplicable) {
        this.#ending = { notApplicable: error.reason };
        this.notApplied.push(`${this.scenario}: ${error.reason}`);
        return 'skipped';
      }
      // What should only ideally be lets the scenario go on: what comes after may be worse.
      if (error instanceof CheckFailed && error.severity === 'WARNING') {
        this.notes.addMild(error);
        return undefined;
      }
      const fault = this.#fleet.inContext(error);
      this.#ending = { fault };
      throw presentable(fault, this.redactor);
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

  /** Undoes what `scope` changed, or everything; says so in `undone`. */
  async undoChanges(scope?: string): Promise<void> {
    if (this.undo.empty) return;
    // One silent host must not keep the other changes from being undone in time.
    const limits = (ahead: number): CallOptions => ({
      timeoutMs: Math.max(
        1,
        Math.min(this.config.rpc.timeoutMs, (this.deadline.answerMs - TELLING_MS) / ahead),
      ),
    });
    const undoing = inScope({ kind: 'undo' }, () => this.undo.undo(limits, scope));
    this.undone.push(...(await undoing));
  }

  /** The answer is due: what is being undone and not done yet may still hold. */
  tellUnfinishedUndo(): void {
    this.undone.push(...this.undo.underway);
  }

  /** Undoes what earlier runs left that were killed; a run that only plans names it. */
  async undoLeftovers(): Promise<void> {
    const { leftovers } = this.#onDisk ?? {};
    if (!leftovers) return;
    if (this.hands.planning) {
      for (const text of leftovers.tell()) this.remark(text);
      return;
    }
    for (const text of leftovers.tellUnseen(this.wallClock())) this.remark(text);
    this.undone.push(
      ...(await leftovers.undo(async (call, hosts) =>
        sendUndo(await this.#fleet.open(), call, hosts, this.callOptions()),
      )),
    );
  }

  // Whoever reads it later may be anywhere.
  #told(change: KeptChange): KeptChange {
    return { ...change, scope: resolve(this.options.environment.cwd, change.scope) };
  }

  get #journal(): UndoJournal | undefined {
    return this.options.hands?.acting === 'allowed' ? this.#onDisk?.journal : undefined;
  }

  get #onDisk(): KeptOnDisk | undefined {
    if (!this.options.hands?.journal) return undefined;
    this.#kept ??= new KeptOnDisk(this.config, this.options.environment);
    return this.#kept;
  }

  /** Leaves the fleet, without waiting long. */
  async close(): Promise<void> {
    this.deadline.close();
    this.#kept?.journal.close();
    await this.#fleet.close();
  }
}
