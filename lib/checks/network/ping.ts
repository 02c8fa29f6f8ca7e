// Whether a host answers echo requests, how many of them, and how fast.
import { type Failed, isFailed } from '../../net/fault';
import type { PingReport } from '../../net/ping/parse_ping_report';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { hostIn } from './endpoint_in';
import { NothingLearned } from './errors';
import { expectNumber, type NumberSentence } from './expect_number';
import { numberText } from './number_text';
import { answered, reached } from './reached';
import { thingLabel } from './thing_label';

// One that is lost on the way is no alarm.
const FOR_A_SIGN = 3;
const FOR_A_RATE = 5;

export function askPing(host: string, count: number, run: CheckContext): Promise<PingReport | Failed> {
  return run.observe<PingReport | Failed>({ kind: 'ping', question: { host, count } }, async limits =>
    (await import('../../net/ping/send_pings')).sendPings(host, { ...limits, count }),
  );
}

/** `look`: where an answer is known already. Throws as expectValue does. */
export async function expectPing(
  { host: text, ...sentence }: ValueSentence & { readonly host: string },
  run: CheckContext,
  look?: () => Promise<PingReport | Failed>,
): Promise<void> {
  const host = hostIn(text);
  const ask = look ?? (() => askPing(host, FOR_A_SIGN, run));
  await expectValue(
    sentence,
    host,
    async () => reached(await ask(), host, sentence.modal, 'counts'),
    {
      subject: 'ping',
      expected: 'an answer',
      holds: answer => !isFailed(answer) && answer.received > 0,
      show: pingText,
    },
    run,
  );
}

function pingText(answer: PingReport | Failed): string {
  if (isFailed(answer)) return answer.fault.text;
  if (answer.received === 0) return `none to ${answer.sent} requests`;
  const time = answer.averageSeconds;
  return time === null ? 'an answer' : `an answer after ${numberText(time, 'seconds')}`;
}

/** Percent of the requests that are not answered. */
export async function expectPacketLoss(
  { host: text, ...sentence }: NumberSentence & { readonly host: string },
  run: CheckContext,
): Promise<void> {
  const host = hostIn(text);
  await expectNumber(
    sentence,
    {
      thing: host,
      subject: 'packet loss',
      label: thingLabel('loss', host),
      kind: 'percent',
      look: async () => answered(await askPing(host, FOR_A_RATE, run), host),
      numberOf: ({ sent, received }) => (100 * Math.max(0, sent - received)) / sent,
    },
    run,
  );
}

/** Mean time of the answers. */
export async function expectRoundTrip(
  { host: text, ...sentence }: NumberSentence & { readonly host: string },
  run: CheckContext,
): Promise<void> {
  const host = hostIn(text);
  await expectNumber(
    sentence,
    {
      thing: host,
      subject: 'round trip',
      label: thingLabel('rtt', host),
      kind: 'seconds',
      async look() {
        const { averageSeconds, sent } = answered(await askPing(host, FOR_A_RATE, run), host);
        if (averageSeconds === null) throw new NothingLearned(host, `no answer to ${sent} requests`);
        return averageSeconds;
      },
      numberOf: seconds => seconds,
    },
    run,
  );
}

/** The host of `I ping "…"`, and what came of it. */
export class PingedHost {
  #host: string | undefined;
  #answer: PingReport | Failed | undefined;

  get host(): string | undefined {
    return this.#host;
  }

  async ping(text: string, run: CheckContext): Promise<void> {
    this.#host = hostIn(text);
    this.#answer = await askPing(this.#host, FOR_A_SIGN, run);
  }

  /** What was answered, once; who looks again asks again. */
  async look(run: CheckContext): Promise<PingReport | Failed> {
    const known = this.#answer;
    this.#answer = undefined;
    return known ?? askPing(this.#host!, FOR_A_SIGN, run);
  }
}
