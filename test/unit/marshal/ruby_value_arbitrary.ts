// Random Ruby values for property tests: everything the writer takes and the reader gives back the same.
import fc from 'fast-check';
import {
  RubyFloat,
  RubyRegexp,
  RubyString,
  type RubySymbol,
  RubyTime,
  type RubyValue,
  sym,
} from '../../../lib/marshal/values';

const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.constantFrom(
    '',
    'OK',
    '__proto__',
    '\ufffd',
    '\ufeffx',
    'é'.repeat(70),
    'x'.repeat(123),
    'x'.repeat(300),
  ),
);

const integer = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(2 ** 30 - 1, 2 ** 30, -(2 ** 30), -(2 ** 30) - 1, 1700000000),
  fc
    .bigInt({ min: -(2n ** 200n), max: 2n ** 200n })
    .filter(n => n > BigInt(Number.MAX_SAFE_INTEGER) || n < -BigInt(Number.MAX_SAFE_INTEGER)),
);

const float = fc.double().map(value => (Number.isInteger(value) ? new RubyFloat(value) : value));

const binary = fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes));

const encoded = fc
  .tuple(binary, fc.constantFrom('ISO-8859-1', 'UTF-16LE', 'Shift_JIS', 'Windows-1252'))
  .map(([bytes, encoding]) => new RubyString(bytes, encoding));

const brokenText = fc
  .tuple(binary, fc.constantFrom('UTF-8', 'US-ASCII'))
  .map(([bytes, encoding]) => new RubyString(Buffer.concat([bytes, Buffer.from([0xff])]), encoding));

const symbol: fc.Arbitrary<RubySymbol> = fc
  .oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ maxLength: 20, unit: 'binary' }),
    fc.constantFrom('E', 'a', 'Time'),
  )
  .map(name => sym(name));

// Sources that Ruby compiles; it sets option 16 (fixed encoding) for every non-ASCII one.
const regexp = fc
  .tuple(fc.stringMatching(/^[a-z0-9 .^$é]{0,20}$/), fc.integer({ min: 0, max: 7 }))
  .map(([source, options]) => new RubyRegexp(source, options | (source.includes('é') ? 16 : 0)));

const time = fc
  .tuple(
    fc.integer({ min: -8_000_000_000, max: 8_000_000_000_000 }),
    fc.integer({ min: 0, max: 999_999_999 }),
    fc.integer({ min: -43_200, max: 43_200 }),
    fc.constantFrom('CET', 'Zürich', null),
    fc.boolean(),
  )
  .map(([epoch, nanos, offset, zone, utc]) =>
    utc ? new RubyTime(epoch, nanos, 0, 'UTC', true) : new RubyTime(epoch, nanos, offset, zone, false),
  );

const leaf: fc.Arbitrary<RubyValue> = fc.oneof(
  fc.constantFrom(null, true, false),
  integer,
  float,
  text,
  binary,
  encoded,
  brokenText,
  symbol,
  regexp,
  time,
);

/** Keys that Ruby and a Map tell apart in the same way. */
const key: fc.Arbitrary<RubyValue> = fc.oneof(text, symbol, fc.integer());

export const rubyValue: fc.Arbitrary<RubyValue> = fc.letrec<{ value: RubyValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map(pairs => new Map(pairs)),
  ),
})).value;
