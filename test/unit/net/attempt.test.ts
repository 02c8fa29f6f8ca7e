// Attempts are bounded, leave nothing behind, and their faults are values.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { attempt } from '../../../lib/net/attempt';
import { endpointName, parseEndpoint } from '../../../lib/net/endpoint';
import { faultOf, NetProblem } from '../../../lib/net/fault';
import { findAddresses } from '../../../lib/net/find_addresses';
import { knock } from '../../../lib/net/open_socket';
import type { Clock } from '../../../lib/util/clock';
import { PATIENT, ScriptedServer } from './scripted_server';

class StoppedClock implements Clock {
  ms = 0;
  fire: (() => void) | undefined;
  now = () => this.ms;
  monotonic = () => this.ms;
  after(_ms: number, fn: () => void) {
    this.fire = fn;
    return {
      cancel: () => {
        this.fire = undefined;
      },
    };
  }
}

const never = (): Promise<never> => new Promise(() => {});

describe('an attempt', () => {
  it('is what its work comes to, whose signal is aborted afterwards', async () => {
    const clock = new StoppedClock();
    let given: AbortSignal | undefined;
    const work = async (signal: AbortSignal) => {
      given = signal;
      expect(signal.aborted).to.equal(false);
      return { ms: 3 };
    };
    expect(await attempt(PATIENT, work, clock)).to.deep.equal({ ms: 3 });
    expect(given!.aborted).to.equal(true);
    expect(clock.fire).to.equal(undefined);
  });

  for (const [timeoutMs, fault] of [
    [2000, { kind: 'timeout', text: 'no answer within 2.0 s' }],
    [100, { kind: 'local', text: 'only 100 ms were left to ask' }],
  ] as const) {
    it(`is given up after ${timeoutMs} ms`, async () => {
      const clock = new StoppedClock();
      const asked = attempt({ ...PATIENT, timeoutMs }, never, clock);
      clock.fire!();
      expect(await asked).to.deep.equal({ fault });
    });
  }

  it('rejects with what ended the run, before or while it works', async () => {
    const run = new AbortController();
    const asked = attempt({ ...PATIENT, signal: run.signal }, never, new StoppedClock());
    run.abort(new Error('over'));
    expect(await asked.catch(error => error.message)).to.equal('over');
    const later = attempt({ ...PATIENT, signal: run.signal }, never, new StoppedClock());
    expect(await later.catch(error => error.message)).to.equal('over');
  });
});

describe('a fault', () => {
  const coded = (code: string, more = {}) => Object.assign(new Error(`${code}: raw`), { code, ...more });

  for (const [error, kind, text] of [
    [coded('ECONNREFUSED'), 'refused', 'connection refused'],
    [coded('ENOTFOUND'), 'name', 'there is no such name'],
    [coded('EAI_AGAIN'), 'resolver', 'no name server could say its address'],
    [coded('ENETUNREACH'), 'unreachable', 'network unreachable'],
    [
      coded('', { errors: [coded('EHOSTUNREACH'), coded('ECONNREFUSED')] }),
      'unreachable',
      'no route to the host',
    ],
    [coded('HPE_INVALID_CONSTANT'), 'protocol', 'its answer is no HTTP (HPE_INVALID_CONSTANT)'],
    [
      coded('ERR_SSL_WRONG_VERSION_NUMBER', { reason: 'wrong version number' }),
      'tls',
      'the TLS handshake failed: wrong version number',
    ],
    [coded('EMFILE'), 'local', 'EMFILE: raw'],
    [coded('constructor'), 'local', 'constructor: raw'],
    [new NetProblem('closed', 'gone'), 'closed', 'gone'],
    ['what', 'local', 'what'],
  ] as const) {
    it(`tells ${text}`, () => {
      expect(faultOf(error)).to.deep.equal({ kind, text });
    });
  }
});

describe('where something listens', () => {
  for (const [text, port, endpoint] of [
    ['www.example.net:443', undefined, { host: 'www.example.net', port: 443 }],
    ['mx1', 25, { host: 'mx1', port: 25 }],
    ['[2001:db8::7]:25', undefined, { host: '2001:db8::7', port: 25 }],
    ['2001:db8::7', 53, { host: '2001:db8::7', port: 53 }],
    ['192.0.2.7', undefined, undefined],
    ['a:0', 25, undefined],
    ['a:65536', 25, undefined],
    ['a b', 25, undefined],
    ['-n', 25, undefined],
    ['', 25, undefined],
    ['a;b', 25, undefined],
  ] as const) {
    it(`"${text}" is ${endpoint ? endpointName(endpoint) : 'nowhere'}`, () => {
      expect(parseEndpoint(text, port)).to.deep.equal(endpoint);
    });
  }
});

describe('a port', () => {
  it('that is open takes a connection, which ends at once', async () => {
    let closed: Promise<void> | undefined;
    const server = await ScriptedServer.start(socket => {
      closed = new Promise(resolve => socket.on('close', () => resolve()));
    });
    expect(await knock(server.endpoint, PATIENT))
      .to.have.property('ms')
      .that.is.within(0, 20_000);
    await closed;
    await server.stop();
  });

  it('that is closed refuses', async () => {
    const server = await ScriptedServer.start(() => {});
    const { endpoint } = server;
    await server.stop();
    expect(await knock(endpoint, PATIENT)).to.have.nested.property('fault.kind', 'refused');
  });
});

describe('addresses of a name', () => {
  it('are those of the hosts file, and an address is its own', async () => {
    expect(await findAddresses('localhost', PATIENT))
      .to.have.property('addresses')
      .that.includes('127.0.0.1');
    expect(await findAddresses('192.0.2.7', PATIENT)).to.deep.equal({ addresses: ['192.0.2.7'] });
  });
});
