// Answers the data functions of a filter before it is evaluated.
import { describeError } from '../../errors';
import type { DataAnswer, DataLookup, DataQuery } from '../../mcollective/compound_data';
import type { NodeContext } from '../agent';
import { type DataQueryOptions, queryData } from './query_data';

/** Different ones per request; each may take its second. */
const MAX_QUERIES = 20;

/** Never rejects: what has no answer is a problem, and the filter does not match then. */
export async function lookUpData(
  queries: readonly DataQuery[],
  node: NodeContext,
  options: DataQueryOptions,
): Promise<DataLookup> {
  const answers = new Map<string, DataAnswer>();
  for (const query of queries) {
    const key = keyOf(query);
    if (answers.has(key)) continue;
    const answer = answers.size < MAX_QUERIES ? await answerTo(query, node, options) : TOO_MANY;
    answers.set(key, answer);
    // One problem refuses the whole filter.
    if ('problem' in answer) break;
  }
  return query => answers.get(keyOf(query)) ?? NOT_ASKED;
}

const TOO_MANY: DataAnswer = { problem: `it has more than ${MAX_QUERIES} different data functions` };
const NOT_ASKED: DataAnswer = { problem: 'a data function was not looked up' };

function keyOf({ plugin, query }: DataQuery): string {
  return JSON.stringify([plugin, query]);
}

async function answerTo(
  { plugin, query }: DataQuery,
  node: NodeContext,
  options: DataQueryOptions,
): Promise<DataAnswer> {
  try {
    return { outputs: await queryData(plugin, query, node, options) };
  } catch (error) {
    return { problem: describeError(error) };
  }
}
