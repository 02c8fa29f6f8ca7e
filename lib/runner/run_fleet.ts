// The connection of one run to its fleet: made when the first step asks, ended when the run is.
import type { FleetPort } from '../checks/fleet_port';
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { Surroundings } from '../recording/surroundings';
import { Fleet } from '../rpc/fleet';
import { brokerName } from '../stomp/broker_address';
import { systemClock, type Timer } from '../util/clock';
import type { Logger } from '../util/logger';
import type { Deadline } from './deadline';
import { DeadlineReached } from './errors';

export interface RunFleetOptions {
  /** Called on first use; may throw what `loadConfig` throws. */
  readonly config: () => Config;
  /** Instead of the real world. */
  readonly surroundings: () => Surroundings | undefined;
  readonly environment: Environment;
  readonly deadline: Deadline;
  readonly logger: Logger;
}

// A polite goodbye is not worth more.
const CLOSE_MS = 250;

export class RunFleet {
  #connected: Promise<Fleet> | undefined;
  #opened: Promise<FleetPort> | undefined;
  #connecting = false;

  constructor(private readonly options: RunFleetOptions) {}

  /** Connects once for the whole run. A failed attempt is remembered: the broker would not be back in time. */
  open(): Promise<FleetPort> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** `fault`; or, where time ran out while connecting, the same with the brokers that accepted and said nothing. */
  inContext(fault: unknown): unknown {
    if (!(fault instanceof DeadlineReached) || !this.#connecting) return fault;
    return new DeadlineReached(fault.seconds, this.options.config().broker.pool.map(brokerName).join(' or '));
  }

  /** Leaves the fleet, without waiting long. */
  async close(): Promise<void> {
    if (!this.#connected) return;
    const left = this.#connected.then(fleet => fleet.close()).catch(() => {});
    let timer: Timer | undefined;
    const patience = new Promise<void>(resolve => {
      timer = systemClock.after(Math.min(CLOSE_MS, this.options.deadline.answerMs), resolve);
    });
    await Promise.race([left, patience]);
    timer?.cancel();
  }

  #open(): Promise<FleetPort> {
    const open = (): Promise<Fleet> => {
      this.#connected = this.#connect();
      return this.#connected;
    };
    return this.options.surroundings()?.fleet(open) ?? open();
  }

  async #connect(): Promise<Fleet> {
    const { config, environment, deadline, logger } = this.options;
    this.#connecting = true;
    const fleet = await Fleet.connect(config(), { environment, logger, signal: deadline.signal });
    this.#connecting = false;
    return fleet;
  }
}
