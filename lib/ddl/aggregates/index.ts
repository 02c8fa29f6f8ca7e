// The aggregate functions DDLs may name, MCollective's own and those of its plugins.
import type { AggregateFunction } from './aggregate_function';
import { average } from './average';
import { booleanSummary } from './boolean_summary';
import { nagiosStates } from './nagios_states';
import { nettestMma } from './nettest_mma';
import { processSummary } from './process_summary';
import { sum } from './sum';
import { summary } from './summary';

export const AGGREGATES: Readonly<Record<string, AggregateFunction>> = {
  summary,
  average,
  sum,
  boolean_summary: booleanSummary,
  nagios_states: nagiosStates,
  process_summary: processSummary,
  nettest_mma: nettestMma,
};
