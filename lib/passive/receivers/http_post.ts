// One POST over HTTP or HTTPS, bounded in time and size.
import { request as startPlain } from 'node:http';
import { type RequestOptions, request as startTls } from 'node:https';

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** PEM text of the authorities to trust; undefined: the system's. */
  readonly ca: string | undefined;
  /** `user:password`. */
  readonly login: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Larger answers are none of a program that takes results. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** Rejects with the error of the socket, or of the signal. Redirections are answers like others. */
export function postHttp(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, headers, body, ca, login } = request;
  const start = url.startsWith('https:') ? startTls : startPlain;
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    signal,
    ...(ca !== undefined && { ca }),
    ...(login !== undefined && { auth: login }),
  };
  return new Promise((resolve, reject) => {
    const sent = start(url, options, response => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) sent.destroy(new Error('its answer is too long'));
        else chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
