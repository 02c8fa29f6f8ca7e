// Filters: from the wire, as typed, and what they match.
import { MarshalError } from '../../../lib/marshal/errors';
import { load } from '../../../lib/marshal/reader';
import { dump } from '../../../lib/marshal/writer';
import { parseCompound } from '../../../lib/mcollective/compound';
import { dataQueriesOf } from '../../../lib/mcollective/compound_data';
import { CompoundRefused } from '../../../lib/mcollective/compound_refused';
import { FilterSyntax, MessageRefused } from '../../../lib/mcollective/errors';
import { makeFilter, parseFact, parseWith } from '../../../lib/mcollective/filter';
import { matches } from '../../../lib/mcollective/filter_match';
import { filterFromWire, filterToWire } from '../../../lib/mcollective/filter_wire';
import { describeFilter } from '../../../lib/rpc/describe_filter';
import { fromHex, golden, goldenNode } from '../../conformance/mcollective/golden_file';
import { type FuzzCodec, mustBe, refusedOrTaken } from '../fuzz_codec';

const compounds = golden<{ text: string; filter?: string }[]>('compounds');
const OPERATORS = ['=', '==', '=~', '!=', '<=', '>=', '<', '>'];

export const filterWire: FuzzCodec = {
  name: 'filter',
  corpus: compounds
    .flatMap(({ filter }) => (filter === undefined ? [] : [fromHex(filter)]))
    .filter(bytes => refusedOrTaken(() => filterFromWire(load(bytes)), MessageRefused)),
  dictionary: [
    'fact',
    'cf_class',
    'compound',
    'statement',
    'fstatement',
    ':operator',
    '/\x0b(a+)+b\x00',
    'I"\x0c/(a|b)/',
    '[\x06',
    '{\x06',
  ],
  feed(input) {
    return refusedOrTaken(
      () => {
        const filter = filterFromWire(load(input, { maxBytes: input.length }));
        for (const strict of [false, true]) matches(filter, { ...goldenNode, strict });
        describeFilter(filter);
        refusedOrTaken(() => dataQueriesOf(filter.compound), CompoundRefused);
        const again = filterFromWire(load(dump(filterToWire(filter))));
        mustBe(again.fact.length === filter.fact.length, 'what was written is read as the same');
      },
      MessageRefused,
      MarshalError,
    );
  },
};

const isCompound = (text: string): boolean => refusedOrTaken(() => parseCompound(text), FilterSyntax);
const isFact = (text: string): boolean => refusedOrTaken(() => parseFact(text), FilterSyntax);

export const filterText: FuzzCodec = {
  name: 'filter-text',
  corpus: [...compounds.map(({ text }) => text), ...OPERATORS.map(operator => `country${operator}uk`)]
    .filter(text => isCompound(text) || isFact(text))
    .map(text => Buffer.from(text)),
  dictionary: [
    ...OPERATORS,
    '(',
    ')',
    ' and ',
    ' or ',
    ' not ',
    '!',
    "fstat('/a').md5=/x/",
    "'",
    '"',
    '/',
    '\\',
    ',',
  ],
  feed(input) {
    const text = input.toString('utf8');
    refusedOrTaken(() => parseWith(text), FilterSyntax);
    if (isCompound(text)) matches(makeFilter({ compound: [parseCompound(text)] }), goldenNode);
    if (isFact(text)) matches(makeFilter({ fact: [parseFact(text)] }), goldenNode);
    return isCompound(text) || isFact(text);
  },
};
