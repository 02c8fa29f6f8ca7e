// The data functions of a compound filter, `fstat('/etc/hosts').md5=/baa/` (MCollective 2.12, Matcher.execute_function
// and eval_compound_fstatement).
//
// The node looks the answers up before the filter is evaluated; here they are only compared. Where Ruby raises, and so
// drops the request, or finds no such plugin, the whole filter is refused: it must not match behind a `not` either.
import { RubyFloat, type RubyHash, RubyRegexp, type RubyValue } from '../marshal/values';
import { CompoundRefused } from './compound_refused';
import { compileRegex, type FilterContext } from './filter_terms';
import { inOrder } from './in_order';
import { parseRubyNumber } from './ruby_number';
import { textOf } from './wire_fields';

/** What is asked of which plugin; `query` is null for `plugin()`. */
export interface DataQuery {
  readonly plugin: string;
  readonly query: string | null;
}

/** Outputs by name, or a sentence why there are none. */
export type DataAnswer =
  | { readonly outputs: Readonly<Record<string, RubyValue>> }
  | { readonly problem: string };

/** Answers what was looked up before. */
export type DataLookup = (query: DataQuery) => DataAnswer;

/** One data function with the test of its output; `operator` and `wanted` as they came. */
interface DataTest extends DataQuery {
  readonly output: string;
  readonly operator: string;
  readonly wanted: RubyValue;
}

const MAX_FIELDS = 20;

/** Every data function of these stacks, in their order. Terms that are none are passed over. */
export function dataQueriesOf(stacks: readonly RubyValue[]): DataQuery[] {
  return stacks
    .flatMap(stack => (Array.isArray(stack) ? stack : []))
    .flatMap(entry => (entry instanceof Map ? [...entry] : []))
    .filter(([kind]) => textOf(kind) === 'fstatement')
    .flatMap(([, value]) => readTest(value) ?? []);
}

/** Whether the data function holds. Throws CompoundRefused and RegexRefused. */
export function matchesData(value: RubyValue, context: FilterContext): boolean {
  const test = readTest(value);
  if (!test) throw new CompoundRefused('a data function is malformed');
  const answer = context.subject.data?.(test);
  if (!answer) throw new CompoundRefused('data functions are not answered here');
  if ('problem' in answer) throw new CompoundRefused(answer.problem);
  const found = Object.hasOwn(answer.outputs, test.output) ? answer.outputs[test.output] : undefined;
  // Ruby looks for backticks only after the query was answered.
  if (found === undefined || found === null || test.query?.includes('`')) return false;
  return compare(found, test, context);
}

function readTest(value: RubyValue): DataTest | undefined {
  if (!(value instanceof Map) || value.size > MAX_FIELDS) return undefined;
  const fields = textKeys(value);
  const [plugin, output, operator] = ['name', 'value', 'operator'].map(name => textOf(fields.get(name)));
  const params = fields.get('params') ?? null;
  const query = params === null ? null : textOf(params);
  const wanted = fields.get('r_compare');
  if (plugin === undefined || output === undefined || operator === undefined) return undefined;
  if (query === undefined || wanted === undefined) return undefined;
  return { plugin, query, output, operator: operator.trim(), wanted };
}

function textKeys(hash: RubyHash): Map<string | undefined, RubyValue> {
  return new Map([...hash].map(([key, value]) => [textOf(key), value]));
}

function compare(found: RubyValue, test: DataTest, context: FilterContext): boolean {
  const { operator, wanted } = test;
  const text = textOf(found);
  // Strings and booleans have no order.
  if ((text !== undefined || typeof found === 'boolean') && /[<>]/.test(operator)) return false;
  if (operator === '=~' || operator === '!=~') {
    // Neither matches a number, nor does it differ from a regex.
    if (text === undefined) return false;
    return matchesRegex(text, wanted, context) === (operator === '=~');
  }
  if (text !== undefined) return isEqual(operator, text === asText(wanted));
  if (typeof found === 'boolean') return isEqual(operator, found === asBoolean(wanted));
  return compareNumbers(operator, asNumber(found), asNumber(wanted));
}

function matchesRegex(text: string, wanted: RubyValue, context: FilterContext): boolean {
  const source = wanted instanceof RubyRegexp ? wanted.source : textOf(wanted);
  if (source === undefined) throw new CompoundRefused('a data function has no regex');
  const options = wanted instanceof RubyRegexp ? wanted.options : 0;
  return compileRegex(source, context, options).test(text, context.budget);
}

function isEqual(operator: string, equal: boolean): boolean {
  if (operator === '==' || operator === '=') return equal;
  if (operator === '!=') return !equal;
  throw unknownOperator();
}

function compareNumbers(operator: string, found: number | bigint, wanted: number | bigint): boolean {
  const order = found < wanted ? -1 : found > wanted ? 1 : 0;
  return inOrder(operator, order) ?? isEqual(operator, order === 0);
}

// Other clients may send values that are no text.
function asText(wanted: RubyValue): string {
  const text = textOf(wanted);
  if (text !== undefined) return text;
  if (typeof wanted === 'boolean' || typeof wanted === 'bigint' || typeof wanted === 'number')
    return `${wanted}`;
  throw new CompoundRefused('a data function is compared with what is no text');
}

function asBoolean(wanted: RubyValue): boolean {
  if (typeof wanted === 'boolean') return wanted;
  const text = textOf(wanted)?.trim();
  if (text === 'true' || text === 'false') return text === 'true';
  throw new CompoundRefused('a data function that is true or false is compared with something else');
}

function asNumber(value: RubyValue): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof RubyFloat) return value.value;
  const number = parseRubyNumber(textOf(value) ?? '');
  if (number === undefined)
    throw new CompoundRefused('a data function that is a number is compared with none');
  return number;
}

function unknownOperator(): CompoundRefused {
  return new CompoundRefused('the operator of a data function is unknown');
}
