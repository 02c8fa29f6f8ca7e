// Map messages as XML and JSON, byte for byte.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type MapEntry, renderMap } from '../../../lib/broker/map_message';

const map: MapEntry[] = [
  ['size', 'long', 3],
  ['percent', 'int', 0],
  ['wait', 'double', 1],
  ['average', 'double', 0.25],
  ['vm', 'string', 'vm://<a>&"b"'],
];

describe('map messages', () => {
  it('are XML as XStream writes it', () => {
    const { text, transformation } = renderMap(map, undefined);
    expect(transformation).to.equal('jms-map-xml');
    expect(text).to.equal(
      [
        '<map>',
        ...['  <entry>', '    <string>size</string>', '    <long>3</long>', '  </entry>'],
        ...['  <entry>', '    <string>percent</string>', '    <int>0</int>', '  </entry>'],
        ...['  <entry>', '    <string>wait</string>', '    <double>1.0</double>', '  </entry>'],
        ...['  <entry>', '    <string>average</string>', '    <double>0.25</double>', '  </entry>'],
        '  <entry>',
        '    <string>vm</string>',
        '    <string>vm://&lt;a&gt;&amp;&quot;b&quot;</string>',
        '  </entry>',
        '</map>',
      ].join('\n'),
    );
  });

  it('are JSON as Jettison writes it', () => {
    const { text, transformation } = renderMap(map, 'jms-map-json');
    expect(transformation).to.equal('jms-map-json');
    expect(text).to.equal(
      '{"map":{"entry":[{"string":"size","long":3},{"string":"percent","int":0},{"string":"wait","double":1},' +
        '{"string":"average","double":0.25},{"string":["vm","vm:\\/\\/<a>&\\"b\\""]}]}}',
    );
    expect(JSON.parse(text).map.entry[4].string[1]).to.equal('vm://<a>&"b"');
  });

  it('of one entry are not a list in JSON, of none an empty string', () => {
    expect(renderMap(map.slice(0, 1), 'jms-json').text).to.equal(
      '{"map":{"entry":{"string":"size","long":3}}}',
    );
    expect(renderMap([], 'JMS-MAP-JSON').text).to.equal('{"map":""}');
    expect(renderMap([], 'jms-map-xml').text).to.equal('<map/>');
  });
});
