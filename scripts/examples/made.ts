// The files of examples/ that are made from the code; the others are written by hand.
import { cactiTemplates } from './cacti_templates';
import { icingaCommands } from './icinga_commands';

export const MADE_EXAMPLES: Readonly<Record<string, () => string>> = {
  'examples/cacti/activemq.xml': cactiTemplates,
  'examples/icinga2/fleetspec_commands.conf': icingaCommands,
};
