// Nodes that run Puppet in no time at all: on a virtual clock, with runs of any length, and with every fault a node can have.

import type { PuppetPort, PuppetStatus, RunResult, StartAnswer } from '../../../lib/rollout/puppet_port';
import { BrokerLost } from '../../../lib/stomp/errors';
import type { FakeClock } from '../rpc/fake_clock';

export interface ToyPuppet {
  /** From the order to the catalog, ms; undefined: it is never begun. */
  beginMs?: number | undefined;
  /** Applying, ms; Infinity: it hangs. */
  runMs?: number;
  /** Answers nothing. */
  silent?: boolean;
  /** Goes silent when told to run. */
  dies?: boolean;
  disabled?: string;
  failed?: number;
  /** No catalog was applied. */
  total?: number;
  /** Why the run was none though no resource failed. */
  trouble?: string;
  refuses?: string;
  /** Ends without a summary. */
  noSummary?: boolean;
  /** The order is obeyed, the answer lost. */
  mute?: boolean;
  /** Clock of the node minus ours, s. */
  skew?: number;
  lastrun?: number;
  applying?: boolean;
}

export class ToyPuppets implements PuppetPort {
  readonly nodes = new Map<string, ToyPuppet>();
  readonly started: string[] = [];
  readonly runOrder: string[] = [];
  /** Most at a time, of those that were told to and could be heard of. */
  most = 0;
  lost = false;
  /** How many nodes each status question went to. */
  readonly looks: number[] = [];
  answerMs = 5;
  timeoutMs = 2000;

  constructor(readonly clock: FakeClock) {}

  add(names: readonly string[], node: ToyPuppet = {}): void {
    for (const name of names) this.nodes.set(name, { beginMs: 1000, runMs: 10_000, lastrun: 1000, ...node });
  }

  get applying(): string[] {
    return [...this.nodes].filter(([, node]) => node.applying).map(([name]) => name);
  }

  /** Somebody else runs Puppet there. */
  runByHand(name: string, ms: number): void {
    this.#begin(name, ms);
  }

  async discover(): Promise<readonly string[]> {
    this.#broker();
    return [...this.nodes.keys()].filter(name => !this.nodes.get(name)!.silent).sort();
  }

  async status(nodes: readonly string[]): Promise<ReadonlyMap<string, PuppetStatus>> {
    this.looks.push(nodes.length);
    const answering = nodes.filter(name => this.#isHeard(name));
    await this.#passes(answering.length === nodes.length ? this.answerMs : this.timeoutMs);
    this.#broker();
    return new Map(answering.map(name => [name, this.#status(name)]));
  }

  async start(name: string): Promise<StartAnswer> {
    this.started.push(name);
    const node = this.nodes.get(name)!;
    await this.#passes(this.answerMs);
    this.#broker();
    if (node.dies) node.silent = true;
    if (node.silent) return this.#lateSilence();
    if (node.disabled !== undefined)
      return { kind: 'refused', why: `Puppet is disabled: '${node.disabled}'` };
    if (node.applying)
      return { kind: 'refused', why: 'Puppet is currently applying a catalog, cannot run now' };
    if (node.refuses !== undefined) return { kind: 'refused', why: node.refuses };
    const initiatedAt = this.#seconds(node);
    const { beginMs } = node;
    if (beginMs !== undefined) this.clock.after(beginMs, () => this.#begin(name, node.runMs ?? 0));
    return node.mute ? this.#lateSilence() : { kind: 'started', initiatedAt };
  }

  async result(name: string): Promise<RunResult | undefined> {
    await this.#passes(this.answerMs);
    this.#broker();
    const { failed = 0, total = 12, silent, trouble } = this.nodes.get(name)!;
    return silent ? undefined : { failed, total, changed: 1, seconds: 3, trouble };
  }

  async #lateSilence(): Promise<StartAnswer> {
    await this.#passes(this.timeoutMs);
    return { kind: 'silent' };
  }

  #isHeard(name: string): boolean {
    const node = this.nodes.get(name);
    return node !== undefined && !node.silent;
  }

  #status(name: string): PuppetStatus {
    const node = this.nodes.get(name)!;
    const { lastrun = 0, disabled } = node;
    return {
      applying: node.applying === true,
      enabled: disabled === undefined,
      disableMessage: disabled ?? '',
      lastrun,
      sinceLastrun: this.#seconds(node) - lastrun,
    };
  }

  #begin(name: string, ms: number): void {
    const node = this.nodes.get(name)!;
    node.applying = true;
    this.runOrder.push(name);
    this.most = Math.max(this.most, this.applying.length);
    if (ms === Number.POSITIVE_INFINITY) return;
    this.clock.after(ms, () => {
      node.applying = false;
      if (!node.noSummary) node.lastrun = this.#seconds(node);
    });
  }

  #seconds({ skew = 0 }: ToyPuppet): number {
    return Math.floor(this.clock.now() / 1000) + skew;
  }

  #broker(): void {
    if (this.lost) throw new BrokerLost('broker.example.net:61613', 'connection reset');
  }

  #passes(ms: number): Promise<void> {
    return new Promise(resolve => {
      this.clock.after(ms, resolve);
    });
  }
}
