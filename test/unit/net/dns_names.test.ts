// Names and addresses as they are compared, and the names that addresses have backwards.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { canonical, canonicalAddress, reverseName } from '../../../lib/net/dns/canonical';

describe('names and addresses', () => {
  it('are the same in upper and lower case, with a dot behind, and however an address is written', () => {
    expect(canonical('WWW.Example.net.')).to.equal('www.example.net');
    expect(canonicalAddress('2001:0DB8:0:0:0:0:0:7')).to.equal('2001:db8::7');
    expect(canonicalAddress('192.0.2.7')).to.equal('192.0.2.7');
    expect(canonicalAddress('fe80::1%eth0')).to.equal('fe80::1%eth0');
  });

  for (const [address, name] of [
    ['192.0.2.7', '7.2.0.192.in-addr.arpa'],
    ['2001:db8::7', '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
    ['::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa'],
    ['1:2:3:4:5:6:7:8', '8.0.0.0.7.0.0.0.6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.ip6.arpa'],
  ] as const) {
    it(`${address} is asked for backwards`, () => {
      expect(reverseName(address)).to.equal(name);
    });
  }
});
