// Keys of fleetspec.yaml about how a node reads filters; in server.cfg `plugin.fleetspec.node.strict_filters`.

import type { Settings } from '../settings';
import { type KeySpec, single } from './key_spec';
import { BOOLEAN } from './value_kind';

export const FILTER_KEYS: readonly KeySpec<Settings>[] = [
  single(
    'node.strict_filters',
    BOOLEAN,
    {
      meaning: 'filters choose this node exactly as MCollective 2.12 would, oddities included',
      default: 'false',
    },
    (s: Settings) => s.node,
    'strictFilters',
  ),
];
