// Icinga 2's API: the action process-check-result, once for each result.
import type { Icinga2Target } from '../../config/passive_config';
import { ResultRefused } from '../errors';
import { fitOutput } from '../output_text';
import { objectName, type PassiveResult, stateCode } from '../passive_result';
import type { Receiver } from '../receiver';
import type { HttpAnswer } from './http_post';
import { HttpReceiver } from './http_receiver';

/** Icinga has no limit; its users do. */
const MAX_OUTPUT_BYTES = 64 * 1024;

export class Icinga2Receiver implements Receiver {
  readonly name: string;
  readonly batch = 1;
  readonly #http: HttpReceiver;
  readonly #url: string;

  constructor(
    private readonly target: Pick<Icinga2Target, 'name' | 'url' | 'ca' | 'user' | 'ttl'>,
    password: string,
  ) {
    this.name = target.name;
    this.#http = new HttpReceiver({ ...target, password });
    this.#url = `${target.url.replace(/\/+$/, '')}/v1/actions/process-check-result`;
  }

  async send(results: readonly PassiveResult[], signal: AbortSignal): Promise<void> {
    const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
    for (const result of results) {
      const body = JSON.stringify(checkResult(result, this.target.ttl));
      this.#judge(await this.#http.post(this.#url, headers, body, signal), result);
    }
  }

  // Nobody found is 404; with some versions and ways to ask it is 500 or 200 and an empty list.
  #judge({ status, body }: HttpAnswer, result: PassiveResult): void {
    const said = readAnswer(body);
    const object = objectName(result);
    if (said === undefined) {
      if (status >= 500) throw this.#http.unavailable(`it answers ${status}`);
      throw this.#http.refused(
        `it does not answer as Icinga does (${status})`,
        'give https://HOST:5665 as url',
      );
    }
    if (status === 404 || said.length === 0) {
      const remedy = 'create it, or correct the names; its API user must be allowed to see it';
      throw new ResultRefused(this.name, object, 'Icinga has no such object', remedy);
    }
    const bad = said.find(({ code }) => code !== 200);
    if (bad === undefined && status === 200) return;
    const text = `${bad?.code ?? status} ${JSON.stringify(bad?.status ?? '')}`;
    if ((bad?.code ?? status) >= 500) throw this.#http.unavailable(`it answers ${text}`);
    throw new ResultRefused(this.name, object, `Icinga answers ${text}`, 'see what Icinga says');
  }
}

/** The body of the request. Names go as they are: a filter would be an expression, and is slower with many objects. */
export function checkResult(result: PassiveResult, ttl: number | undefined): object {
  const { host, service } = result;
  const { text, details, perfdata } = fitOutput(result, MAX_OUTPUT_BYTES);
  return {
    ...(service === undefined ? { type: 'Host', host } : { type: 'Service', service: `${host}!${service}` }),
    exit_status: stateCode(result),
    plugin_output: [text, ...details].join('\n'),
    performance_data: perfdata,
    check_source: result.checkSource,
    execution_start: result.startedAt / 1000,
    execution_end: result.endedAt / 1000,
    ...(ttl !== undefined && { ttl }),
  };
}

interface Said {
  readonly code: number;
  readonly status: string;
}

/** What is said of each object; empty for none found, undefined for what Icinga does not say. */
function readAnswer(text: string): readonly Said[] | undefined {
  let answer: { results?: unknown; error?: unknown; status?: unknown };
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null) return undefined;
  if (typeof answer.error === 'number') return [said(answer.error, answer.status)];
  if (!Array.isArray(answer.results)) return undefined;
  return answer.results.map(one => said(one?.code, one?.status));
}

function said(code: unknown, status: unknown): Said {
  return { code: typeof code === 'number' ? code : 0, status: String(status ?? '').slice(0, 300) };
}
