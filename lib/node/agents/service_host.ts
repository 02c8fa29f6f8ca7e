// The services of one node, for one request: by systemd where it runs, else by the scripts of System V.
import type { ExecResult } from '../../exec/exec';
import type { ProgramLimits } from '../../probes/program_limits';
import {
  findInitSystem,
  type InitSystem,
  readSysvService,
  type ServiceState,
} from '../../probes/service_state';
import { readSystemdService, type SystemdService } from '../../probes/systemd_service';
import { ActionFailed, type NodeContext } from '../agent';

export type Verb = 'start' | 'stop' | 'restart';

/** What systemd tells beyond the status is missing where there is none. */
export type HostService = ServiceState & Partial<SystemdService>;

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
  state(signal?: AbortSignal): Promise<HostService> {
    const limits: ProgramLimits = { timeoutMs: TELL_MS, ...(signal && { signal }) };
    const { exec, paths } = this.node;
    return this.init === 'systemd'
      ? readSystemdService(exec, this.#unit, limits)
      : readSysvService(exec, paths, this.name, limits);
  }

  /** What went wrong, undefined when the program is content. */
  change(verb: Verb): Promise<string | undefined> {
    return this.init === 'systemd'
      ? this.#run('systemctl', [verb, '--', this.#unit])
      : this.#run('service', [this.name, verb]);
  }

  /** Of the daemon's own service: systemd goes on with it when the daemon has ended. */
  changeLater(verb: Verb): Promise<string | undefined> {
    return this.#run('systemctl', [verb, '--no-block', '--', this.#unit]);
  }

  async #run(program: string, args: readonly string[]): Promise<string | undefined> {
    const result = await this.node.exec.run(program, args, {
      timeoutMs: CHANGE_MS,
      maxOutputBytes: 64 * 1024,
      // A script of System V may stop this daemon, and has to start it again.
      outlives: true,
    });
    return result.code === 0 ? undefined : complaint(program, result);
  }
}

function complaint(program: string, { code, timedOut, stdout, stderr }: ExecResult): string {
  if (timedOut) return `${program} took too long and was ended`;
  const said = (stderr.trim() || stdout.trim()).split('\n').join(' ').slice(0, SENTENCE_LENGTH);
  const how = `${program} ended with exit code ${code ?? 'none'}`;
  return said === '' ? how : `${how}: ${said}`;
}
