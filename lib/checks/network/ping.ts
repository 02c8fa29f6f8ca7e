// Whether a host answers echo requests, how many of them, and how fast.
import { type Failed, isFailed } from '../../net/fault';
import type { PingReport } from '../../net/ping/parse_ping_report';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import type { QuantityKind } from '../language/quantity';
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

export interface PingMeasure {
  readonly subject: string;
  /** Of performance data. */
  readonly label: string;
  readonly kind: QuantityKind;
  /** Undefined when the answers do not tell. */
  read(report: PingReport): number | undefined;
}

/** Percent of the requests that are not answered. */
export const PACKET_LOSS: PingMeasure = {
  subject: 'packet loss',
  label: 'loss',
  kind: 'percent',
  read: ({ sent, received }) => (100 * Math.max(0, sent - received)) / sent,
};

/** Mean time of the answers. */
export const ROUND_TRIP: PingMeasure = {
  subject: 'round trip',
  label: 'rtt',
  kind: 'seconds',
  read: ({ averageSeconds }) => averageSeconds ?? undefined,
};

/** Throws as expectValue does. */
export async function expectPingNumber(
  { subject, label, kind, read }: PingMeasure,
  { host: text, ...sentence }: NumberSentence & { readonly host: string },
  run: CheckContext,
): Promise<void> {
  const host = hostIn(text);
  const look = async (): Promise<number> => {
    const report = answered(await askPing(host, FOR_A_RATE, run), host);
    const number = read(report);
    if (number === undefined) throw new NothingLearned(host, `no answer to ${report.sent} requests`);
    return number;
  };
  const measure = { subject, kind, label: thingLabel(label, host) };
  await expectNumber(sentence, { ...measure, thing: host, look, numberOf: value => value }, run);
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
