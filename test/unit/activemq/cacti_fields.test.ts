// Lines for Cacti: accepted by its own rule, whatever the statistics are.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { readFields } from '../../../lib/activemq/cacti_field_choice';
import { BROKER_FIELDS, cactiLine, originalLine, QUEUE_FIELDS } from '../../../lib/activemq/cacti_fields';
import { UnknownField } from '../../../lib/activemq/errors';

// What Cacti's poller asks of a line with several fields.
const isAccepted = (line: string): boolean => {
  const text = line.trim();
  return text.split(':').length - 1 === text.split(' ').length && !/[^\w:. U-]/.test(text);
};

const STATISTICS = new Map<string, string | number>([
  ['size', 7],
  ['averageEnqueueTime', 1.66666],
  ['brokerId', 'ID:host-1-1700000000000-0:1'],
  ['destinationName', 'queue://exim.stats'],
  ['stomp+ssl', 'stomp+ssl://x:61614'],
  ['firstMessageTimestamp', 1_700_000_000_000],
]);

describe('a line for Cacti', () => {
  it('is one that Cacti accepts', () => {
    for (const fields of [BROKER_FIELDS, QUEUE_FIELDS]) {
      for (const statistics of [STATISTICS, new Map(), undefined]) {
        expect(isAccepted(cactiLine(fields, statistics, 1_700_000_005_500))).to.equal(true);
      }
    }
    expect(isAccepted(originalLine(STATISTICS))).to.equal(false);
  });

  it('has names that fit the database, each once', () => {
    for (const fields of [BROKER_FIELDS, QUEUE_FIELDS]) {
      expect(fields.filter(name => !/^[A-Za-z0-9_-]{1,19}$/.test(name))).to.deep.equal([]);
      expect(new Set(fields).size).to.equal(fields.length);
    }
  });

  it('has numbers where they are known, and U elsewhere', () => {
    const fields = ['size', 'averageEnqueueTime', 'oldestMessageAge', 'consumerCount'];
    expect(cactiLine(fields, STATISTICS, 1_700_000_005_500)).to.equal(
      'size:7 averageEnqueueTime:1.667 oldestMessageAge:5.5 consumerCount:U',
    );
    const untold = new Map([...STATISTICS].filter(([name]) => name !== 'firstMessageTimestamp'));
    expect(cactiLine(fields, untold, 1_700_000_005_500)).to.include('oldestMessageAge:U');
    expect(cactiLine(['oldestMessageAge', 'size'], new Map([['size', 0]]))).to.equal(
      'oldestMessageAge:0 size:0',
    );
    expect(cactiLine(fields, undefined)).to.equal(
      'size:U averageEnqueueTime:U oldestMessageAge:U consumerCount:U',
    );
  });

  it('is a bare number for one field', () => {
    expect(cactiLine(['size'], STATISTICS)).to.equal('7');
    expect(cactiLine(['size'], undefined)).to.equal('U');
  });

  it('can be the original one', () => {
    expect(originalLine(STATISTICS)).to.equal(
      'size:7 averageEnqueueTime:1.66666 brokerId:ID:host-1-1700000000000-0:1 destinationName:queue://exim.stats ',
    );
  });

  it('has the fields that were chosen', () => {
    expect(readFields(undefined, QUEUE_FIELDS)).to.equal(QUEUE_FIELDS);
    expect(readFields('size, consumerCount', QUEUE_FIELDS)).to.deep.equal(['size', 'consumerCount']);
    expect(() => readFields('sze', QUEUE_FIELDS)).to.throw(UnknownField, 'there is no field "sze"');
  });
});
