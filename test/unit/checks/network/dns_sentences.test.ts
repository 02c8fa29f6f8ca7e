// Sentences about names: records, addresses, keys and serials.
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { DnsServer, type ToyZone } from '../../net/dns_server';
import { expectVerdicts } from './verdicts_of';

const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ format: 'der', type: 'spki' })
  .toString('base64');
const soa = (serial: number) => `ns1.example.net hostmaster.example.net ${serial} 3600 600 86400 300`;

const ZONE: ToyZone = {
  'www.example.net A': ['192.0.2.7', '192.0.2.8'],
  'www.example.net AAAA': ['2001:db8::7'],
  'one.example.net A': ['192.0.2.7'],
  'ftp.example.net CNAME': ['www.example.net'],
  'example.net MX': ['10 mx1.example.net', '20 mx2.example.net'],
  'example.net TXT': ['v=spf1 mx -all', 'something else'],
  '_dmarc.example.net TXT': ['v=DMARC1; p=reject'],
  'example.net CAA': ['0 issue ca.example.net'],
  '7.2.0.192.in-addr.arpa PTR': ['other.example.net', 'www.example.net'],
  'k1._domainkey.example.net TXT': [[`v=DKIM1; k=rsa; p=${KEY.slice(0, 200)}`, KEY.slice(200)]],
  'k2._domainkey.example.net TXT': ['v=DKIM1; k=rsa; p='],
  'k3._domainkey.example.net TXT': ['v=DKIM1; k=rsa; p=AAAA'],
  'k4._domainkey.example.net TXT': ['p=AAAA', 'p=BBBB'],
  'even.example.net NS': ['ns1.example.net', 'ns2.example.net'],
  'even.example.net SOA': [soa(7)],
  'odd.example.net NS': ['ns1.example.net', 'ns2.example.net'],
  'odd.example.net SOA': [soa(7)],
  'lame.example.net NS': ['ns1.example.net', 'ns2.example.net'],
  'lame.example.net SOA': [soa(7)],
  'mute.example.net NS': ['ns1.example.net', 'ns2.example.net'],
  'mute.example.net SOA': [soa(7)],
  'lost.example.net NS': ['ns1.example.net', 'ns9.example.net'],
  'lost.example.net SOA': [soa(7)],
  'ns1.example.net A': ['127.0.0.1'],
  'ns2.example.net A': ['127.0.0.2'],
};

const SECOND: ToyZone = { 'even.example.net SOA': [soa(7)], 'odd.example.net SOA': [soa(6)] };

describe('sentences about names', () => {
  let server: DnsServer;
  let second: DnsServer;
  before(async () => {
    server = await DnsServer.start(ZONE);
    second = await DnsServer.start(SECOND, '127.0.0.2', server.port);
    server.manners.set('broken.example.net', 'servfail');
    second.manners.set('lame.example.net', 'refused');
    second.manners.set('mute.example.net', 'servfail');
  });
  after(async () => {
    await server.stop();
    await second.stop();
  });

  const judge = (expected: Parameters<typeof expectVerdicts>[0]) =>
    expectVerdicts(expected, { given: [`I ask the name server "${server.address}"`] });

  it('of their records', async () => {
    await judge([
      ['the MX records of "example.net" should be "10 mx1.example.net, 20 mx2.example.net"', 'OK'],
      ['the MX records of "Example.net." should be "20 MX2.example.net., 10 mx1.example.net"', 'OK'],
      [
        'the MX record of "example.net" should be "10 mx1.example.net"',
        'CRITICAL',
        'MX records expected "10 mx1.example.net", got "10 mx1.example.net", "20 mx2.example.net"',
      ],
      ['the MX records of "example.net" should contain "mx1"', 'OK'],
      ['the MX records of "example.net" should not contain "mx1"', 'CRITICAL'],
      ['the mx records of "example.net" should match "^20 mx[0-9]"', 'OK'],
      ['the MX records of "example.net" should match "^30 "', 'CRITICAL'],
      ['the CNAME record of "ftp.example.net" should be "www.example.net"', 'OK'],
      ['the A records of "ftp.example.net" should contain "192.0.2.8"', 'OK'],
      ['the AAAA record of "www.example.net" should be "2001:0db8:0::7"', 'OK'],
      ['the PTR records of "192.0.2.7" should contain "www.example.net"', 'OK'],
      ['the CAA record of "example.net" should contain "ca.example.net"', 'OK'],
      ['the TXT records of "example.net" should contain "something"', 'OK'],
      ['the SPF record of "example.net" should be "v=spf1 mx -all"', 'OK'],
      ['the SPF record of "www.example.net" should exist', 'CRITICAL', 'SPF records expected some, got none'],
      ['the DMARC record of "example.net" should match "p=reject"', 'OK'],
      ['the A record of "nobody.example.net" should exist', 'CRITICAL', 'no such name'],
      ['the A record of "nobody.example.net" should not exist', 'OK'],
      ['there should be at least 2 MX records of "example.net"', 'OK'],
      [
        'there should be exactly 1 MX record of "example.net"',
        'CRITICAL',
        'number of MX records expected exactly 1, got 2',
      ],
    ]);
  });

  it('of what they resolve to: every address counts', async () => {
    await judge([
      ['the name "www.example.net" should resolve', 'OK'],
      ['the name "nobody.example.net" should resolve', 'CRITICAL', 'address expected some, got none'],
      ['the name "nobody.example.net" should not resolve', 'OK'],
      ['the name "www.example.net" should resolve to "192.0.2.8"', 'OK'],
      ['the name "www.example.net" should resolve to "192.0.2.8, 2001:db8:0::7"', 'OK'],
      [
        'the name "www.example.net" should resolve to "192.0.2.9"',
        'CRITICAL',
        'got 192.0.2.7, 192.0.2.8, 2001:db8::7',
      ],
      [
        'the name "www.example.net" should resolve only to "192.0.2.8"',
        'CRITICAL',
        'expected only 192.0.2.8',
      ],
      ['the name "www.example.net" should resolve to "192.0.2.8, 192.0.2.9"', 'CRITICAL'],
      ['the name "one.example.net" should resolve only to "192.0.2.7"', 'OK'],
      ['the name "www.example.net" should not resolve to "192.0.2.9, 192.0.2.10"', 'OK'],
      // To neither of them.
      ['the name "www.example.net" should not resolve to "192.0.2.8, 192.0.2.9"', 'CRITICAL'],
      ['the name "www.example.net" should not resolve only to "192.0.2.8"', 'OK'],
      ['the address "192.0.2.7" should resolve to "www.example.net"', 'OK'],
      ['the address "192.0.2.9" should resolve to "www.example.net"', 'CRITICAL', 'got none'],
      ['I lookup "www.example.net"\nthe name should resolve to "192.0.2.7"', 'OK'],
      ['I lookup "www.example.net"\nthe name should resolve to "192.0.2.9"', 'CRITICAL'],
      ['I reverse lookup "192.0.2.7"\nthe IP should resolve to "www.example.net"', 'OK'],
      ['the name should resolve to "192.0.2.7"', 'UNKNOWN', 'When I lookup'],
      ['the IP should resolve to "www.example.net"', 'UNKNOWN', 'When I reverse lookup'],
    ]);
    await expectVerdicts([
      ['the name "localhost" should resolve to "127.0.0.1"', 'OK'],
      ['I lookup "localhost"\nthe name should resolve to "127.0.0.1"', 'OK'],
    ]);
  });

  it('of keys for mail', async () => {
    await judge([
      ['the DKIM key "k1" of "example.net" should be published', 'OK'],
      ['the DKIM key "k1" of "example.net" should have at least 2048 bits', 'OK'],
      [
        'the DKIM key "k1" of "example.net" should have at least 4096 bits',
        'CRITICAL',
        'DKIM key expected at least 4096 bits, got rsa with 2048 bits',
      ],
      ['the DKIM key "k1" of "example.net" should be of type rsa', 'OK'],
      ['the DKIM key "k1" of "example.net" should be of type ed25519', 'CRITICAL'],
      ['the DKIM key "k1" of "example.net" should be revoked', 'CRITICAL'],
      ['the DKIM key "k2" of "example.net" should be revoked', 'OK'],
      ['the DKIM key "k2" of "example.net" should be published', 'CRITICAL', 'one that was revoked'],
      ['the DKIM key "k2" of "example.net" should not be published', 'OK'],
      ['the DKIM key "k3" of "example.net" should be published', 'CRITICAL', 'no rsa key'],
      ['the DKIM key "k4" of "example.net" should be published', 'CRITICAL', '2 of them'],
      ['the DKIM key "k5" of "example.net" should be published', 'CRITICAL', 'no such name'],
      ['the DKIM key "k5" of "example.net" should be revoked', 'CRITICAL'],
      ['the DKIM key "k5" of "example.net" should not be published', 'OK'],
      ['the DKIM key "k1" of "example.net" should not have below 2048 bits', 'OK'],
      // Of a key that is not there, or cannot be read, nothing can be denied.
      ['the DKIM key "k5" of "example.net" should not have below 2048 bits', 'UNKNOWN', 'no such name'],
      ['the DKIM key "k3" of "example.net" should not have below 2048 bits', 'UNKNOWN', 'no rsa key'],
      ['the DKIM key "k2" of "example.net" should not be of type ed25519', 'UNKNOWN', 'revoked'],
    ]);
  });

  it('of serials', async () => {
    await judge([
      ['all name servers of "even.example.net" should give the same serial', 'OK'],
      [
        'all name servers of "odd.example.net" should give the same serial',
        'CRITICAL',
        'ns2.example.net (127.0.0.2): serial of odd.example.net expected 7, got 6',
      ],
      ['all name servers of "odd.example.net" should not give the same serial', 'OK'],
      ['all name servers of "even.example.net" should not give the same serial', 'CRITICAL', '7 everywhere'],
      [
        'all name servers of "lame.example.net" should give the same serial',
        'CRITICAL',
        'ns2.example.net (127.0.0.2): serial of lame.example.net expected 7, got none',
      ],
      ['all name servers of "mute.example.net" should give the same serial', 'UNKNOWN', 'SERVFAIL'],
      ['all name servers of "mute.example.net" should not give the same serial', 'UNKNOWN'],
      [
        'all name servers of "lost.example.net" should give the same serial',
        'CRITICAL',
        'ns9.example.net: serial of lost.example.net expected 7, got it has no address',
      ],
      ['all name servers of "nobody.example.net" should give the same serial', 'CRITICAL', 'no name servers'],
      ['all name servers of "broken.example.net" should give the same serial', 'UNKNOWN', 'SERVFAIL'],
    ]);
  });

  it('that name servers fail to answer cannot be told', async () => {
    await judge([
      ['the A record of "broken.example.net" should exist', 'UNKNOWN', 'SERVFAIL'],
      ['the A record of "broken.example.net" should not exist', 'UNKNOWN', 'SERVFAIL'],
      ['the name "broken.example.net" should resolve', 'UNKNOWN', 'SERVFAIL'],
      ['the name "broken.example.net" should not resolve', 'UNKNOWN', 'SERVFAIL'],
      ['I lookup "broken.example.net"\nthe name should resolve to "192.0.2.7"', 'UNKNOWN'],
    ]);
  });

  it('that make no sense say so', async () => {
    await judge([
      ['the MXX records of "example.net" should exist', 'UNKNOWN', 'did you mean MX?'],
      ['the constructor records of "example.net" should exist', 'UNKNOWN', 'is no type of record'],
      ['the MX records of "a b" should exist', 'UNKNOWN', 'is no name'],
      ['the MX records of "" should exist', 'UNKNOWN', 'is no name'],
      ['the name "www.example.net" should resolve to "www"', 'UNKNOWN', 'is no IP address'],
      ['the address "www" should resolve to "www.example.net"', 'UNKNOWN', 'is no IP address'],
      ['there should be at least 2 % MX records of "example.net"', 'UNKNOWN', 'plain numbers'],
      ['I ask the name server "a b"\nthe MX records of "example.net" should exist', 'UNKNOWN'],
    ]);
  });
});
