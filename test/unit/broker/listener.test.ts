// The TCP and TLS front door, on real sockets.
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect as connectTcp, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { expect } from 'chai';
import { Broker, type ListenOptions } from '../../../lib/broker/broker';
import { CannotListen, UnusableTlsFile } from '../../../lib/broker/errors';

const certificates = join(__dirname, '../stomp/certificates');
const file = (name: string): string => join(certificates, name);
const tls = { certFile: file('server.crt'), keyFile: file('server.key') };

const brokers: Broker[] = [];

async function started(options: ListenOptions): Promise<Broker> {
  const broker = await Broker.start(options);
  brokers.push(broker);
  return broker;
}

/** Says CONNECT over TLS; what comes back until the answer is whole or the connection ends. */
function connectOverTls(broker: Broker, options: ConnectionOptions): Promise<string> {
  return new Promise(resolve => {
    let text = '';
    const ca = readFileSync(file('ca.crt'));
    const socket = connectTls({
      host: '127.0.0.1',
      port: broker.port,
      ca,
      servername: 'localhost',
      ...options,
    });
    socket.on('secureConnect', () => socket.write('CONNECT\naccept-version:1.2\n\n\0'));
    socket.on('data', chunk => {
      text += chunk.toString();
      if (text.includes('\0')) socket.destroy();
    });
    socket.on('error', error => {
      text += error.message;
    });
    socket.on('close', () => resolve(text));
  });
}

async function failureOf(options: ListenOptions): Promise<unknown> {
  try {
    await started(options);
  } catch (error) {
    return error;
  }
  throw new Error('it started');
}

describe('the listener of the broker', () => {
  afterEach(async () => {
    for (const broker of brokers.splice(0)) await broker.stop();
  });

  it('takes any free port of the loopback address unless told otherwise, and frees it', async () => {
    const broker = await started({});
    expect(broker.address).to.equal('127.0.0.1');
    expect(broker.port).to.be.greaterThan(0);
    const { port } = broker;
    await broker.stop();
    expect((await started({ port })).port).to.equal(port);
  });

  it('speaks STOMP over TLS', async () => {
    const broker = await started({ tls });
    const clientCertificate = {
      cert: readFileSync(file('client.crt')),
      key: readFileSync(file('client.key')),
    };
    expect(await connectOverTls(broker, {})).to.match(/^CONNECTED\n/);
    expect(await connectOverTls(broker, clientCertificate)).to.match(/^CONNECTED\n/);
  });

  it('lets in only who shows a certificate, when it should', async () => {
    const broker = await started({ tls: { ...tls, caFile: file('ca.crt'), requireCert: true } });
    const good = { cert: readFileSync(file('client.crt')), key: readFileSync(file('client.key')) };
    expect(await connectOverTls(broker, {})).to.not.contain('CONNECTED');
    expect(await connectOverTls(broker, good)).to.match(/^CONNECTED\n/);
  });

  it('is not disturbed by who speaks no TLS to it', async () => {
    const broker = await started({ tls });
    await new Promise(resolve => {
      const socket = connectTcp(broker.port, '127.0.0.1', () => socket.write('CONNECT\n\n\0'));
      socket.on('error', () => {});
      socket.on('close', resolve);
      socket.resume();
    });
    expect(await connectOverTls(broker, {})).to.match(/^CONNECTED\n/);
  });

  it('names the address that is taken', async () => {
    const other = createServer();
    await new Promise<void>(resolve => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    const error = await failureOf({ port });
    expect(error).to.be.instanceOf(CannotListen);
    expect((error as CannotListen).message)
      .to.contain(`127.0.0.1:${port}`)
      .and.contain('EADDRINUSE');
    other.close();
  });

  it('names the TLS file it cannot use', async () => {
    const missing = await failureOf({ tls: { ...tls, keyFile: '/does/not/exist.key' } });
    expect(missing).to.be.instanceOf(UnusableTlsFile);
    expect((missing as UnusableTlsFile).message).to.contain('/does/not/exist.key');
    const mismatched = await failureOf({ tls: { ...tls, keyFile: file('client.key') } });
    expect(mismatched).to.be.instanceOf(UnusableTlsFile);
  });

  it('says in the statistics where it listens', async () => {
    const broker = await started({ tls });
    expect(broker.port).to.be.greaterThan(0);
    const plain = await started({ name: 'north' });
    const reply = await new Promise<string>(resolve => {
      let text = '';
      const socket = connectTcp(plain.port, '127.0.0.1', () => {
        socket.write('CONNECT\n\n\0SUBSCRIBE\ndestination:/temp-queue/r\ntransformation:jms-map-json\n\n\0');
        socket.write('SEND\ndestination:/queue/ActiveMQ.Statistics.Broker\nreply-to:/temp-queue/r\n\n\0');
      });
      socket.on('data', chunk => {
        text += chunk.toString();
        if (text.endsWith('}}\0')) socket.destroy();
      });
      socket.on('close', () => resolve(text));
    });
    expect(reply).to.contain(`{"string":["stomp","stomp:\\/\\/127.0.0.1:${plain.port}"]}`);
    expect(reply).to.contain('{"string":["brokerName","north"]}');
  });
});
