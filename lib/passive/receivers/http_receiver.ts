// What NRDP and Icinga 2 have in common: a POST, and the answers that say nothing about a single result.
import { readFile } from 'node:fs/promises';
import { ReceiverRefused, ReceiverUnavailable } from '../errors';
import { type HttpAnswer, postHttp } from './http_post';
import { socketProblem } from './socket_problem';

export interface HttpPlace {
  readonly name: string;
  readonly url: string;
  /** PEM file. */
  readonly ca: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

export class HttpReceiver {
  #ca: Promise<string> | undefined;

  constructor(private readonly place: HttpPlace) {}

  /** Throws ReceiverUnavailable and ReceiverRefused. Other answers than of success come back, too. */
  async post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { user, password = '' } = this.place;
    const ca = await this.#authorities();
    const login = user === undefined ? undefined : `${user}:${password}`;
    let answer: HttpAnswer;
    try {
      answer = await postHttp({ url, headers, body, ca, login }, signal);
    } catch (error) {
      const problem = socketProblem(error, signal);
      const remedy = /certificate/.test(problem)
        ? 'name the authority that it is from in ca'
        : 'check that it runs there';
      throw new ReceiverUnavailable(this.place.name, this.place.url, problem, { remedy, cause: error });
    }
    this.#requireLetIn(answer);
    return answer;
  }

  unavailable(problem: string): ReceiverUnavailable {
    return new ReceiverUnavailable(this.place.name, this.place.url, problem, { remedy: 'see its log' });
  }

  refused(problem: string, remedy: string): ReceiverRefused {
    return new ReceiverRefused(this.place.name, this.place.url, problem, remedy);
  }

  #requireLetIn({ status }: HttpAnswer): void {
    if (status === 401) throw this.refused('it wants another login (401)', 'correct user and password');
    if (status === 403) throw this.refused('the login may not do this (403)', 'give it the right to');
    if (status >= 300 && status < 400)
      throw this.refused(`it sends us elsewhere (${status})`, 'give the final address as url');
    if (status === 429 || status === 502 || status === 503 || status === 504)
      throw this.unavailable(`it answers ${status}`);
  }

  #authorities(): Promise<string> | undefined {
    const { ca } = this.place;
    if (ca === undefined) return undefined;
    this.#ca ??= readFile(ca, 'utf8').catch(error => {
      throw this.refused(`the authorities in ${ca} cannot be read: ${error.message}`, 'correct ca');
    });
    return this.#ca;
  }
}
