// The words that steps are made of.
import type { Traffic } from '../lib/checks/firewall';
import { defineParameterType } from './cucumber';

// What is wrong with an address or a filter is said when the step runs: a pattern could only call the step undefined.

defineParameterType({ name: 'device', regexp: /.+?/, transformer: (name: string) => name });

defineParameterType({ name: 'address', regexp: /\S+/, transformer: (text: string) => text });

/** `country=de`, and the other operators of MCollective. */
defineParameterType({ name: 'fact', regexp: /.+/, transformer: (text: string) => text });

/** A name, or a regex in slashes. */
defineParameterType({ name: 'pattern', regexp: /.+/, transformer: (text: string) => text });

defineParameterType({
  name: 'traffic',
  regexp: /blocked|unblocked/,
  transformer: (word: string) => word as Traffic,
});
