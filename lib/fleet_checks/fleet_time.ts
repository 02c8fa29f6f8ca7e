// The time of a run, divided among what is asked of a fleet, so that silent nodes can still be named at its end.
import type { Config } from '../config/config';
import type { PluginRun } from '../nagios/plugin';
import type { CallOptions } from '../rpc/call';
import type { DiscoverOptions } from '../rpc/discovery';

// For judging and telling.
const RESERVE_MS = 300;

export class FleetTime {
  constructor(
    private readonly run: PluginRun,
    private readonly rpc: Config['rpc'],
  ) {}

  /** For each broker of a pool, to reach the last one in time. */
  connectMs(brokers: number): number {
    return Math.max(1, Math.floor(this.#leftMs / Math.max(1, brokers)));
  }

  /** Not all of it: those who are found shall be asked. */
  discover(): DiscoverOptions {
    const wantedMs = this.#wanted('discovery-timeout') ?? this.rpc.discoveryCapMs;
    const capMs = Math.min(wantedMs, Math.floor(this.#leftMs / 2));
    return { capMs: Math.max(1, capMs), signal: this.run.signal };
  }

  /** For answers of an agent that takes `agentMs` at most. */
  call(agentMs: number): CallOptions {
    const wantedMs = this.#wanted('reply-timeout') ?? Math.max(this.rpc.timeoutMs, agentMs);
    return { timeoutMs: Math.max(1, Math.min(wantedMs, this.#leftMs)), signal: this.run.signal };
  }

  get #leftMs(): number {
    return this.run.remainingMs() - RESERVE_MS;
  }

  #wanted(option: string): number | undefined {
    const seconds = this.run.values[option] as number | undefined;
    return seconds === undefined ? undefined : Math.round(seconds * 1000);
  }
}
