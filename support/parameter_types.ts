// The words that steps are made of.
import type { Traffic } from '../lib/checks/firewall';
import { CLAIM_PATTERN, type ClaimText } from '../lib/checks/language/claim';
import { COMPARISON_PATTERN, type ComparisonText } from '../lib/checks/language/comparison';
import { HOSTS_PATTERN } from '../lib/checks/language/host_phrase';
import { MODAL_PATTERN, type ModalText } from '../lib/checks/language/modality';
import { TIMING_PATTERN, type TimingText } from '../lib/checks/language/timing';
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
