// The services of one node, for one request: by systemd where it runs, else by the scripts of System V.
import type { ExecResult } from '../../exec/exec';
import type { ProgramLimits } from '../../probes/program_limits';
import {
  findInitSystem,
  type InitSystem,
  readSystemdService,
  readSysvService,
  type ServiceState,
} from '../../probes/service_state';
import { ActionFailed, type NodeContext } from '../agent';

export type Verb = 'start' | 'stop' | 'restart';

const TELL_MS = 8000;
/** A service that is told to start or stop and does not end. */
const CHANGE_MS = 10 * 60_000;
const SENTENCE_LENGTH = 400;

// Units that are not services but the state of the whole machine, or devices: `start poweroff.target`.
const OTHER_UNITS = /\.(?:target|mount|automount|swap|device|slice|scope)$/;
// Scripts in /etc/init.d that stop or change the machine, whatever they are told.
const NO_SERVICES = [
  ...['halt', 'killall', 'killprocs', 'rc', 'rc.local', 'rcS', 'reboot', 'sendsigs', 'shutdown', 'single'],
  ...['skeleton', 'umountfs', 'umountnfs.sh', 'umountroot', 'functions', 'bootmisc.sh', 'checkroot.sh'],
];

/** Of the setting, else what is found; undefined where there is neither. */
export async function chosenInit(node: NodeContext): Promise<InitSystem | undefined> {
  const wanted = node.setting('service.provider')?.trim();
  return wanted === 'systemd' || wanted === 'sysv' ? wanted : findInitSystem(node.paths);
}

export class ServiceHost {
  readonly #unit: string;

  /** Throws ActionFailed for what is no service. */
  constructor(
    private readonly init: InitSystem,
    private readonly name: string,
    private readonly node: NodeContext,
  ) {
    const unit = /\.(?:service|socket|timer|path)$/.test(name) ? name : `${name}.service`;
    const isOther = init === 'systemd' ? OTHER_UNITS.test(name) : NO_SERVICES.includes(name);
    if (isOther) throw new ActionFailed(`${name} is not a service`);
    this.#unit = unit;
  }

  /** Throws ProbeFailed and ProgramNotFound. */
  state(signal?: AbortSignal): Promise<ServiceState> {
    const limits: ProgramLimits = { timeoutMs: TELL_MS, ...(signal && { signal }) };
    const { exec, paths } = this.node;
    return this.init === 'systemd'
      ? readSystemdService(exec, this.#unit, limits)
      : readSysvService(exec, paths, this.name, limits);
  }

  /** What went wrong, undefined when the program is content. */
  async change(verb: Verb): Promise<string | undefined> {
    const [program, args] = this.#command(verb);
    const result = await this.node.exec.run(program, args, {
      timeoutMs: CHANGE_MS,
      maxOutputBytes: 64 * 1024,
    });
    return result.code === 0 ? undefined : complaint(program, result);
  }

  #command(verb: Verb): [program: string, args: string[]] {
    return this.init === 'systemd' ? ['systemctl', [verb, '--', this.#unit]] : ['service', [this.name, verb]];
  }
}

function complaint(program: string, { code, timedOut, stdout, stderr }: ExecResult): string {
  if (timedOut) return `${program} took too long and was ended`;
  const said = (stderr.trim() || stdout.trim()).split('\n').join(' ').slice(0, SENTENCE_LENGTH);
  const how = `${program} ended with exit code ${code ?? 'none'}`;
  return said === '' ? how : `${how}: ${said}`;
}
