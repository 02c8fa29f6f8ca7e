// The words that steps are made of.

import { TOTAL_PATTERN, type TotalName } from '../lib/checks/assertion/expect_total';
import { DESTINATION_PATTERN, type DestinationText } from '../lib/checks/broker/destination_phrase';
import type { Traffic } from '../lib/checks/firewall/traffic';
import type { MemoryKind, Portion } from '../lib/checks/host/memory';
import { CLAIM_PATTERN, type ClaimText } from '../lib/checks/language/claim';
import { COMPARISON_PATTERN, type ComparisonText } from '../lib/checks/language/comparison';
import { HOSTS_PATTERN, SELECTION_PATTERN } from '../lib/checks/language/host_phrase';
import { MODAL_PATTERN, type ModalText } from '../lib/checks/language/modality';
import { TIMING_PATTERN, type TimingText } from '../lib/checks/language/timing';
import { STATES_PATTERN, type StatesText } from '../lib/checks/nrpe/nagios_states';
import { VERSION_PATTERN, type VersionText } from '../lib/checks/package/version_condition';
import type { MembershipText } from '../lib/checks/pool/membership';
import { RESOURCE_KINDS, type ResourceKind } from '../lib/checks/puppet/last_run';
import { PUPPET_STATES, type PuppetState } from '../lib/checks/puppet/puppet_state';
import { defineParameterType } from './cucumber';

// What is wrong with an address or a filter is said when the step runs: a pattern could only call the step undefined.

/** The name of a device, as checks.devices or a step before has it. */
defineParameterType({ name: 'device', regexp: /.+?/, transformer: (name: string) => name });

/** An IPv4 or IPv6 address. */
defineParameterType({ name: 'address', regexp: /\S+/, transformer: (text: string) => text });

/** `country=de`, also with the other operators of MCollective: `!=`, `<`, `>=`, `=/regex/` … */
defineParameterType({ name: 'fact', regexp: /.+/, transformer: (text: string) => text });

/** A name, or a regex in slashes; for hosts also several names. */
defineParameterType({ name: 'pattern', regexp: /.+/, transformer: (text: string) => text });

/** `blocked` or `unblocked`. */
defineParameterType({
  name: 'traffic',
  regexp: /blocked|unblocked/,
  transformer: (word: string) => word as Traffic,
});

/** Which hosts, how many of them, when, and how serious it is: `every host with class role::web should`. */
defineParameterType({
  name: 'claim',
  regexp: CLAIM_PATTERN,
  transformer: (text: string) => text as ClaimText,
});

/** Hosts without a number: `hosts with class role::web`. */
defineParameterType({ name: 'hosts', regexp: HOSTS_PATTERN, transformer: (text: string) => text });

/** Hosts, all of them, or one: `every host with class role::web`, `the hosts of "masters"`, `the host web1`. */
defineParameterType({ name: 'selection', regexp: SELECTION_PATTERN, transformer: (text: string) => text });

/** When, or nothing: `within 30 seconds`, `for 2 minutes, asking every 10 seconds`. */
defineParameterType({
  name: 'timing',
  regexp: TIMING_PATTERN,
  transformer: (text: string | null) => (text ?? '') as TimingText,
});

/** `should`, `should not`, `should ideally`, or for conditions `happens to`. */
defineParameterType({
  name: 'modal',
  regexp: MODAL_PATTERN,
  transformer: (text: string) => text as ModalText,
});

/** What a number is held against: `below 2`, `at least 80 %`, `between 2 and 5 minutes`, `below 10, ideally below 5`. */
defineParameterType({
  name: 'comparison',
  regexp: COMPARISON_PATTERN,
  transformer: (text: string) => text as ComparisonText,
});

/** An absolute path, in quotes if it holds spaces: `/etc/motd`. */
defineParameterType({
  name: 'path',
  regexp: /\/\S*|"\/[^"]*"/,
  transformer: (text: string) => text.replace(/^"(.*)"$/, '$1'),
});

/** A version, or what it is held against: `1.22-3`, `at least 1.22-3`, `between 1.20 and 1.24`. */
defineParameterType({
  name: 'version',
  regexp: VERSION_PATTERN,
  transformer: (text: string) => text as VersionText,
});

/** States of a check: `OK`, `OK or WARNING`, `at most WARNING`. */
defineParameterType({
  name: 'states',
  regexp: STATES_PATTERN,
  transformer: (text: string) => text as StatesText,
});

/** `used` or `free`. */
defineParameterType({
  name: 'portion',
  regexp: /used|free/,
  transformer: (word: string) => word as Portion,
});

/** `memory` or `swap`. */
defineParameterType({
  name: 'memory',
  regexp: /memory|swap/,
  transformer: (word: string) => word as MemoryKind,
});

/** Whose a file is: `root`, `uid 1000`, `gid 33`, `uid 0 and gid 33`. */
defineParameterType({
  name: 'owner',
  regexp: /root|uid \d+(?: and gid \d+)?|gid \d+/,
  transformer: (text: string) => text,
});

/** What Puppet does: `enabled`, `disabled`, `running`, `applying a catalog`, `idling`, `stopped`. */
defineParameterType({
  name: 'puppet_state',
  regexp: new RegExp(PUPPET_STATES.join('|')),
  transformer: (text: string) => text as PuppetState,
});

/** What became of resources in a run of Puppet: `failed`, `changed`, `out of sync`. */
defineParameterType({
  name: 'outcome',
  regexp: new RegExp(RESOURCE_KINDS.join('|')),
  transformer: (text: string) => text as ResourceKind,
});

/** How it shows that a host is in a pool: `traffic from the load balancer is unblocked`, `it has the fact pool=in`. */
defineParameterType({
  name: 'membership',
  regexp: /(?:traffic from|it has|the service|the NRPE command) .+/,
  transformer: (text: string) => text as MembershipText,
});

/** Which number out of many: `total`, `mean`, `highest` or `lowest`. */
defineParameterType({
  name: 'total',
  regexp: TOTAL_PATTERN,
  transformer: (text: string) => text as TotalName,
});

/** A queue or topic of a broker: `queue "exim.stats"`, `topic "news"`; with wildcards, `queues "exim.>"`, all that match. */
defineParameterType({
  name: 'destination',
  regexp: DESTINATION_PATTERN,
  transformer: (text: string) => text as DestinationText,
});
