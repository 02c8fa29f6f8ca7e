// One case of the broker contract, and what it is given.
import { randomBytes } from 'node:crypto';
import { RawClient, type Target, type WireHeaders } from './raw_client';

export interface BrokerCase {
  readonly name: string;
  run(bench: Bench): Promise<void>;
}

/** A broker under test with names of its own, so that cases can share a broker that keeps its queues. */
export class Bench {
  private readonly clients: RawClient[] = [];
  private readonly prefix = `contract.${randomBytes(6).toString('hex')}`;

  constructor(readonly target: Target) {}

  /** A destination name nobody else uses, without `/queue/` or `/topic/`. */
  name(suffix: string): string {
    return `${this.prefix}.${suffix}`;
  }

  async open(): Promise<RawClient> {
    return this.keep(await RawClient.open(this.target));
  }

  async connect(version?: string, headers: WireHeaders = {}): Promise<RawClient> {
    return this.keep(await RawClient.connect(this.target, version, headers));
  }

  close(): void {
    for (const client of this.clients) client.destroy();
  }

  private keep(client: RawClient): RawClient {
    this.clients.push(client);
    return client;
  }
}
