// Contract: versions, logins, heart-beats, the end of a connection.
import { expect } from 'chai';
import type { BrokerCase } from '../case';
import { loginHeaders, type WireHeaders } from '../raw_client';

const NEGOTIATED: ReadonlyArray<[string | undefined, string]> = [
  [undefined, '1.0'],
  ['1.0', '1.0'],
  ['1.1,1.0', '1.1'],
  ['1.0,1.1,1.2', '1.2'],
  ['1.2,9.9', '1.2'],
];

export const connectCases: readonly BrokerCase[] = [
  {
    name: 'connect: the highest common version is agreed on',
    async run(bench) {
      for (const [offered, agreed] of NEGOTIATED) {
        const client = await bench.open();
        client.send('CONNECT', loginHeaders(bench.target, offered));
        const connected = await client.next('CONNECTED');
        expect(connected.headers.version, `offered ${offered}`).to.equal(agreed);
        expect(connected.headers.session).to.be.a('string');
        expect(connected.headers.server).to.be.a('string');
        expect(connected.headers['heart-beat']).to.equal('0,0');
      }
    },
  },
  {
    name: 'connect: STOMP is accepted instead of CONNECT, after line feeds too',
    async run(bench) {
      const client = await bench.open();
      client.write('\n\n');
      client.send('STOMP', loginHeaders(bench.target, '1.2'));
      expect((await client.next('CONNECTED')).headers.version).to.equal('1.2');
    },
  },
  {
    name: 'connect: an unknown version is refused and the connection closed',
    async run(bench) {
      const client = await bench.open();
      client.send('CONNECT', loginHeaders(bench.target, '9.9'));
      expect((await client.next('ERROR')).headers.message).to.contain('supported versions are');
      await client.untilClosed();
    },
  },
  {
    name: 'connect: a wrong password, an unknown user and no login are refused, named and closed',
    async run(bench) {
      const { login, passcode } = bench.target;
      const wrong: Array<[string, WireHeaders]> = [
        [login, { login, passcode: `not ${passcode}` }],
        ['nobody', { login: 'nobody', passcode }],
        ['null', {}],
      ];
      for (const [name, headers] of wrong) {
        const client = await bench.open();
        client.send('CONNECT', { 'accept-version': '1.1', host: 'mcollective', ...headers });
        const error = await client.next('ERROR');
        expect(error.headers.message).to.equal(`User name [${name}] or password is invalid.`);
        await client.untilClosed();
      }
    },
  },
  {
    name: 'connect: nothing is served before the login',
    async run(bench) {
      const client = await bench.open();
      client.send('SEND', { destination: `/queue/${bench.name('early')}` }, 'x');
      expect((await client.next('ERROR')).headers.message).to.equal('Not connected.');
    },
  },
  {
    name: 'connect: a second CONNECT is an error',
    async run(bench) {
      const client = await bench.connect('1.1');
      client.send('CONNECT', loginHeaders(bench.target, '1.1'));
      expect((await client.next('ERROR')).headers.message).to.equal('Already connected.');
    },
  },
  {
    name: 'heart-beat: what the client offers and wants is mirrored, and kept by the broker',
    async run(bench) {
      const client = await bench.open();
      client.send('CONNECT', { ...loginHeaders(bench.target, '1.1'), 'heart-beat': '0,300' });
      expect((await client.next('CONNECTED')).headers['heart-beat']).to.equal('300,0');
      await client.untilEols(4);
    },
  },
  {
    name: 'heart-beat: a client that falls silent is cut',
    async run(bench) {
      const client = await bench.open();
      client.send('CONNECT', { ...loginHeaders(bench.target, '1.2'), 'heart-beat': '300,0' });
      expect((await client.next('CONNECTED')).headers['heart-beat']).to.equal('0,300');
      await client.untilClosed();
    },
  },
  {
    name: 'heart-beat: a header that is not two numbers is refused',
    async run(bench) {
      const client = await bench.open();
      client.send('CONNECT', { ...loginHeaders(bench.target, '1.1'), 'heart-beat': 'often' });
      expect((await client.next('ERROR')).headers.message).to.contain('Invalid heart-beat header');
      await client.untilClosed();
    },
  },
  {
    name: 'disconnect: the receipt comes, then the connection ends',
    async run(bench) {
      const client = await bench.connect('1.2');
      await client.processed('DISCONNECT');
      await client.untilClosed();
    },
  },
];
