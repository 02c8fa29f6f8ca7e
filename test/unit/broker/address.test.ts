// Destination names: the six prefixes, and what is refused.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseAddress, qualifiedName, remoteAddress } from '../../../lib/broker/address';
import { FrameRefused } from '../../../lib/broker/errors';

describe('destination names', () => {
  it('are taken apart by their prefix', () => {
    const parts: Array<[string, string, string, string]> = [
      ['/queue/a.b', 'queue', 'lasting', 'a.b'],
      ['/topic/a', 'topic', 'lasting', 'a'],
      ['/temp-queue/x', 'queue', 'own', 'x'],
      ['/temp-topic/x', 'topic', 'own', 'x'],
      ['/remote-temp-queue/ID:1', 'queue', 'remote', 'ID:1'],
      ['/remote-temp-topic/ID:1', 'topic', 'remote', 'ID:1'],
    ];
    for (const [text, kind, scope, name] of parts) {
      expect(parseAddress(text)).to.deep.equal({ kind, scope, name, text });
    }
  });

  it('may be padded, as old clients write them', () => {
    expect(parseAddress(' /queue/a ').text).to.equal('/queue/a');
  });

  it('are refused when they are none, empty or several', () => {
    for (const text of ['', 'a', 'queue/a', '/exchange/a', '/queue/', '/queue/a,/queue/b']) {
      expect(() => parseAddress(text), text).to.throw(FrameRefused);
    }
  });

  it('have a qualified form that tells temporary ones', () => {
    expect(qualifiedName(parseAddress('/queue/a'))).to.equal('queue://a');
    expect(qualifiedName(remoteAddress('topic', 'ID:1'))).to.equal('temp-topic://ID:1');
  });
});
