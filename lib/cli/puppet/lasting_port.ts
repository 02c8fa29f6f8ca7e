// Puppet on a fleet whose broker may be away, at the beginning or later: connected when something is asked, and again when
// the connection does not come back by itself.
import type { PuppetPort, PuppetStatus, RunResult, StartAnswer } from '../../rollout/puppet_port';

export interface ConnectedPort {
  readonly port: PuppetPort;
  close(): Promise<void>;
}

/** So many faults in a row, and the connection is made anew: the session reconnects by itself as long as it can. */
const MOST_FAULTS = 10;

export class LastingPort implements PuppetPort {
  #connected: Promise<ConnectedPort> | undefined;
  #faults = 0;

  constructor(private readonly connect: () => Promise<ConnectedPort>) {}

  discover(signal?: AbortSignal): Promise<readonly string[]> {
    return this.#use(port => port.discover(signal));
  }

  status(nodes: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, PuppetStatus>> {
    return this.#use(port => port.status(nodes, signal));
  }

  start(node: string, signal?: AbortSignal): Promise<StartAnswer> {
    return this.#use(port => port.start(node, signal));
  }

  result(node: string, signal?: AbortSignal): Promise<RunResult | undefined> {
    return this.#use(port => port.result(node, signal));
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const connected = this.#connected;
    this.#connected = undefined;
    await connected?.then(({ close }) => close()).catch(() => {});
  }

  async #use<T>(ask: (port: PuppetPort) => Promise<T>): Promise<T> {
    const { port } = await this.#connection();
    try {
      const answer = await ask(port);
      this.#faults = 0;
      return answer;
    } catch (fault) {
      if (++this.#faults >= MOST_FAULTS) {
        this.#faults = 0;
        await this.close();
      }
      throw fault;
    }
  }

  #connection(): Promise<ConnectedPort> {
    this.#connected ??= this.connect().catch(fault => {
      this.#connected = undefined;
      throw fault;
    });
    return this.#connected;
  }
}
