// Keys of registration (nodes telling on their own that they are there) and of agents that are programs.

import type { Settings } from '../settings';
import { type KeySpec, list, single } from './key_spec';
import type { McollectiveKey } from './mcollective_key';
import { BOOLEAN, choice, duration, integer, NAME, TEXT, type ValueKind } from './value_kind';

const METHODS = choice('agentlist', 'meta');

const registration = (s: Settings): NonNullable<Settings['registration']> => {
  s.registration ??= {};
  return s.registration;
};

/** Of fleetspec.yaml. */
export const REGISTRATION_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'node.registration.interval',
    duration(0),
    {
      meaning: 'how often the node tells on its own that it is there, 0 for never',
      default: '0',
      unit: 'seconds',
    },
    registration,
    'intervalMs',
  ),
  single(
    'node.registration.method',
    METHODS,
    {
      meaning: 'what it tells: the names of its agents, or also facts, classes and collectives (meta)',
      default: 'agentlist',
    },
    registration,
    'method',
  ),
  single(
    'node.registration.collective',
    NAME,
    { meaning: 'collective it tells it to', default: 'the main collective' },
    registration,
    'collective',
  ),
  single(
    'node.registration.splay',
    BOOLEAN,
    { meaning: 'wait a random part of the interval before the first message', default: 'false' },
    registration,
    'splay',
  ),
  list(
    'node.agent_dirs',
    TEXT,
    {
      meaning: 'folders with agents that are programs: NAME.ddl or NAME.json beside an executable NAME',
      default: 'none',
    },
    (s: Settings) => s.node,
    'agentDirs',
  ),
];

const NO_SUCH_PLUGIN =
  'names a registration plugin that is not here; with a registerinterval above 0 agentlist is sent';

// As in Ruby, upper and lower case are the same.
const METHOD: McollectiveKey = {
  key: 'registration',
  type: 'text',
  meaning: 'what registration messages hold: agentlist or meta',
  default: 'agentlist',
  accept(s, value) {
    registration(s).method = METHODS.read(String(value).toLowerCase()) ?? 'agentlist';
    return undefined;
  },
  remark: (value, role) =>
    role === 'server' && METHODS.read(value.toLowerCase()) === undefined ? NO_SUCH_PLUGIN : undefined,
  warning: NO_SUCH_PLUGIN,
};

const WHOLE_SECONDS: ValueKind<number> = {
  name: 'a whole number of seconds',
  read(text) {
    const seconds = integer(0, 604_800).read(text);
    return seconds === undefined ? undefined : seconds * 1000;
  },
};

/** Of MCollective's server.cfg. */
export const MCOLLECTIVE_REGISTRATION_KEYS: readonly McollectiveKey[] = [
  single(
    'registerinterval',
    WHOLE_SECONDS,
    { meaning: 'interval of registration messages, 0 for none', default: '0', unit: 'seconds' },
    registration,
    'intervalMs',
  ),
  METHOD,
  single(
    'registration_collective',
    NAME,
    { meaning: 'collective of registration messages', default: 'the main collective' },
    registration,
    'collective',
  ),
  single(
    'registration_splay',
    BOOLEAN,
    { meaning: 'random pause before the first registration message', default: '0' },
    registration,
    'splay',
  ),
];
