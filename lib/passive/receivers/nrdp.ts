// NRDP: results as JSON in a form, to a PHP page that writes them into Nagios's spool.
import type { NrdpTarget } from '../../config/passive_config';
import { fitOutput, joinOutput } from '../output_text';
import { type PassiveResult, stateCode } from '../passive_result';
import type { Receiver } from '../receiver';
import { HttpReceiver } from './http_receiver';

/** Nagios reads no more, and the page makes two characters of each line break. */
const MAX_OUTPUT_BYTES = 7900;

export class NrdpReceiver implements Receiver {
  readonly name: string;
  readonly batch = 25;
  readonly #http: HttpReceiver;

  constructor(
    private readonly target: Pick<NrdpTarget, 'name' | 'url' | 'ca' | 'user'>,
    private readonly secrets: { readonly token: string; readonly password: string | undefined },
  ) {
    this.name = target.name;
    this.#http = new HttpReceiver({ ...target, password: secrets.password });
  }

  async send(results: readonly PassiveResult[], signal: AbortSignal): Promise<void> {
    const body = new URLSearchParams({
      token: this.secrets.token,
      cmd: 'submitcheck',
      JSONDATA: JSON.stringify({ checkresults: results.map(checkResult) }),
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await this.#http.post(this.target.url, headers, body.toString(), signal);
    if (answer.status >= 500) throw this.#http.unavailable(`it answers ${answer.status}`);
    const said = answer.status === 200 ? readAnswer(answer.body) : undefined;
    if (!said)
      throw this.#http.refused(
        `it does not answer as NRDP does (${answer.status})`,
        'give the address of NRDP as url',
      );
    if (said.status !== 0)
      throw this.#http.refused(`it says ${said.message}`, 'correct the token or NRDP’s settings');
    if (said.processed !== undefined && said.processed < results.length)
      throw this.#http.unavailable(`it took ${said.processed} of ${results.length} results`);
  }
}

/** As JSON, in the shape that XML would have. */
export function checkResult(result: PassiveResult): object {
  const { host, service } = result;
  return {
    checkresult: { type: service === undefined ? 'host' : 'service', checktype: '1' },
    hostname: host,
    ...(service !== undefined && { servicename: service }),
    state: String(stateCode(result)),
    // The page doubles no backslashes, and Nagios takes `\n` for a line break.
    output: joinOutput(fitOutput(result, MAX_OUTPUT_BYTES, doubledBytes)).replaceAll('\\', '\\\\'),
  };
}

function doubledBytes(text: string): number {
  return Buffer.byteLength(text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n'));
}

interface NrdpAnswer {
  readonly status: number;
  readonly message: string;
  readonly processed: number | undefined;
}

/** JSON, or XML from versions that always answer so; undefined for anything else. */
export function readAnswer(text: string): NrdpAnswer | undefined {
  const json = readJson(text);
  const status = json ? String(json.status ?? '') : /<status>\s*(-?\d+)\s*<\/status>/.exec(text)?.[1];
  if (status === undefined || !/^-?\d+$/.test(status)) return undefined;
  const message = json ? json.message : /<message>([^<]{0,500})/.exec(text)?.[1];
  const output = json ? json.meta?.output : /<output>([^<]{0,500})/.exec(text)?.[1];
  const processed = /(\d+) checks? processed/.exec(String(output ?? ''))?.[1];
  return {
    status: Number(status),
    message: JSON.stringify(String(message ?? '').slice(0, 200)),
    processed: processed === undefined ? undefined : Number(processed),
  };
}

type JsonResult = { status?: unknown; message?: unknown; meta?: { output?: unknown } };

function readJson(text: string): JsonResult | undefined {
  try {
    const { result } = JSON.parse(text) as { result?: unknown };
    return typeof result === 'object' && result !== null ? (result as JsonResult) : undefined;
  } catch {
    return undefined;
  }
}
