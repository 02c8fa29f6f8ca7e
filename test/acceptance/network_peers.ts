// Servers that the network selftest looks at: a name server, web servers, a mail server; and their ports as parameters.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DnsServer } from '../unit/net/dns_server';
import { mailScript, ScriptedServer } from '../unit/net/scripted_server';

const CERTIFICATES = join(__dirname, '../unit/stomp/certificates');
const certificate = (name: string): string => join(CERTIFICATES, name);

const PASSWORD = 's3cret';
const FILE = 'x'.repeat(500);

const answer: RequestListener = ({ url, headers }, response) => {
  const login = `Basic ${Buffer.from(`ann:${PASSWORD}`).toString('base64')}`;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  if (url === '/') response.end('welcome');
  else if (url === '/old') response.writeHead(301, { location: '/' }).end();
  else if (url === '/private') response.writeHead(headers.authorization === login ? 200 : 401).end();
  else if (url === '/health')
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-seen': headers['x-probe'] ?? 'nothing' })
      .end(JSON.stringify({ state: 'well', queues: [{ size: 3 }] }));
  else if (url === '/file' && first !== undefined)
    response
      .writeHead(206, { 'content-range': `bytes ${first}-${last}/${FILE.length}` })
      .end(FILE.slice(Number(first), Number(last) + 1));
  else response.writeHead(404).end();
};

function zone(): Record<string, readonly (string | readonly string[])[]> {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return {
    'www.example.net A': ['192.0.2.7', '192.0.2.8'],
    'example.net MX': ['10 mx1.example.net', '20 mx2.example.net'],
    'example.net TXT': ['v=spf1 mx -all'],
    '_dmarc.example.net TXT': ['v=DMARC1; p=reject'],
    'example.net CAA': ['0 issue ca.example.net'],
    'example.net NS': ['ns1.example.net'],
    'example.net SOA': ['ns1.example.net hostmaster.example.net 2026112201 3600 600 86400 300'],
    'ns1.example.net A': ['127.0.0.1'],
    '7.2.0.192.in-addr.arpa PTR': ['www.example.net'],
    '2026._domainkey.example.net TXT': [[`v=DKIM1; k=rsa; p=${key.slice(0, 200)}`, key.slice(200)]],
    '2025._domainkey.example.net TXT': ['v=DKIM1; k=rsa; p='],
  };
}

export class NetworkPeers {
  /** Pages that were asked for. */
  requests = 0;

  private constructor(
    readonly dns: DnsServer,
    readonly mail: ScriptedServer,
    private readonly web: Server,
    private readonly secure: Server,
    private readonly closedPort: number,
    private readonly folder: string,
  ) {
    for (const server of [web, secure])
      server.on('request', () => {
        this.requests += 1;
      });
  }

  /** `folder`: for the file with the password. */
  static async start(folder: string): Promise<NetworkPeers> {
    writeFileSync(join(folder, 'web.password'), `${PASSWORD}\n`);
    const pair = {
      cert: readFileSync(certificate('server.crt')),
      key: readFileSync(certificate('server.key')),
    };
    const gone = await listening(createServer());
    const closedPort = portOf(gone);
    await closed(gone);
    const EHLO = '250-mx1.example.net\r\n250 STARTTLS\r\n';
    return new NetworkPeers(
      await DnsServer.start(zone()),
      await ScriptedServer.start(mailScript('220 mx1.example.net ESMTP\r\n', { EHLO, QUIT: '221 bye\r\n' })),
      await listening(createServer(answer)),
      await listening(createSecureServer(pair, answer)),
      closedPort,
      folder,
    );
  }

  get webPort(): number {
    return portOf(this.web);
  }

  get params(): Record<string, string> {
    return {
      dns_port: String(this.dns.port),
      smtp_port: String(this.mail.port),
      http_port: String(this.webPort),
      https_port: String(portOf(this.secure)),
      closed_port: String(this.closedPort),
      ca_file: certificate('ca.crt'),
      password_file: join(this.folder, 'web.password'),
    };
  }

  async stop(): Promise<void> {
    await this.dns.stop();
    await this.mail.stop();
    await closed(this.web);
    await closed(this.secure);
  }
}

async function listening<T extends Server>(server: T): Promise<T> {
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return server;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
