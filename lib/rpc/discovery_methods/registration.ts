// Discovery method registration: the nodes that told of themselves lately, from what they told.
import { resolve } from 'node:path';
import type { DiscoveryMethod, DiscoveryQuery } from './discovery_method';
import { DiscoveryOptionFault } from './errors';
import { FileRegistrationStore } from './file_registration_store';
import { keyValues } from './key_values';
import type { Registered } from './registration_store';

// Names of MCollective's own settings, and its defaults.
const DIRECTORY = 'registration.directory';
const CRITICAL_AGE = 'registration.criticalage';
const DEFAULT_DIRECTORY = '/var/tmp/mcollective';
const DEFAULT_SECONDS = '3600';
const SHOWN = 5;

export const registration: DiscoveryMethod = {
  name: 'registration',
  capabilities: ['identity', 'fact', 'class', 'agent'],
  async find(filter, query) {
    const { directory, maxAgeMs } = settingsOf(query);
    const { clock, collective } = query.context;
    const found = await new FileRegistrationStore(directory, clock).search(filter, { collective, maxAgeMs });
    return { nodes: found.nodes, remarks: remarksOf(found, maxAgeMs / 1000) };
  },
};

function settingsOf({ options, context }: DiscoveryQuery): { directory: string; maxAgeMs: number } {
  const given = keyValues('registration', options, 'directory');
  const { plugins } = context.config.node;
  const directory = given.directory ?? plugins[DIRECTORY] ?? DEFAULT_DIRECTORY;
  const seconds = given.criticalage ?? plugins[CRITICAL_AGE] ?? DEFAULT_SECONDS;
  if (!/^[1-9]\d{0,8}$/.test(seconds)) {
    throw new DiscoveryOptionFault(
      'registration',
      `cannot take ${JSON.stringify(seconds)} for the age at which documents are ignored`,
      'give --do criticalage=SECONDS',
    );
  }
  return { directory: resolve(context.environment.cwd, directory), maxAgeMs: Number(seconds) * 1000 };
}

function remarksOf({ stale, unreadable }: Registered, seconds: number): string[] {
  const [first] = unreadable;
  const others = unreadable.length - 1;
  return [
    ...(stale.length > 0
      ? [
          `${some(stale)} did not register within ${seconds} s and ${stale.length === 1 ? 'is' : 'are'} left out`,
        ]
      : []),
    ...(first
      ? [
          `the registration of ${first.name} cannot be read (${first.problem})${others > 0 ? `, nor can ${others} more` : ''}`,
        ]
      : []),
  ];
}

function some(names: readonly string[]): string {
  if (names.length <= SHOWN) return names.join(', ');
  return `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
}
