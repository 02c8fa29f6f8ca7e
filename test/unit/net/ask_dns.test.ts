// Questions to name servers: every type of record, answers that say no, and servers with bad manners.
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { askDns } from '../../../lib/net/dns/ask_dns';
import type { RecordType } from '../../../lib/net/dns/record_types';
import { DnsServer } from './dns_server';
import { HASTY, PATIENT } from './scripted_server';

const LONG = 'x'.repeat(200);
const ZONE = {
  'www.example.net A': ['192.0.2.8', '192.0.2.7'],
  'www.example.net AAAA': ['2001:db8::7'],
  'ftp.example.net CNAME': ['WWW.example.net'],
  'example.net MX': ['20 mx2.example.net', '10 MX1.Example.net'],
  'example.net TXT': [[LONG, LONG], 'v=spf1 mx -all', '  spaces and "quotes"  '],
  'example.net NS': ['ns1.example.net', 'ns2.example.net'],
  'example.net SOA': ['ns1.example.net hostmaster.example.net 2026112201 3600 600 86400 300'],
  '_sip._tcp.example.net SRV': ['10 5 5060 sip.example.net'],
  '7.2.0.192.in-addr.arpa PTR': ['www.example.net', 'other.example.net'],
  'example.net CAA': ['0 issue ca.example.net', '128 iodef mailto:ca@example.net'],
  'cut.example.net A': ['192.0.2.9'],
  'forged.example.net A': ['192.0.2.10'],
  'silent.example.net A': ['192.0.2.11'],
};

describe('a question to a name server', () => {
  let server: DnsServer;
  before(async () => {
    server = await DnsServer.start(ZONE);
    server.manners.set('cut.example.net', 'cut off');
    server.manners.set('forged.example.net', 'forged');
    server.manners.set('odd.example.net', 'wrong id');
    server.manners.set('silent.example.net', 'silence');
    server.manners.set('broken.example.net', 'servfail');
    server.manners.set('lame.example.net', 'refused');
    server.manners.set('rubbish.example.net', 'rubbish');
  });
  after(() => server.stop());

  const ask = (name: string, type: RecordType, patience = PATIENT) =>
    askDns({ name, type, servers: [server.address] }, patience);

  for (const [name, type, records] of [
    ['www.example.net', 'A', ['192.0.2.7', '192.0.2.8']],
    ['www.example.net', 'AAAA', ['2001:db8::7']],
    ['ftp.example.net', 'CNAME', ['www.example.net']],
    ['example.net', 'MX', ['10 mx1.example.net', '20 mx2.example.net']],
    ['example.net', 'TXT', ['  spaces and "quotes"  ', 'v=spf1 mx -all', LONG + LONG]],
    ['example.net', 'NS', ['ns1.example.net', 'ns2.example.net']],
    ['example.net', 'SOA', ['ns1.example.net hostmaster.example.net 2026112201 3600 600 86400 300']],
    ['_sip._tcp.example.net', 'SRV', ['10 5 5060 sip.example.net']],
    ['7.2.0.192.in-addr.arpa', 'PTR', ['other.example.net', 'www.example.net']],
    ['example.net', 'CAA', ['0 issue "ca.example.net"', '128 iodef "mailto:ca@example.net"']],
  ] as const) {
    it(`for ${type} gets all of them, sorted`, async () => {
      expect(await ask(name, type)).to.deep.equal({ exists: true, records });
    });
  }

  it('tells a name that does not exist from one without such records', async () => {
    expect(await ask('nobody.example.net', 'A')).to.deep.equal({ exists: false, records: [] });
    expect(await ask('www.example.net', 'MX')).to.deep.equal({ exists: true, records: [] });
  });

  it('is asked again by TCP when the answer was cut off', async () => {
    expect(await ask('cut.example.net', 'A')).to.deep.equal({ exists: true, records: ['192.0.2.9'] });
    expect(server.asked).to.include('cut.example.net A/tcp');
  });

  it('takes no answer with a number that is not its own', async () => {
    expect(await ask('forged.example.net', 'A')).to.deep.equal({ exists: true, records: ['192.0.2.10'] });
    expect(await ask('odd.example.net', 'A', HASTY))
      .to.have.nested.property('fault.kind')
      .that.matches(/timeout|resolver/);
  });

  for (const [name, problem] of [
    ['broken.example.net', /SERVFAIL/],
    ['lame.example.net', /REFUSED/],
  ] as const) {
    it(`is a fault when the server says ${problem.source}`, async () => {
      const answer = await ask(name, 'A');
      expect(answer).to.have.nested.property('fault.kind', 'resolver');
      expect(answer).to.have.nested.property('fault.text').that.matches(problem);
    });
  }

  it('is a fault when the server is silent, or makes no sense', async () => {
    const silent = await ask('silent.example.net', 'A', HASTY);
    expect(silent)
      .to.have.nested.property('fault.text')
      .that.matches(/no name server answered|no answer within/);
    expect(await ask('rubbish.example.net', 'A', HASTY)).to.have.property('fault');
  });

  it('asks anew what it has asked before', async () => {
    const before = server.asked.length;
    await ask('www.example.net', 'A');
    await ask('www.example.net', 'A');
    expect(server.asked.length - before).to.equal(2);
  });

  it('ends when the run ends', async () => {
    const run = new AbortController();
    const asked = ask('silent.example.net', 'A', { ...PATIENT, signal: run.signal });
    run.abort(new Error('over'));
    expect(await asked.catch(error => error.message)).to.equal('over');
  });
});
