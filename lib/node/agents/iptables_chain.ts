// One chain of iptables or ip6tables, for one request: look, add, remove.
import {
  blockedSources,
  type ChainRule,
  exactRules,
  iptablesArguments,
  isBlocked,
  type ReadOptions,
  readRules,
} from '../../probes/iptables';
import type { NodeContext } from '../agent';

/** A request that waits longer is given up by the daemon anyhow. */
const TIMEOUT_MS = 2000;

export const FAMILIES = { iptables: 'IPv4', ip6tables: 'IPv6' } as const;
export type Family = keyof typeof FAMILIES;

export function chainName(node: NodeContext): string {
  return node.setting('iptables.chain') ?? 'junk_filter';
}

/** The program of a family: found by name, or where the setting says. */
export function programName(node: NodeContext, family: Family): string {
  return node.setting(`iptables.${family}`) ?? family;
}

export class IptablesChain {
  readonly #program: string;
  readonly #chain: string;
  readonly #target: string;

  constructor(
    family: Family,
    private readonly node: NodeContext,
    private readonly signal: AbortSignal,
  ) {
    this.#program = programName(node, family);
    this.#chain = chainName(node);
    this.#target = node.setting('iptables.target') ?? 'DROP';
  }

  async isBlocked(address: string): Promise<boolean> {
    return isBlocked(await this.#rules(), address, this.#target);
  }

  async listBlocked(): Promise<string[]> {
    return blockedSources(await this.#rules(), this.#target);
  }

  /** What iptables said, empty when it did as told. */
  add(address: string): Promise<string> {
    return this.#change('-A', address);
  }

  /** Removes every rule for just this address. */
  async remove(address: string): Promise<string> {
    // At least one attempt, for its complaint says why the address is still blocked.
    const times = Math.max(1, exactRules(await this.#rules(), address, this.#target).length);
    let said = '';
    for (let n = 0; n < times && said === ''; n++) said = await this.#change('-D', address);
    return said;
  }

  #rules(): Promise<ChainRule[]> {
    return readRules(this.node.exec, this.#program, this.#chain, this.#limits());
  }

  async #change(command: '-A' | '-D', address: string): Promise<string> {
    const rule = [command, this.#chain, '-s', address, '-j', this.#target];
    const result = await this.node.exec.run(this.#program, iptablesArguments(...rule), this.#limits());
    const said = `${result.stdout}${result.stderr}`.trim();
    return said === '' && result.code !== 0 ? `exit code ${result.code}` : said;
  }

  #limits(): ReadOptions {
    return { timeoutMs: TIMEOUT_MS, signal: this.signal };
  }
}
