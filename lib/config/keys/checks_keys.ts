// Keys of checks: what features refer to by name, and what a run may do to the fleet.
import type { Settings } from '../settings';
import { type KeySpec, list, single, texts } from './key_spec';
import { TEXT, type ValueKind } from './value_kind';

const checks = (s: Settings): Settings['checks'] => s.checks;

/** `10` or `10%`. */
const TARGETS: ValueKind<string> = {
  name: 'a number of hosts or a percentage such as 10%',
  read: text => (/^(?:\d{1,6}|(?:100|\d{1,2})%)$/.test(text) ? text : undefined),
};

const ACTION: ValueKind<string> = {
  name: 'agent.action',
  read: text => (/^\w+\.\w+$/.test(text) ? text : undefined),
};

export const CHECKS_KEYS: readonly KeySpec<Settings>[] = [
  texts(
    'checks.devices',
    { meaning: 'names usable in steps ("the load balancer") and their addresses', default: 'none' },
    (s: Settings) => s.checks.devices,
  ),
  single(
    'checks.puppet_master',
    TEXT,
    { meaning: 'facts and classes that find the Puppet master, as for -W', default: 'role::puppetmaster' },
    checks,
    'puppetMaster',
  ),
  texts(
    'checks.groups',
    {
      meaning:
        'names usable in steps ("every host of "web servers"") and the hosts: hosts with class role::web',
      default: 'none',
    },
    (s: Settings) => s.checks.groups,
  ),
  texts(
    'checks.pools',
    {
      meaning:
        'names of pools usable in steps, and what shows that a host is in one: it has the fact pool=in',
      default: 'none',
    },
    (s: Settings) => s.checks.pools,
  ),
  texts(
    'checks.params',
    { meaning: 'default values of <placeholders> in features', default: 'none' },
    (s: Settings) => s.checks.params,
  ),
  texts(
    'checks.secret_params',
    {
      meaning: '<placeholders> that are secrets, and where each is: a file, or env:VARIABLE',
      default: 'none',
    },
    (s: Settings) => s.checks.secretParams,
  ),
  single(
    'checks.max_targets',
    TARGETS,
    { meaning: 'a run changes at most so many hosts, or percent of those found', default: 'any number' },
    checks,
    'maxTargets',
  ),
  list(
    'checks.reading_actions',
    ACTION,
    {
      meaning: 'actions of agents of your own that only read; others need --act',
      default: 'those of known agents',
    },
    checks,
    'readingActions',
  ),
  single(
    'checks.waivers',
    TEXT,
    { meaning: 'file of waivers and maintenance windows', default: 'none' },
    checks,
    'waiversFile',
  ),
  single(
    'checks.steps',
    TEXT,
    {
      meaning: 'folder with steps of your own',
      default: 'the nearest folder above a feature that has step_definitions/',
    },
    checks,
    'stepsDir',
  ),
  single(
    'checks.state_dir',
    TEXT,
    {
      meaning: 'folder for journals of what a run must undo',
      default: '/var/lib/fleetspec/checks for root, ~/.local/state/fleetspec/checks for others',
    },
    checks,
    'stateDir',
  ),
];
