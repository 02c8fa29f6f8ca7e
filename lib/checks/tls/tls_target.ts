// Where TLS is spoken: `www.example.net`, `mq1.example.net:61614`, and `smtp://mx1.example.net` for STARTTLS.
import type { Endpoint } from '../../net/endpoint';
import { endpointName } from '../../net/endpoint';
import { endpointIn } from '../network/endpoint_in';

export interface TlsPlace extends Endpoint {
  readonly smtp: boolean;
  readonly name: string;
}

const HTTPS = 443;
const SMTP = 25;

/** Throws BadSentence. */
export function tlsPlace(text: string): TlsPlace {
  const smtp = /^smtp:\/\//i.test(text);
  const endpoint = endpointIn(
    text.replace(/^(?:smtp|https|tls):\/\//i, '').replace(/\/$/, ''),
    smtp ? SMTP : HTTPS,
  );
  return { ...endpoint, smtp, name: endpointName(endpoint) };
}
