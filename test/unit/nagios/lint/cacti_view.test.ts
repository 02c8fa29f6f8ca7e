// What Cacti's poller makes of a script's line.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { BROKER_FIELDS, cactiLine, originalLine, QUEUE_FIELDS } from '../../../../lib/activemq/cacti_fields';
import { remarksOf, viewed } from './remarks_of';

const cacti = remarksOf.bind(undefined, 'cacti');

// Line → what Cacti 1.2.24 answered and stored of it; undefined: refused.
const ANSWERS: readonly (readonly [line: string, stored: string | undefined])[] = [
  ['a:1 b:2', 'a:1 b:2'],
  ['a:1', 'a:1'],
  ['a:1 b:2 ', 'a:1 b:2'],
  ['a:1  b:2', undefined],
  [' a:1 b:2', 'a:1 b:2'],
  ['a:1 b:U', 'a:1 b:U'],
  ['5', '5'],
  ['5.5', '5.5'],
  ['-5', '-5'],
  ['1e3', '1e3'],
  ['U', 'U'],
  ['u', undefined],
  ['', undefined],
  ['OK: 5 messages', undefined],
  ['Failed to get stats', undefined],
  ['Failed 3 of 4', '34'],
  ['12 ab', '4779'],
  ['de ad', '57005'],
  ['be:ef', '48879'],
  ['ab', '171'],
  ['01', '01'],
  ['brokerId:ID:h:1 size:2', undefined],
  ['size:1 name:exim.stats', 'size:1 name:exim.stats'],
  ['a: b:2', 'a: b:2'],
  ['0x10', '010'],
  ['1,5', undefined],
  ["'5'", '5'],
  ['NaN', undefined],
  ['10%', '10'],
  ['+5', '+5'],
  ['.5', '.5'],
  ['5.', '5.'],
  ['1.2.3', undefined],
  ['1 2', '12'],
];

describe("Cacti's view", () => {
  for (const [line, stored] of ANSWERS) {
    it(JSON.stringify(line), () => {
      const { state, perfdata } = viewed('cacti', `${line}\n`);
      expect(state).to.equal(stored === undefined ? 'refused' : 'accepted');
      expect(perfdata.join(' ')).to.equal(stored ?? '');
    });
  }

  it('has nothing to say of lines as they should be', () => {
    expect(cacti('size:1 enqueueCount:2 oldest_age:U x-y:1.5e3\n')).to.deep.equal([]);
    expect(cacti('5\n')).to.deep.equal([]);
  });

  it('takes what activemq_cacti prints, known or not, but not the line of older versions', () => {
    const statistics = new Map<string, string | number>([
      ['brokerId', 'ID:mq1-4242-1:1'],
      ...BROKER_FIELDS.map((name, index) => [name, index * 1.5] as const),
    ]);
    for (const fields of [BROKER_FIELDS, QUEUE_FIELDS, ['size']])
      for (const known of [statistics, undefined])
        expect(cacti(`${cactiLine(fields, known)}\n`)).to.deep.equal([]);
    expect(viewed('cacti', `${originalLine(statistics)}\n`).state).to.equal('refused');
  });

  it('tells what it takes for something else', () => {
    expect(cacti('Failed 3 of 4\n')).to.deep.equal(['error: takes the digits out of the text and stores 34']);
    expect(cacti('de ad\n')).to.deep.equal(['error: takes "de ad" for the hexadecimal number 57005']);
    expect(cacti('OK: 5 messages\n')).to.deep.equal([
      'error: refuses the line: it wants one number, or name:value pairs with one blank between them',
    ]);
    expect(cacti('nothing\n')).to.deep.equal(['error: refuses the line: there is no number in it']);
  });

  it('tells which fields it cannot store', () => {
    expect(cacti('a:1 b:2:3 c\n')).to.deep.equal(['error: leaves out "b:2:3", "c", which is no name:value']);
    expect(cacti(`a.b:1 ${'x'.repeat(51)}:2\n`)[0]).to.match(
      /^error: cannot have a field "a\.b", "x{39}…": letters, digits, _ and -, at most 50$/,
    );
    expect(cacti('a:1 firstMessageTimestamp:2\n')).to.deep.equal([
      'warning: needs another name for the data source of "firstMessageTimestamp": 19 characters at most',
    ]);
    expect(cacti('a:x b: c:2\n')).to.deep.equal(['error: stores no value for "a", "b": it is no number']);
    expect(cacti('a:1 a:2\n')).to.deep.equal(['error: keeps only the last value of "a"']);
  });

  it('tells what it does not look at', () => {
    expect(cacti('5\nmore\n')).to.deep.equal(['warning: reads the first line only']);
    expect(cacti('a:1 b:2\n', { exitCode: 2 })).to.deep.equal([
      'warning: stores the values, whatever the exit code says',
    ]);
  });
});
