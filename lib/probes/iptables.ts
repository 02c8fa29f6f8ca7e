// Rules of one iptables or ip6tables chain, from `-S CHAIN`, and what they mean for an address.
import { BlockList, isIP, SocketAddress } from 'node:net';
import type { Exec } from '../exec/exec';
import { ProbeFailed } from './errors';

/** The program of an address family. */
export type IptablesCommand = 'iptables' | 'ip6tables';

export interface ChainRule {
  /** `192.0.2.1/32`; undefined when the rule is for any source. */
  readonly source: string | undefined;
  /** `DROP`, the name of a chain, or undefined when the rule has no target. */
  readonly target: string | undefined;
  /** The rule looks at more than the source: port, interface, a negation, …. */
  readonly conditional: boolean;
}

export interface ReadOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Seconds iptables may wait for another program that changes rules. */
const LOCK_WAIT = ['-w', '1'];
const ACCEPTING = ['ACCEPT', 'RETURN'];
const BLOCKING = ['DROP', 'REJECT'];

/** Arguments for one command on a chain, waiting for the lock. */
export function iptablesArguments(...args: string[]): string[] {
  return [...LOCK_WAIT, ...args];
}

/** The rules of `chain` in order; lines that are no rules of it are passed over. */
export function parseRules(text: string, chain: string): ChainRule[] {
  return text
    .split('\n')
    .map(splitWords)
    .filter(words => words[0] === '-A' && words[1] === chain)
    .map(words => parseRule(words.slice(2)));
}

/** How many rules jump to the chain, from the first line of `-n -L CHAIN`. Throws ProbeFailed. */
export function parseReferences(text: string, chain: string): number {
  const [first = ''] = text.split('\n');
  const match = /^Chain (\S+) \((\d+) references\)/.exec(first);
  if (match?.[1] !== chain) throw new ProbeFailed(`chain ${chain}`, 'the listing does not begin with it');
  return Number(match[2]);
}

/** Reads the rules of a chain. Throws ProbeFailed, ProgramNotFound and ProgramNotStarted. */
export async function readRules(
  exec: Exec,
  command: string,
  chain: string,
  options: ReadOptions,
): Promise<ChainRule[]> {
  return parseRules(await list(exec, command, ['-S', chain], options), chain);
}

/** How many rules jump to the chain. Throws as readRules; a chain that does not exist is a ProbeFailed. */
export async function readReferences(
  exec: Exec,
  command: string,
  chain: string,
  options: ReadOptions,
): Promise<number> {
  return parseReferences(await list(exec, command, ['-n', '-L', chain], options), chain);
}

/**
 * The address as iptables shows it, with the program of its family; undefined when the text is no plain address.
 * Names, networks, zones and anything else a program might take for something are not addresses.
 */
export function parseAddress(text: string): { address: string; command: IptablesCommand } | undefined {
  const version = text.includes('%') ? 0 : isIP(text);
  if (version === 0) return undefined;
  const { address } = new SocketAddress({ address: text, family: version === 4 ? 'ipv4' : 'ipv6' });
  return { address, command: version === 4 ? 'iptables' : 'ip6tables' };
}

/** True when the first rule that decides over everything from `address` blocks it. */
export function isBlocked(rules: readonly ChainRule[], address: string, target: string): boolean {
  const rule = rules.find(candidate => decides(candidate, target) && covers(candidate, address));
  return rule !== undefined && !ACCEPTING.includes(rule.target!);
}

/** Addresses and networks that are blocked, as MCollective lists them: single addresses without a prefix length. */
export function blockedSources(rules: readonly ChainRule[], target: string): string[] {
  return rules
    .filter(rule => rule.source !== undefined && rule.target === target && !rule.conditional)
    .map(rule => bareAddress(rule.source!))
    .filter(source => isBlocked(rules, source.split('/')[0]!, target));
}

/** Rules that `-D CHAIN -s ADDRESS -j TARGET` would remove. */
export function exactRules(rules: readonly ChainRule[], address: string, target: string): ChainRule[] {
  return rules.filter(
    rule =>
      !rule.conditional &&
      rule.target === target &&
      rule.source !== undefined &&
      bareAddress(rule.source) === address,
  );
}

async function list(
  exec: Exec,
  command: string,
  args: readonly string[],
  options: ReadOptions,
): Promise<string> {
  const result = await exec.run(command, iptablesArguments(...args), options);
  const what = `${command} ${args.join(' ')}`;
  if (result.timedOut) throw new ProbeFailed(what, `it took more than ${options.timeoutMs / 1000} s`);
  if (result.code !== 0) throw new ProbeFailed(what, firstLine(result.stderr) || exitText(result));
  if (result.truncated) throw new ProbeFailed(what, 'the list is too long');
  return result.stdout;
}

function exitText(result: { code: number | null; signal: string | null }): string {
  return result.code === null ? `it was ended by ${result.signal}` : `it returned ${result.code}`;
}

const firstLine = (text: string): string => text.split('\n')[0]!.trim();

// Everything but source, target, options of the target and comments narrows the rule.
function parseRule(words: readonly string[]): ChainRule {
  let source: string | undefined;
  let target: string | undefined;
  let conditional = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-s') source = words[++at];
    else if (word === '-m' && words[at + 1] === 'comment') at += 1;
    else if (word === '--comment') at += 1;
    else if (word === '-j') {
      target = words[at + 1];
      break;
    } else conditional = true;
  }
  return { source, target, conditional };
}

// A jump to a chain of the user's may end anywhere, so it decides nothing here.
function decides(rule: ChainRule, target: string): boolean {
  return (
    !rule.conditional &&
    rule.target !== undefined &&
    [...ACCEPTING, ...BLOCKING, target].includes(rule.target)
  );
}

function covers(rule: ChainRule, address: string): boolean {
  if (rule.source === undefined) return true;
  const [network, prefix] = rule.source.split('/') as [string, string | undefined];
  const version = isIP(network);
  if (version === 0 || version !== isIP(address)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const bits = prefix ?? (version === 4 ? '32' : '128');
  // A mask with holes is shown as a mask; what it covers is not decided here.
  if (!/^\d+$/.test(bits)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, family);
}

function bareAddress(source: string): string {
  return source.replace(source.includes(':') ? /\/128$/ : /\/32$/, '');
}

// `-S` quotes comments: words in double quotes, with backslashes before quotes and backslashes.
function splitWords(line: string): string[] {
  return (line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []).map(word =>
    word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word,
  );
}
