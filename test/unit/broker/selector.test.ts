// Selectors: the form that is understood, and clear refusals of every other.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { FrameRefused } from '../../../lib/broker/errors';
import { parseSelector, selects } from '../../../lib/broker/selector';
import { makeHeaders } from '../../../lib/stomp/frame';

describe('selectors', () => {
  it("are name = 'value', with or without spaces, quotes doubled", () => {
    expect(parseSelector("mc_identity = 'node1.example.net'")).to.deep.equal([
      { header: 'mc_identity', value: 'node1.example.net' },
    ]);
    expect(parseSelector("  a='it''s'  ")).to.deep.equal([{ header: 'a', value: "it's" }]);
    expect(parseSelector("a=''")).to.deep.equal([{ header: 'a', value: '' }]);
  });

  it('may be several joined by AND in any case', () => {
    expect(parseSelector("a = 'x' AND b='y' and c = 'and'")).to.deep.equal([
      { header: 'a', value: 'x' },
      { header: 'b', value: 'y' },
      { header: 'c', value: 'and' },
    ]);
  });

  it('know the JMS names of type and correlation-id', () => {
    expect(parseSelector("JMSType = 'T'")[0].header).to.equal('type');
    expect(parseSelector("JMSCorrelationID = 'T'")[0].header).to.equal('correlation-id');
  });

  const unsupported = [
    ...['', ' ', 'a', 'a =', "a = 'x", 'a = "x"', 'a = 5', "a <> 'x'", "a = 'x' OR b = 'y'", "(a = 'x')"],
    ...[
      "a = 'x' AND",
      "a = 'x' b = 'y'",
      "AND a = 'x'",
      "a = 'x' ANDb = 'y'",
      "JMSPriority = '4'",
      "a = 'x';",
    ],
  ];
  for (const text of unsupported) {
    it(`refuse ${JSON.stringify(text)} by name`, () => {
      expect(() => parseSelector(text)).to.throw(FrameRefused, `[${text}]`);
    });
  }

  it('match when every part does; a missing header never does', () => {
    const selector = parseSelector("a = 'x' AND b = 'y'");
    expect(selects(selector, makeHeaders({ a: 'x', b: 'y' }))).to.equal(true);
    expect(selects(selector, makeHeaders({ a: 'x', b: 'z' }))).to.equal(false);
    expect(selects(selector, makeHeaders({ a: 'x' }))).to.equal(false);
    expect(selects(undefined, makeHeaders())).to.equal(true);
    expect(selects(parseSelector("toString = 'x'"), makeHeaders())).to.equal(false);
  });

  it('are parsed in linear time', () => {
    expect(() => parseSelector(`a = '${"''".repeat(20_000)}`)).to.throw(FrameRefused);
    expect(() => parseSelector(`${' '.repeat(60_000)}!`)).to.throw(FrameRefused);
  });
});
