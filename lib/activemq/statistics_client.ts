// Asks ActiveMQ's Statistics plugin: a message to a destination of a certain name is a question, its answer a map.
//
// Each question has a correlation id of its own and is answered to a temporary queue of this connection alone, so that
// checks running side by side never read each other's answers. A question expires on the broker when its time is up: on
// a broker without the plugin it would otherwise stay in a queue of that name.
import type { StompConnection, StompMessage } from '../stomp/connection';
import { type Clock, systemClock } from '../util/clock';
import { checkDestination, isWildcard } from './destination_name';
import { StatisticsSilent, StatisticsUnreadable } from './errors';
import { parseStatisticsMap, type StatisticsMap } from './statistics_map';

export type DestinationKind = 'queue' | 'topic';

export interface DestinationAnswer {
  /** Without `queue://`. */
  readonly name: string;
  readonly statistics: StatisticsMap;
  /** The broker's clock when it answered, epoch ms; ages are told by it. */
  readonly brokerTime: number | undefined;
}

interface Question {
  readonly maps: { readonly map: StatisticsMap; readonly brokerTime: number | undefined }[];
  /** Several maps may come, and an empty one at the end. */
  readonly several: boolean;
  done(): void;
  fail(error: unknown): void;
}

const PREFIX = 'ActiveMQ.Statistics';
const LIST_END = `${PREFIX}.Destination.List.End.With.Null`;
const FIRST_MESSAGE = `${PREFIX}.Destination.Include.First.Message.Timestamp`;
// Wildcards may match a whole broker.
const MAX_MAPS = 10_000;

export class StatisticsClient {
  readonly #questions = new Map<string, Question>();
  // Private to the connection, so it need not be a secret; loading node:crypto would cost a tenth of the start-up.
  readonly #token = Math.random().toString(36).slice(2);
  readonly #replyTo = `/temp-queue/fleetspec.${this.#token}`;
  #asked = 0;

  constructor(
    private readonly connection: StompConnection,
    private readonly clock: Clock = systemClock,
  ) {
    connection.subscribe(this.#replyTo, message => this.#take(message), { transformation: 'jms-map-json' });
    connection.onState(state => {
      if (state.state === 'connected') return;
      for (const question of this.#questions.values()) question.fail(state.error);
    });
  }

  /** The broker's own numbers. Rejects with StatisticsSilent, StatisticsUnreadable or the loss of the broker. */
  async broker(timeoutMs: number): Promise<StatisticsMap> {
    const [first] = await this.#ask('/queue/ActiveMQ.Statistics.Broker', 'itself', false, timeoutMs);
    if (!first) throw new StatisticsUnreadable('it is empty');
    return first.map;
  }

  /**
   * Every destination that matches the name, which may hold ActiveMQ's wildcards; none when there is none. Without
   * waiting: the broker says where the list ends. Rejects as `broker` does, and with BadDestination.
   */
  async destinations(kind: DestinationKind, name: string, timeoutMs: number): Promise<DestinationAnswer[]> {
    checkDestination(name);
    const destination = `/${kind}/${PREFIX}.Destination.${name}`;
    const answers = await this.#ask(destination, `the ${kind} ${name}`, true, timeoutMs, isWildcard(name));
    return answers.map(({ map, brokerTime }) => ({ name: nameOf(map, name), statistics: map, brokerTime }));
  }

  // A plain name has one answer; waiting for the end of the list as well would cost the 40 ms until our TCP
  // acknowledges the first packet, for ActiveMQ sends the next only then.
  #ask(
    destination: string,
    what: string,
    list: boolean,
    timeoutMs: number,
    several = false,
  ): Promise<Question['maps']> {
    const id = `${this.#token}.${++this.#asked}`;
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        timer.cancel();
        this.#questions.delete(id);
        finish();
      };
      const question: Question = {
        maps: [],
        several,
        done: () => end(() => resolve(question.maps)),
        fail: error => end(() => reject(error)),
      };
      const silent = (): void => question.fail(new StatisticsSilent(this.#broker, what, timeoutMs / 1000));
      const timer = this.clock.after(timeoutMs, silent);
      this.#questions.set(id, question);
      try {
        this.connection.send(destination, this.#headers(id, list, timeoutMs), Buffer.alloc(0));
      } catch (error) {
        question.fail(error);
      }
    });
  }

  get #broker(): string {
    return this.connection.broker ?? 'the broker';
  }

  #headers(id: string, list: boolean, timeoutMs: number): Record<string, string> {
    return {
      'reply-to': this.#replyTo,
      'correlation-id': id,
      expires: String(Math.ceil(this.clock.now() + timeoutMs)),
      ...(list ? { [LIST_END]: 'true', [FIRST_MESSAGE]: 'true' } : {}),
    };
  }

  // Whoever sends here what was not asked for is ignored.
  #take({ headers, body }: StompMessage): void {
    const question = this.#questions.get(headers['correlation-id'] ?? '');
    if (!question) return;
    try {
      const map = parseStatisticsMap(body);
      const time = Number(headers.timestamp);
      if (map.size > 0) question.maps.push({ map, brokerTime: time > 0 ? time : undefined });
      if (map.size === 0 || !question.several || question.maps.length >= MAX_MAPS) question.done();
    } catch (error) {
      question.fail(error);
    }
  }
}

function nameOf(map: StatisticsMap, asked: string): string {
  const name = map.get('destinationName');
  return typeof name === 'string' ? name.replace(/^(queue|topic):\/\//, '') : asked;
}
