// Aggregate `nagios_states`: how many checks are in which state (MCollective's nrpe agent 3.1.0).
import type { AggregateFunction } from './aggregate_function';
import { rubyFormat } from './ruby_format';

const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
const UNKNOWN = 3;

export const nagiosStates: AggregateFunction = ({ format = '%10s : %s' }, values, textOf) => {
  const counts = STATES.map(() => 0);
  for (const value of values) {
    const state = typeof value === 'number' && counts[value] !== undefined ? value : UNKNOWN;
    counts[state]! += 1;
  }
  const lines = STATES.map((state, index) => ({ state, count: counts[index]! }));
  // Equal counts stay in order of severity.
  return lines
    .sort((a, b) => b.count - a.count)
    .map(({ state, count }) => rubyFormat(format, [state, count], textOf));
};
