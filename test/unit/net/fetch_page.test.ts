// One page by HTTP and HTTPS, from servers that behave and servers that do not.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { isFailed } from '../../../lib/net/fault';
import { fetchPage } from '../../../lib/net/http/fetch_page';
import { headerValues, MAX_BODY_BYTES, type Page } from '../../../lib/net/http/page';
import type { PageRequest } from '../../../lib/net/http/page_request';
import { HASTY, PATIENT, ScriptedServer } from './scripted_server';

const CERTIFICATES = join(__dirname, '../stomp/certificates');
const certificate = (name: string): string => join(CERTIFICATES, name);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listening<T extends Server>(server: T): Promise<T> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

describe('a page', () => {
  let server: Server;
  let other: Server;
  const seen: IncomingMessage[] = [];
  const routes: Record<string, Handler> = {
    '/': (_request, response) => {
      response.writeHead(200, 'Fine', { 'X-Two': ['a', 'b'], 'Content-Type': 'text/plain' });
      response.end('grüezi');
    },
    '/long': (_request, response) => void response.end(Buffer.alloc(MAX_BODY_BYTES + 5, 'x')),
    '/endless': (_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    },
    '/full': (_request, response) => void response.end(Buffer.alloc(MAX_BODY_BYTES, 'x')),
    '/bomb': (_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(50_000_000)));
    },
    '/moved': (_request, response) => void response.writeHead(301, { location: '/' }).end('moved'),
    '/loop': (_request, response) => void response.writeHead(302, { location: '/loop' }).end(),
    '/away': (_request, response) =>
      void response.writeHead(302, { location: `http://127.0.0.1:${portOf(other)}/` }).end(),
    '/ftp': (_request, response) => void response.writeHead(302, { location: 'ftp://127.0.0.1/' }).end(),
    '/part': (request, response) => {
      const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')!;
      response.writeHead(206, { 'content-range': `bytes ${first}-${last}/1000` });
      response.end('y'.repeat(Number(last) - Number(first) + 1));
    },
    '/short': (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x');
      setImmediate(() => response.destroy());
    },
    '/many': (_request, response) => {
      for (let i = 0; i < 300; i++) response.setHeader(`x-${i}`, 'v');
      response.end();
    },
    '/empty': (_request, response) => void response.writeHead(204).end(),
  };

  before(async () => {
    const handle: Handler = (request, response) => {
      seen.push(request);
      routes[request.url!]!(request, response);
    };
    server = await listening(createServer(handle));
    other = await listening(createServer(handle));
  });
  after(async () => {
    await close(server);
    await close(other);
  });

  const url = (path: string): URL => new URL(`http://127.0.0.1:${portOf(server)}${path}`);
  const get = async (path: string, more: Partial<PageRequest> = {}, patience = PATIENT) =>
    fetchPage({ url: url(path), headers: {}, followRedirects: false, ...more }, patience);
  const page = async (path: string, more: Partial<PageRequest> = {}): Promise<Page> => {
    const answer = await get(path, more);
    if (isFailed(answer)) throw new Error(answer.fault.text);
    return answer;
  };

  it('has its status, headers, body and time', async () => {
    const answer = await page('/');
    expect(answer).to.include({
      status: 200,
      statusText: 'Fine',
      body: 'grüezi',
      size: 7,
      truncated: false,
      hops: 0,
    });
    expect(headerValues(answer, 'x-TWO')).to.deep.equal(['a', 'b']);
    expect(answer.seconds).to.be.within(0, 20);
    expect(answer.url).to.equal(url('/').href);
  });

  it('is asked for by a polite request, with the headers of the sentence', async () => {
    await page('/', { headers: { 'X-Probe': 'yes', Host: 'www.example.net' } });
    const { headers, method } = seen.at(-1)!;
    expect(method).to.equal('GET');
    expect(headers).to.include({ 'x-probe': 'yes', host: 'www.example.net', 'accept-encoding': 'identity' });
    expect(headers).to.not.have.property('authorization');
  });

  it('is read up to a bound, and says that there is more', async () => {
    expect(await page('/long')).to.include({ size: MAX_BODY_BYTES, truncated: true });
    expect(await page('/endless')).to.include({ size: MAX_BODY_BYTES, truncated: true });
    expect(await page('/full')).to.include({ size: MAX_BODY_BYTES, truncated: false });
  });

  it('is not decompressed', async () => {
    const answer = await page('/bomb');
    expect(answer.size).to.be.below(100_000);
  });

  it('is the redirect itself, unless it is to be followed', async () => {
    expect(await page('/moved')).to.include({ status: 301, body: 'moved', hops: 0 });
    expect(await page('/moved', { followRedirects: true })).to.include({
      status: 200,
      hops: 1,
      url: url('/').href,
    });
  });

  it('is none when redirects never end', async () => {
    const before = seen.length;
    const answer = await get('/loop', { followRedirects: true });
    expect(answer).to.have.nested.property('fault.kind', 'protocol');
    expect(seen.length - before).to.equal(11);
  });

  it('is the redirect when that leads nowhere one can go', async () => {
    expect(await page('/ftp', { followRedirects: true })).to.include({ status: 302 });
  });

  it('is asked for with a login, which no other server is told', async () => {
    const login = { user: 'ann', password: 'pässword' };
    await page('/moved', { followRedirects: true, login });
    const expected = `Basic ${Buffer.from('ann:pässword').toString('base64')}`;
    expect(seen.at(-1)!.headers.authorization).to.equal(expected);
    await page('/away', { followRedirects: true, login, headers: { 'x-probe': 'yes' } });
    expect(seen.at(-2)!.headers.authorization).to.equal(expected);
    expect(seen.at(-1)!.headers).to.not.have.any.keys('authorization', 'x-probe');
  });

  it('comes in parts', async () => {
    const answer = await page('/part', { headers: { range: 'bytes=10-19' } });
    expect(answer).to.include({ status: 206, size: 10 });
    expect(headerValues(answer, 'content-range')).to.deep.equal(['bytes 10-19/1000']);
  });

  it('is asked of another host than its address names', async () => {
    const at = { host: '127.0.0.1', port: portOf(server) };
    expect(await page('/', { url: new URL('http://www.example.invalid/'), at })).to.include({ status: 200 });
    expect(seen.at(-1)!.headers.host).to.equal('www.example.invalid');
  });

  it('without a body is a page', async () => {
    expect(await page('/empty')).to.include({ status: 204, body: '', size: 0 });
  });

  it('that ends early, or has headers without end, is none', async () => {
    expect(await get('/short')).to.have.nested.property('fault.kind', 'closed');
    expect(await get('/many')).to.have.nested.property('fault.kind', 'protocol');
  });

  it('is none when nobody listens', async () => {
    const gone = await listening(createServer());
    const port = portOf(gone);
    await close(gone);
    const answer = await get('/', { at: { host: '127.0.0.1', port } });
    expect(answer).to.deep.equal({ fault: { kind: 'refused', text: 'connection refused' } });
  });

  it('is none when its host is in the reserved domain of names that do not exist', async () => {
    const answer = await get('/', { url: new URL('http://nobody.invalid/') });
    expect(answer).to.have.nested.property('fault.kind').that.is.oneOf(['name', 'resolver']);
  });
});

describe('a web server with bad manners', () => {
  const ask = async (script: Parameters<typeof ScriptedServer.start>[0], patience = PATIENT) => {
    const server = await ScriptedServer.start(script);
    const url = new URL(`http://127.0.0.1:${server.port}/`);
    const answer = await fetchPage({ url, headers: {}, followRedirects: false }, patience);
    await server.stop();
    return answer;
  };

  it('that says nothing is given up', async () => {
    const answer = await ask(() => {}, HASTY);
    expect(answer).to.deep.equal({ fault: { kind: 'timeout', text: 'no answer within 0.3 s' } });
  });

  it('that drips its headers is given up', async () => {
    let timer: NodeJS.Timeout | undefined;
    const answer = await ask(socket => {
      socket.write('HTTP/1.1 200 OK\r\n');
      timer = setInterval(() => socket.write('x: y\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    }, HASTY);
    clearInterval(timer);
    expect(answer).to.have.nested.property('fault.kind', 'timeout');
  });

  it('that sends headers without end is given up', async () => {
    const answer = await ask(socket => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const pour = (): void => {
        while (!socket.destroyed && socket.write(`x: ${'y'.repeat(8000)}\r\n`));
      };
      socket.on('drain', pour);
      pour();
    });
    expect(answer).to.have.nested.property('fault.kind', 'protocol');
  });

  it('that speaks something else is told so', async () => {
    const answer = await ask(socket => void socket.end('220 mail.example.net ESMTP\r\n'));
    expect(answer).to.have.nested.property('fault.kind', 'protocol');
  });

  it('with a status that is no end of anything is none', async () => {
    for (const line of ['000 Well', '099 Well', '101 Switching Protocols']) {
      const answer = await ask(socket => void socket.end(`HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`));
      expect(answer, line).to.have.nested.property('fault.kind', 'protocol');
    }
  });

  it('that hangs up is told so', async () => {
    expect(await ask(socket => void socket.destroy())).to.have.nested.property('fault.kind', 'closed');
    expect(await ask(socket => void socket.once('data', () => socket.end()))).to.have.nested.property(
      'fault.kind',
      'closed',
    );
  });

  it('leaves no connection open behind it', async () => {
    const closed = new Promise<void>(resolve => {
      void ask(socket => void socket.on('close', () => resolve()), HASTY);
    });
    await closed;
  });
});

describe('a page by HTTPS', () => {
  const start = async (name: string) =>
    listening(
      createSecureServer(
        { cert: readFileSync(certificate(`${name}.crt`)), key: readFileSync(certificate(`${name}.key`)) },
        (_request, response) => void response.end('secret'),
      ),
    );
  const ask = async (name: string, caFile: string | undefined, host = 'localhost') => {
    const server = await start(name);
    const url = new URL(`https://${host}:${portOf(server)}/`);
    const trust = caFile === undefined ? {} : { caFile };
    const answer = await fetchPage({ url, headers: {}, followRedirects: false, ...trust }, PATIENT);
    await close(server);
    return answer;
  };

  it('comes from a server with a certificate of an authority that is trusted', async () => {
    expect(await ask('server', certificate('ca.crt'))).to.include({ status: 200, body: 'secret' });
    expect(await ask('server', certificate('ca.crt'), '127.0.0.1')).to.include({ status: 200 });
  });

  for (const [what, name, ca, text] of [
    ['of an unknown authority', 'server', undefined, /no authority that is trusted here/],
    ['of another authority', 'server', 'other_ca.crt', /no authority that is trusted here/],
    ['that has expired', 'expired', 'ca.crt', /has expired/],
    ['for another name', 'wrong_host', 'ca.crt', /for another name/],
  ] as const) {
    it(`does not come from one with a certificate ${what}`, async () => {
      const answer = await ask(name, ca && certificate(ca));
      expect(answer).to.have.nested.property('fault.kind', 'tls');
      expect(answer).to.have.nested.property('fault.text').that.matches(text);
    });
  }

  it('does not come from a server without TLS', async () => {
    const server = await listening(createServer());
    const url = new URL(`https://127.0.0.1:${portOf(server)}/`);
    const answer = await fetchPage({ url, headers: {}, followRedirects: false }, PATIENT);
    await close(server);
    expect(answer).to.have.nested.property('fault.kind', 'tls');
    expect(answer)
      .to.have.nested.property('fault.text')
      .that.matches(/handshake failed/);
  });

  it('is not tried without the file of the authority', async () => {
    const answer = await ask('server', certificate('missing.crt'));
    expect(answer).to.have.nested.property('fault.kind', 'local');
    expect(answer)
      .to.have.nested.property('fault.text')
      .that.matches(/missing\.crt/);
  });

  it('ends when the run ends', async () => {
    const server = await ScriptedServer.start(() => {});
    const run = new AbortController();
    const url = new URL(`https://127.0.0.1:${server.port}/`);
    const asked = fetchPage({ url, headers: {}, followRedirects: false }, { ...PATIENT, signal: run.signal });
    run.abort(new Error('over'));
    expect(await asked.catch(error => error.message)).to.equal('over');
    await server.stop();
  });
});
