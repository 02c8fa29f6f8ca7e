// systemctl as a list in memory: the services of an emulated host.
// Knows the commands the service agent and the data plugin use; no service depends on another.
import type { EmulatedProgram, EmulatedResult } from './emulated_programs';

export type EmulatedServiceStatus = 'running' | 'stopped';

interface Service {
  readonly status: EmulatedServiceStatus;
  readonly enabled: boolean;
  /** It ends as soon as it is started. */
  readonly broken: boolean;
}

export interface ServiceTraits {
  readonly enabled?: boolean;
  readonly broken?: boolean;
}

export class EmulatedServices {
  readonly #services = new Map<string, Service>();

  set(
    name: string,
    status: EmulatedServiceStatus,
    { enabled = true, broken = false }: ServiceTraits = {},
  ): void {
    this.#services.set(name, { status, enabled, broken });
  }

  /** Undefined when there is no such service. */
  status(name: string): EmulatedServiceStatus | undefined {
    return this.#services.get(name)?.status;
  }

  get programs(): Record<string, EmulatedProgram> {
    return {
      systemctl: ([command, ...rest]) => this.#systemctl(command, rest.slice(rest.indexOf('--') + 1)),
    };
  }

  #systemctl(command: string | undefined, [unit = '']: readonly string[]): EmulatedResult {
    const name = unit.replace(/\.service$/, '');
    const service = this.#services.get(name);
    if (command === 'show') return { stdout: shown(service) };
    if (command === 'is-active') return isActive(service);
    if (!service) return { code: 5, stderr: `Failed to ${command} ${unit}: Unit ${unit} not found.\n` };
    switch (command) {
      case 'start':
      case 'restart':
        this.#services.set(name, { ...service, status: service.broken ? 'stopped' : 'running' });
        return {};
      case 'stop':
        this.#services.set(name, { ...service, status: 'stopped' });
        return {};
      default:
        return { code: 1, stderr: `systemctl: not known to an emulated host: ${command}\n` };
    }
  }
}

function isActive(service: Service | undefined): EmulatedResult {
  return service?.status === 'running' ? { stdout: 'active\n' } : { code: 3, stdout: 'inactive\n' };
}

function shown(service: Service | undefined): string {
  const enabled = service?.enabled ? 'enabled' : 'disabled';
  const [active, sub] = service?.status === 'running' ? ['active', 'running'] : ['inactive', 'dead'];
  return [
    `LoadState=${service ? 'loaded' : 'not-found'}`,
    `ActiveState=${active}`,
    `SubState=${sub}`,
    `UnitFileState=${service ? enabled : ''}\n`,
  ].join('\n');
}
