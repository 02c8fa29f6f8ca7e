// Maps of statistics as ActiveMQ 5.17 sends them, in both transformations, and whatever else may come.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { StatisticsUnreadable } from '../../../lib/activemq/errors';
import { parseStatisticsMap } from '../../../lib/activemq/statistics_map';
import { renderMap } from '../../../lib/broker/map_message';

const parse = (text: string): object => Object.fromEntries(parseStatisticsMap(Buffer.from(text)));

describe('a map of statistics', () => {
  it('is read from JSON', () => {
    const text =
      '{"map":{"entry":[{"string":"size","long":1},{"string":"minEnqueueTime","double":0.5},{"string":["destinationName","queue:\\/\\/probe.a"]},{"string":["ssl",""]},{"string":"inflightCount","long":-1}]}}';
    expect(parse(text)).to.deep.equal({
      size: 1,
      minEnqueueTime: 0.5,
      destinationName: 'queue://probe.a',
      ssl: '',
      inflightCount: -1,
    });
  });

  it('may have one entry, or none at the end of a list', () => {
    expect(parse('{"map":{"entry":{"string":"size","long":7}}}')).to.deep.equal({ size: 7 });
    expect(parse('{"map":""}')).to.deep.equal({});
    expect(parse('<map/>')).to.deep.equal({});
  });

  it('is read from XML', () => {
    const text =
      '<map>\n  <entry>\n    <string>size</string>\n    <long>12</long>\n  </entry>\n  <entry>\n    <string>destinationName</string>\n    <string>queue://a&amp;b&#x41;</string>\n  </entry>\n</map>';
    expect(parse(text)).to.deep.equal({ size: 12, destinationName: 'queue://a&bA' });
  });

  it('keeps the text of a number that is declared a string', () => {
    expect(parse('<map><entry><string>brokerName</string><string>12</string></entry></map>')).to.deep.equal({
      brokerName: '12',
    });
  });

  it('is what our own broker writes', () => {
    const map = [
      ['size', 'long', 3],
      ['brokerName', 'string', 'a/"b"<c>'],
      ['averageEnqueueTime', 'double', 1.5],
    ] as const;
    for (const format of ['jms-map-json', 'jms-map-xml']) {
      expect(parse(renderMap(map, format).text), format).to.deep.equal({
        size: 3,
        brokerName: 'a/"b"<c>',
        averageEnqueueTime: 1.5,
      });
    }
  });

  it('is refused when it is none', () => {
    for (const text of [
      '',
      'hello',
      '[]',
      '{}',
      'null',
      '{"map":7}',
      '{"map":{"entry":[7]}}',
      '<html></html>',
      '{"map":{"entry":[{"string":"x"}]}}',
      '{"map":{"entry":[{"string":["x",{}]}]}}',
    ])
      expect(() => parse(text), text).to.throw(StatisticsUnreadable);
    expect(() => parseStatisticsMap(Buffer.alloc(300_000, 0x20))).to.throw(StatisticsUnreadable);
  });

  it('throws nothing else, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.string().map(text => `<map><entry>${text}`),
        ),
        text => {
          try {
            parse(text);
          } catch (error) {
            expect(error).to.be.instanceOf(StatisticsUnreadable);
          }
        },
      ),
    );
  });
});
