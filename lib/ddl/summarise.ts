// Sums up the replies of a call as the DDL of its action says (MCollective 2.12, Aggregate and RPC::Stats).
import type { Plain } from '../marshal/plain';
import { AGGREGATES } from './aggregates';
import { NotComputable } from './aggregates/not_computable';
import type { TextOf } from './aggregates/ruby_format';
import type { ActionDdl, AggregateDdl } from './ddl';

export interface ReplySummary {
  /** What was summed up, as people read it. */
  readonly title: string;
  /** Empty when there was nothing to sum up. */
  readonly lines: readonly string[];
  /** Why there is no summary. */
  readonly problem?: string;
}

export interface Summarised {
  readonly data: Readonly<Record<string, Plain>>;
}

/** One per aggregate by name of output, those that could not be made last; failed replies count too. Never throws. */
export function summarise(
  { aggregates, outputs }: Pick<ActionDdl, 'aggregates' | 'outputs'>,
  replies: readonly Summarised[],
  textOf: TextOf,
): ReplySummary[] {
  const made = [...aggregates]
    .sort((a, b) => (a.output < b.output ? -1 : Number(a.output > b.output)))
    .map(aggregate => summaryOf(aggregate, outputs, replies, textOf));
  return [...made.filter(({ problem }) => problem === undefined), ...made.filter(({ problem }) => problem)];
}

function summaryOf(
  aggregate: AggregateDdl,
  outputs: ActionDdl['outputs'],
  replies: readonly Summarised[],
  textOf: TextOf,
): ReplySummary {
  const { name, output } = aggregate;
  const spec = Object.hasOwn(outputs, output) ? outputs[output] : undefined;
  if (!spec) return failure(output, `unspecified output '${output}' for the action`);
  const compute = Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name] : undefined;
  if (!compute) return failure(output, `there is no aggregate function ${name}`);
  const values = replies.map(({ data }) => (Object.hasOwn(data, output) ? (data[output] ?? null) : null));
  try {
    return { title: spec.displayAs, lines: compute(aggregate, values, textOf) };
  } catch (error) {
    if (error instanceof NotComputable) return failure(output, error.message);
    throw error;
  }
}

const failure = (title: string, problem: string): ReplySummary => ({ title, lines: [], problem });
