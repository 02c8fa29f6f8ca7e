// iptables and ip6tables as lists in memory: what an emulated host runs instead of the programs.
// Knows the commands the iptables agent uses and no other.
import type { EmulatedProgram, EmulatedResult } from './emulated_programs';

const PROGRAMS = ['iptables', 'ip6tables'];

export class EmulatedIptables {
  /** What to install. */
  readonly programs: Readonly<Record<string, EmulatedProgram>>;

  /** `blocked` are IPv4 addresses whose traffic is dropped from the beginning. */
  constructor(
    private readonly chain = 'junk_filter',
    blocked: readonly string[] = [],
  ) {
    this.programs = Object.fromEntries(
      PROGRAMS.map((program): [string, EmulatedProgram] => {
        const rules = program === 'iptables' ? blocked.map(address => `-s ${address}/32 -j DROP`) : [];
        // `-w SECONDS` waits for a lock nobody else holds here.
        return [program, args => this.#command(program, rules, args[0] === '-w' ? args.slice(2) : args)];
      }),
    );
  }

  #command(program: string, rules: string[], args: readonly string[]): EmulatedResult {
    const [command, ...rest] = args[0] === '-n' ? args.slice(1) : args;
    const [chain, ...rule] = rest;
    if (chain !== this.chain) return ended(1, '', `${program}: No chain/target/match by that name.`);
    switch (command) {
      case '-L':
        return ended(
          0,
          `Chain ${chain} (1 references)\ntarget     prot opt source               destination\n`,
        );
      case '-S':
        return ended(0, [`-N ${chain}`, ...rules.map(text => `-A ${chain} ${text}`), ''].join('\n'));
      case '-A':
        rules.push(normal(program, rule));
        return ended(0);
      case '-D':
        return remove(rules, normal(program, rule));
      default:
        return ended(2, '', `${program}: unknown command ${command}`);
    }
  }
}

function remove(rules: string[], rule: string): EmulatedResult {
  const index = rules.indexOf(rule);
  if (index < 0) return ended(1, '', 'iptables: Bad rule (does a matching rule exist in that chain?).');
  rules.splice(index, 1);
  return ended(0);
}

// `-S` shows a single address with its prefix length.
function normal(program: string, rule: readonly string[]): string {
  const prefix = program === 'iptables' ? 32 : 128;
  return rule
    .map((word, i) => (rule[i - 1] === '-s' && !word.includes('/') ? `${word}/${prefix}` : word))
    .join(' ');
}

function ended(code: number, stdout = '', stderr = ''): EmulatedResult {
  return { code, stdout, stderr };
}
