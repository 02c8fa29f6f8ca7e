// The words that steps are made of.
import type { Traffic } from '../lib/checks/firewall';
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
