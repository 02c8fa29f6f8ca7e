// iptables and ip6tables as lists in memory: what an emulated host runs instead of the programs.
// Knows the five commands the iptables agent uses; everything else does not exist there.
import type { Exec, ExecOptions, ExecResult } from '../exec/exec';

const PROGRAMS = ['iptables', 'ip6tables'];

export class EmulatedIptables implements Exec {
  readonly #rules = new Map<string, string[]>(PROGRAMS.map(program => [program, []]));
  #hanging = false;

  constructor(private readonly chain = 'junk_filter') {}

  /** From now on no program ends by itself: the host hangs. */
  hang(): void {
    this.#hanging = true;
  }

  async run(file: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
    if (this.#hanging) return hang(options);
    const rules = this.#rules.get(file);
    if (rules === undefined) return ended(127, '', `${file}: not on an emulated host`);
    // `-w SECONDS` waits for a lock nobody else holds here.
    return this.#command(file, rules, args[0] === '-w' ? args.slice(2) : args);
  }

  #command(program: string, rules: string[], args: readonly string[]): ExecResult {
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

  async detach(file: string): Promise<number> {
    throw new Error(`${file}: an emulated host starts no programs`);
  }

  signal(): boolean {
    return false;
  }
}

function remove(rules: string[], rule: string): ExecResult {
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

function ended(code: number, stdout = '', stderr = ''): ExecResult {
  return { code, signal: null, stdout, stderr, timedOut: false, truncated: false };
}

function hang({ signal }: ExecOptions): Promise<ExecResult> {
  return new Promise(resolve => {
    const give = (): void => resolve({ ...ended(0), code: null, signal: 'SIGKILL', timedOut: true });
    if (signal?.aborted) give();
    else signal?.addEventListener('abort', give, { once: true });
  });
}
