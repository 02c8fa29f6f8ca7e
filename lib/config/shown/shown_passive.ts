// The section `passive` of a configuration; of passwords and tokens where they are read from.
import type { PassiveConfig, PassiveTarget, SecretPlace } from '../passive_config';
import type { Shown } from './shown';

export function shownPassive({ targets, defaultTarget, ...queue }: PassiveConfig): Shown {
  return {
    default: defaultTarget ?? 'none',
    queue_dir: queue.queueDir,
    queue_results: queue.queueResults,
    queue_bytes: queue.queueBytes,
    targets: Object.fromEntries([...targets].map(([name, target]) => [name, shownTarget(target)])),
  };
}

function shownTarget(target: PassiveTarget): Shown {
  const { kind, host, service } = target;
  const names = { ...(host !== undefined && { host }), ...(service !== undefined && { service }) };
  switch (kind) {
    case 'spool':
    case 'command_file':
      return { kind, path: target.path, ...names };
    case 'nsca':
      return {
        ...{ kind, address: `${target.address.host}:${target.address.port}`, encryption: target.encryption },
        ...{ password: placeOf(target.password), max_output: target.outputBytes, ...names },
      };
    default:
      return {
        ...{ kind, url: target.url, user: target.user ?? 'none', password: placeOf(target.password) },
        ...(kind === 'nrdp' && { token: placeOf(target.token) }),
        ...{
          ca: target.ca ?? 'the system’s',
          ...(kind === 'icinga2' && { ttl: target.ttl ?? 'none' }),
          ...names,
        },
      };
  }
}

// Read when something is sent.
function placeOf({ variable, file }: SecretPlace): string {
  return file === undefined ? `variable ${variable}` : `variable ${variable}, or ${file}`;
}
