// How the sentences of a scenario ask for web pages, and the page they speak of.
import type { Endpoint } from '../../net/endpoint';
import type { Failed } from '../../net/fault';
import type { Page } from '../../net/http/page';
import type { PageRequest } from '../../net/http/page_request';
import type { CheckContext } from '../check_context';
import { BadSentence, StepMissing } from '../errors';
import { endpointIn } from '../network/endpoint_in';
import { perScenario } from '../network/per_scenario';
import type { Trust } from '../network/trust';
import { readSecretFrom, type SecretSource } from './secret_source';

/** A page that can be looked at, and again. */
export interface PageSource {
  /** How it is called where it is not as it should be. */
  readonly thing: string;
  look(): Promise<Page | Failed>;
}

export interface HowToFetch {
  readonly followRedirects?: boolean;
  /** First and last byte. */
  readonly range?: readonly [first: number, last: number];
}

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const SECRET = /^(?:proxy-)?authorization$|cookie|token|secret|api-?key|password/i;

class WebReader {
  readonly #headers: Record<string, string> = {};
  #at: Endpoint | undefined;
  #login: { readonly user: string; readonly from: SecretSource } | undefined;
  #current: { readonly source: PageSource; seen: Page | Failed } | undefined;

  /** Sent with every request from here on. Throws BadSentence. */
  send(name: string, value: string): void {
    if (!TOKEN.test(name) || /[^\t\x20-\x7e]/.test(value))
      throw new BadSentence(`"${name}: ${value}" is no header`, 'write its name and its value as plain text');
    if (SECRET.test(name))
      throw new BadSentence(
        `the header ${name} holds a secret, which no feature must`,
        'say "Given I log in to pages as … with the password in the file …"',
      );
    this.#headers[name] = value;
  }

  logIn(user: string, from: SecretSource): void {
    this.#login = { user, from };
  }

  /** Pages are asked for there, whatever host their address has. Throws BadSentence. */
  goTo(address: string): void {
    this.#at = endpointIn(address, AS_IN_THE_URL);
  }

  /** A page that was not asked for yet. Throws BadSentence. */
  page(text: string, trust: Trust, run: CheckContext, how: HowToFetch = {}): PageSource {
    const url = pageUrl(text);
    const range = how.range && { range: `bytes=${how.range[0]}-${how.range[1]}` };
    const at = this.#at && { at: { ...this.#at, port: this.#at.port || portOf(url) } };
    const login = this.#login;
    const { caFile } = trust;
    const request: Omit<PageRequest, 'login'> = {
      url,
      headers: { ...this.#headers, ...range },
      followRedirects: how.followRedirects ?? false,
      ...at,
      ...(caFile !== undefined && { caFile }),
    };
    const question = { ...request, url: url.href, ...(login && { user: login.user }) };
    const ask = () =>
      run.observe<Page | Failed>({ kind: 'http', question }, async limits => {
        const { fetchPage } = await import('../../net/http/fetch_page');
        const secret = login && { login: { user: login.user, password: readSecretFrom(login.from) } };
        // A page may say it back.
        if (secret) run.hide(secret.login.password);
        return fetchPage({ ...request, ...secret }, limits);
      });
    return { thing: url.href.replace(/\/$/, ''), look: ask };
  }

  /** Asks for a page that the sentences behind this one speak of. */
  async fetch(text: string, trust: Trust, run: CheckContext, how: HowToFetch = {}): Promise<void> {
    const source = this.page(text, trust, run, how);
    this.#current = { source, seen: await source.look() };
  }

  /** That page: as it was fetched, and anew for who looks again. Throws StepMissing. */
  current(): PageSource {
    const current = this.#current;
    if (!current) throw new StepMissing('the page', 'When I fetch "…"');
    let first = true;
    return {
      thing: current.source.thing,
      async look() {
        if (!first) current.seen = await current.source.look();
        first = false;
        return current.seen;
      },
    };
  }
}

export type { WebReader };

/** Of a scenario. */
export const webReaderOf = perScenario(() => new WebReader());

// Of an address without a port.
const AS_IN_THE_URL = 0;

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Throws BadSentence. */
function pageUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new BadSentence(
      `"${text}" is no address of a page`,
      'write it like https://www.example.net/health',
    );
  if (url.username !== '' || url.password !== '')
    throw new BadSentence(
      `the address of the page on ${url.host} holds a login`,
      'say "Given I log in to pages as … with the password in the file …"',
    );
  url.hash = '';
  return url;
}
