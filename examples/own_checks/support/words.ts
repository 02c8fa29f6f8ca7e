// Words of our own in steps.
import { defineParameterType } from 'fleetspec';

/** One thing or several: `bookworm`, `bullseye or bookworm`. */
defineParameterType({
  name: 'names',
  regexp: /\S+(?:(?:, | or |, or )\S+)*/,
  transformer: (text: string) => text.split(/, or | or |, /),
});
