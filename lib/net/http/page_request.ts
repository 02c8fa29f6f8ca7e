// What is asked of a web server.
import type { Endpoint } from '../endpoint';

export interface PageRequest {
  /** http or https, without a login. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly followRedirects: boolean;
  /** Connect there instead of where the URL says, for this host only. */
  readonly at?: Endpoint;
  /** Sent to the host of `url` alone, never to where it redirects. */
  readonly login?: { readonly user: string; readonly password: string };
  /** PEM file with the authorities the certificate may come from; without it, the system's. */
  readonly caFile?: string;
}
