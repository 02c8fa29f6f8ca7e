// One page by HTTP/1.1, on a connection of its own: bounded in time, size and redirects. Nothing is decompressed: a
// megabyte of zeros may be the body of a thousand bytes.
import { readFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { lookup } from '../../stomp/sockets/lookup';
import { type Clock, systemClock } from '../../util/clock';
import { attempt, type Patience } from '../attempt';
import { type Failed, NetProblem } from '../fault';
import { bodyText } from './body_text';
import { MAX_BODY_BYTES, type Page } from './page';
import type { PageRequest } from './page_request';

const MAX_HOPS = 10;
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_HEADERS = 200;
// What is lower is no end of anything, and no success.
const LOWEST_STATUS = 200;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Redirects are followed when asked for; else they are a page like any other. */
export function fetchPage(
  request: PageRequest,
  patience: Patience,
  clock: Clock = systemClock,
): Promise<Page | Failed> {
  const start = clock.monotonic();
  return attempt(
    patience,
    async signal => {
      const { page, hops } = await follow(request, signal);
      return { ...page, hops, seconds: (clock.monotonic() - start) / 1000 };
    },
    clock,
  );
}

type Fetched = Omit<Page, 'hops' | 'seconds'>;

async function follow(request: PageRequest, signal: AbortSignal): Promise<{ page: Fetched; hops: number }> {
  let next = request;
  for (let hops = 0; ; hops++) {
    const page = await fetchOne(next, signal);
    const target = request.followRedirects ? redirectTarget(page) : undefined;
    if (!target) return { page, hops };
    if (hops === MAX_HOPS) throw new NetProblem('protocol', `it redirects more than ${MAX_HOPS} times`);
    next = elsewhere(request, target);
  }
}

/** Where a page sends its readers, against its own address; undefined when it does not, or nowhere one can go. */
export function redirectTarget({
  url,
  status,
  headers,
}: Pick<Page, 'url' | 'status' | 'headers'>): URL | undefined {
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  if (!REDIRECTS.includes(status) || location === undefined || !URL.canParse(location, url)) return undefined;
  const target = new URL(location, url);
  return /^https?:$/.test(target.protocol) ? target : undefined;
}

// Another server is told nothing that was meant for the first.
function elsewhere(request: PageRequest, url: URL): PageRequest {
  if (url.origin === request.url.origin) return { ...request, url };
  const { caFile, followRedirects } = request;
  return { url, headers: {}, followRedirects, ...(caFile !== undefined && { caFile }) };
}

async function fetchOne(request: PageRequest, signal: AbortSignal): Promise<Fetched> {
  const sent = await open(request, signal);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // Stays for the connection's life: a late error must not become an uncaught one.
    sent.on('error', reject);
    sent.once('response', resolve);
    sent.end();
  });
  const { bytes, truncated } = await readBody(response);
  sent.destroy();
  const { statusCode: status = 0, statusMessage: statusText = '', headers } = response;
  if (status < LOWEST_STATUS) throw new NetProblem('protocol', `it answers with the status ${status}`);
  return {
    url: request.url.href,
    status,
    statusText,
    headers: pairs(response.rawHeaders),
    body: bodyText(bytes, headers['content-type']),
    size: bytes.length,
    truncated,
  };
}

// Of node:http and node:https only the one that is needed is loaded.
async function open(request: PageRequest, signal: AbortSignal): Promise<ClientRequest> {
  const { url, at, caFile } = request;
  const options: RequestOptions = {
    signal,
    method: 'GET',
    agent: false,
    lookup: lookup as never,
    host: at?.host ?? url.hostname.replace(/^\[(.+)\]$/, '$1'),
    port: at?.port ?? url.port,
    path: url.pathname + url.search,
    headers: headersOf(request),
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  if (url.protocol === 'http:') return (await import('node:http')).request(options);
  const { request: secure } = await import('node:https');
  const { serverNameOf } = await import('../tls/server_name');
  return secure({
    ...options,
    ...serverNameOf(url.hostname),
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
  });
}

function headersOf({ url, headers, login }: PageRequest): Record<string, string> {
  const authorization =
    login && `Basic ${Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64')}`;
  return {
    host: url.host,
    'user-agent': 'fleetspec',
    accept: '*/*',
    'accept-encoding': 'identity',
    connection: 'close',
    ...headers,
    ...(authorization && { authorization }),
  };
}

async function readBody(response: IncomingMessage): Promise<{ bytes: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BODY_BYTES) break;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, MAX_BODY_BYTES), truncated: bytes.length > MAX_BODY_BYTES };
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  if (raw.length > 2 * MAX_HEADERS)
    throw new NetProblem('protocol', 'it sent more headers than anybody needs');
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}
