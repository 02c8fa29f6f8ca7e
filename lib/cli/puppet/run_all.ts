// fleetspec puppet runall: Puppet on every node, never on more than so many at once.
import type { Config } from '../../config/config';
import { describeError } from '../../errors';
import { FleetPuppet } from '../../rollout/fleet_puppet';
import { Rollout, type RolloutEnd } from '../../rollout/rollout';
import type { RolloutEvent } from '../../rollout/rollout_event';
import { RolloutRecord } from '../../rollout/rollout_record';
import { RolloutState } from '../../rollout/rollout_state';
import { describeFilter } from '../../rpc/describe_filter';
import { NoNodesDiscovered } from '../../rpc/errors';
import type { Fleet } from '../../rpc/fleet';
import { systemClock } from '../../util/clock';
import { mayGoOn } from '../call_agent';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { INTERRUPTED, interruption } from '../interruption';
import { filterOption, flagOption, millisecondsOption } from '../options';
import { type PreparedCall, prepareCall } from '../request_options';
import { clientConfig, withFleet } from '../with_fleet';
import { askFeature } from './feature_gate';
import { LogLines } from './log_lines';
import { resumeLine, rolloutIdentity } from './rollout_identity';
import { type RunAllOptions, runAllOptions } from './rollout_options';
import { rolloutText, tellEnd } from './rollout_text';
import { waysToFind } from './ways_to_find';

const EXIT: Readonly<Record<RolloutEnd, number>> = {
  done: 0,
  interrupted: INTERRUPTED,
  gate: 3,
  canary: 3,
  failures: 3,
  broker: 1,
};
const SOME_FAILED = 2;

export const runAll: CommandRun = async (input, io) => {
  const wanted = runAllOptions(input, io);
  const config = await clientConfig(input, io);
  const prepared = await prepareCall(input, io, config);
  return withFleet(input, io, fleet => new RunAll(input, io, wanted, config, prepared, fleet).run(), config);
};

class RunAll {
  readonly #clock;
  readonly #log: LogLines<RolloutEvent>;
  readonly #port: FleetPuppet;
  #state: RolloutState | undefined;
  #stateFault = false;

  constructor(
    private readonly input: CommandInput,
    private readonly io: CommandIo,
    private readonly wanted: RunAllOptions,
    private readonly config: Config,
    private readonly prepared: PreparedCall,
    fleet: Fleet,
  ) {
    this.#clock = io.fleet?.clock ?? systemClock;
    this.#log = new LogLines({
      display: io.display,
      clock: this.#clock,
      json: flagOption(input.options, 'json'),
      text: rolloutText,
    });
    this.#port = new FleetPuppet({
      ways: waysToFind(input, prepared, fleet),
      agent: name => fleet.agent(name),
      discover: prepared.discover,
      timeoutMs: millisecondsOption(input.options, 'timeout', '--timeout') ?? config.rpc.timeoutMs,
      ttl: prepared.call.ttl,
      runOptions: wanted.runOptions,
      clock: this.#clock,
    });
  }

  async run(): Promise<number> {
    const stop = interruption(this.io.environment);
    const terminated = new AbortController();
    const release = this.io.environment.onSignal('SIGTERM', () => terminated.abort());
    const signal = AbortSignal.any([stop.signal, terminated.signal]);
    try {
      return await this.#rounds(signal);
    } catch (fault) {
      if (!signal.aborted) throw fault;
      this.io.display.notice('fleetspec: given up before anything was run');
      return INTERRUPTED;
    } finally {
      stop.release();
      release();
    }
  }

  async #rounds(signal: AbortSignal): Promise<number> {
    const { rerunMs } = this.wanted;
    for (let round = 1; ; round++) {
      const began = this.#clock.monotonic();
      const code = await this.#round(signal, round);
      if (rerunMs === undefined || (code !== 0 && code !== SOME_FAILED)) return code;
      const restMs = Math.max(0, began + rerunMs - this.#clock.monotonic());
      this.#log.say(`Next round in ${Math.round(restMs / 1000)} s`);
      if (!(await this.#rest(restMs, signal))) return INTERRUPTED;
    }
  }

  async #round(signal: AbortSignal, round: number): Promise<number> {
    const found = await this.#port.discover(signal);
    if (found.length === 0) throw new NoNodesDiscovered(describeFilter(filterOption(this.input.options)));
    const record = await this.#record(found, round);
    const { concurrency } = this.wanted;
    this.#log.say(`Running all nodes with a concurrency of ${concurrency}`);
    this.#log.tell({ event: 'found', hosts: record.size });
    if (record.isOver) this.#log.say('Nothing is left to do; --new begins anew');
    this.#state?.write(record);
    const began = this.#clock.monotonic();
    const end = await this.#rollout(record, signal).run();
    return this.#end(end, record, this.#clock.monotonic() - began);
  }

  // A roll-out that is gone on with was agreed to before.
  async #record(found: readonly string[], round: number): Promise<RolloutRecord> {
    const { wanted, input, io } = this;
    this.#state = this.#stateFor(found);
    const before = round > 1 || wanted.anew ? undefined : this.#state?.read();
    if (before && !(before.isOver && wanted.rerunMs !== undefined)) return this.#resumed(before, found);
    if (round === 1) await mayGoOn({ changes: 'run Puppet' }, this.prepared, found.length, input, io);
    return new RolloutRecord(found);
  }

  #resumed(record: RolloutRecord, found: readonly string[]): RolloutRecord {
    if (this.wanted.retryFailed) record.retryFailed();
    // Of a limited number of nodes others may have been found this time.
    const fresh = this.input.options.limit === undefined && !this.#isOne ? record.add(found) : [];
    const left = record.count('pending') + record.count('running');
    this.#log.say(`Going on: ${record.size - left} of ${record.size} hosts are done already`);
    if (fresh.length > 0) this.#log.say(`New since then: ${fresh.join(', ')}`);
    this.#log.object({ event: 'resumed', done: record.size - left, left, fresh });
    return record;
  }

  get #isOne(): boolean {
    return flagOption(this.input.options, 'one');
  }

  #stateFor(found: readonly string[]): RolloutState | undefined {
    const { wanted, input, io, config } = this;
    if (wanted.state === undefined) return undefined;
    const { options } = input;
    const named = options.nodes !== undefined || options.discoveryMethod !== undefined;
    const collective = (options.target as string | undefined) ?? config.mainCollective;
    const identity = rolloutIdentity(input, collective, wanted.runOptions, named ? found : undefined);
    return new RolloutState(wanted.state, io.environment.uid, identity);
  }

  #rollout(record: RolloutRecord, signal: AbortSignal): Rollout {
    const { wanted, input, io } = this;
    const { gate } = wanted;
    const check = gate && { ...gate, check: () => askFeature(gate.feature, input, io) };
    return new Rollout(
      record,
      { ...wanted, gate: check },
      {
        port: this.#port,
        clock: this.#clock,
        signal,
        tell: event => this.#log.tell(event),
        keep: now => this.#keep(now),
      },
    );
  }

  // A full disk is no reason to leave the fleet half done; it is said once.
  #keep(record: RolloutRecord): void {
    try {
      this.#state?.write(record);
    } catch (fault) {
      if (!this.#stateFault) this.io.display.notice(`fleetspec: ${describeError(fault)}`);
      this.#stateFault = true;
    }
  }

  #end(end: RolloutEnd, record: RolloutRecord, elapsedMs: number): number {
    const { io } = this;
    const resume = this.#state && !this.#stateFault ? resumeLine(io.environment.argv) : undefined;
    const { json, say } = this.#ending;
    if (json) this.#log.object(endObject(end, record, elapsedMs));
    else tellEnd({ end, record, elapsedMs, resume }, say, io.display);
    return end === 'done' && record.count('failed') > 0 ? SOME_FAILED : EXIT[end];
  }

  get #ending() {
    const say = (text: string): void => this.#log.say(text);
    return { json: flagOption(this.input.options, 'json'), say };
  }

  #rest(ms: number, signal: AbortSignal): Promise<boolean> {
    return new Promise(resolve => {
      const timer = this.#clock.after(ms, () => resolve(!signal.aborted));
      signal.addEventListener('abort', () => {
        timer.cancel();
        resolve(false);
      });
    });
  }
}

function endObject(end: RolloutEnd, record: RolloutRecord, elapsedMs: number): object {
  const because = (state: 'failed' | 'skipped') =>
    Object.fromEntries(
      [...record.entries].flatMap(([node, entry]) => (entry.state === state ? [[node, entry.why]] : [])),
    );
  return {
    event: 'end',
    reason: end,
    seconds: Math.round(elapsedMs / 1000),
    ok: record.count('ok'),
    failed: because('failed'),
    skipped: because('skipped'),
    running: record.in('running'),
    pending: record.in('pending'),
  };
}
