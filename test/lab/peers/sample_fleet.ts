// Three nodes with facts of every shape, alike whichever daemon they run.
import type { NodeSpec } from './node_spec';

const WEB_CLASSES = ['role::web', 'common'];

export const SAMPLE_FLEET: readonly NodeSpec[] = [
  {
    identity: 'web1.lab',
    collectives: ['mcollective', 'uk'],
    facts: {
      country: 'uk',
      cpus: 4,
      ratio: 0.5,
      'os.family': 'Debian',
      os: { family: 'Debian', release: { major: '12' } },
      list: ['a', 'b'],
      yes: true,
      'with space': 'x y',
      umlaut: 'Zürich',
    },
    classes: WEB_CLASSES,
  },
  {
    identity: 'web2.lab',
    facts: { country: 'de', cpus: 16, 'os.family': 'RedHat', list: ['b', 'c'] },
    classes: WEB_CLASSES,
  },
  {
    identity: 'db1.lab',
    collectives: ['mcollective', 'uk'],
    facts: { country: 'uk', cpus: 8, 'os.family': 'Debian' },
    classes: ['role::db', 'common'],
  },
];

export const SAMPLE_IDENTITIES = SAMPLE_FLEET.map(node => node.identity);
