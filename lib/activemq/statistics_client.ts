// Asks ActiveMQ's Statistics plugin: a message to a destination of a certain name is a question, its answer a map.
//
// Each question has a correlation id of its own and is answered to a temporary queue of this connection alone, so that
// checks running side by side never read each other's answers. A question expires on the broker when its time is up: on
// a broker without the plugin it would otherwise stay in a queue of that name.
import type { StompConnection, StompMessage } from '../stomp/connection';
import { type Clock, systemClock } from '../util/clock';
import {
  asStatisticsTell,
  checkDestination,
  type DestinationKind,
  isWildcard,
  matchesName,
} from './destination_name';
import { StatisticsSilent, StatisticsUnreadable, TooManyDestinations } from './errors';
import { parseStatisticsMap, type StatisticsMap } from './statistics_map';

export interface BrokerAnswer {
  readonly statistics: StatisticsMap;
  /** The broker's clock when it answered, epoch ms; ages are told by it. */
  readonly brokerTime: number | undefined;
}

export interface DestinationAnswer extends BrokerAnswer {
  readonly kind: DestinationKind;
  /** Without `queue://`. */
  readonly name: string;
}

/** What is wanted to be known. */
interface Asked {
  readonly destination: string;
  /** In words, for the error that nobody answers. */
  readonly what: string;
  /** Several maps may come, and an empty one at the end. */
  readonly list: boolean;
  /** True for the map after which no other needs to be waited for. */
  enough(answer: BrokerAnswer): boolean;
}

interface Question {
  readonly asked: Asked;
  readonly answers: BrokerAnswer[];
  done(): void;
  fail(error: unknown): void;
}

const PREFIX = 'ActiveMQ.Statistics';
// Behind the name: as a header only ActiveMQ 5.16.4 and later know it.
const LIST_END = `${PREFIX}.Destination.List.End.With.Null`;
const FIRST_MESSAGE = `${PREFIX}.Destination.Include.First.Message.Timestamp`;
// Wildcards may match a whole broker.
const MAX_MAPS = 10_000;

export class StatisticsClient {
  readonly #questions = new Map<string, Question>();
  // Private to the connection, so it need not be a secret; loading node:crypto would cost a tenth of the start-up.
  readonly #token = Math.random().toString(36).slice(2);
  readonly #replyTo = `/temp-queue/fleetspec.${this.#token}`;
  #count = 0;

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
  async broker(timeoutMs: number): Promise<BrokerAnswer> {
    const [first] = await this.#ask(
      { destination: `/queue/${PREFIX}.Broker`, what: 'itself', list: false, enough: () => true },
      timeoutMs,
    );
    if (!first) throw new StatisticsUnreadable('it is empty');
    return first;
  }

  /**
   * Every destination that matches the name, which may hold ActiveMQ's wildcards; none when there is none. Without
   * waiting: the broker says where the list ends. Rejects as `broker` does, with BadDestination and with
   * TooManyDestinations.
   */
  async destinations(kind: DestinationKind, name: string, timeoutMs: number): Promise<DestinationAnswer[]> {
    checkDestination(name);
    const told = asStatisticsTell(name);
    const wild = isWildcard(name);
    const named = (answer: BrokerAnswer): string => nameOf(answer, told);
    // One name has one answer; the end of the list would come with the next packet. But a queue that somebody called
    // `>` is told of whatever is asked for.
    const asked: Asked = {
      destination: `/${kind}/${PREFIX}.Destination.${name}${LIST_END}`,
      what: `the ${kind} ${name}`,
      list: true,
      enough: answer => !wild && named(answer) === told,
    };
    const answers = (await this.#ask(asked, timeoutMs)).filter(answer =>
      wild ? matchesName(told, named(answer)) : named(answer) === told,
    );
    return answers.map(answer => ({ ...answer, kind, name: wild ? named(answer) : name }));
  }

  #ask(asked: Asked, timeoutMs: number): Promise<readonly BrokerAnswer[]> {
    const id = `${this.#token}.${++this.#count}`;
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        timer.cancel();
        this.#questions.delete(id);
        finish();
      };
      const question: Question = {
        asked,
        answers: [],
        done: () => end(() => resolve(question.answers)),
        fail: error => end(() => reject(error)),
      };
      const silent = (): void => question.fail(new StatisticsSilent(this.#broker, asked.what, timeoutMs));
      const timer = this.clock.after(timeoutMs, silent);
      this.#questions.set(id, question);
      try {
        this.connection.send(asked.destination, this.#headers(id, asked, timeoutMs), Buffer.alloc(0));
      } catch (error) {
        question.fail(error);
      }
    });
  }

  get #broker(): string {
    return this.connection.broker ?? 'the broker';
  }

  #headers(id: string, { list }: Asked, timeoutMs: number): Record<string, string> {
    return {
      'reply-to': this.#replyTo,
      'correlation-id': id,
      expires: String(Math.ceil(this.clock.now() + timeoutMs)),
      ...(list ? { [FIRST_MESSAGE]: 'true' } : {}),
    };
  }

  // Whoever sends here what was not asked for is ignored.
  #take({ headers, body }: StompMessage): void {
    const question = this.#questions.get(headers['correlation-id'] ?? '');
    if (!question) return;
    try {
      const statistics = parseStatisticsMap(body);
      const time = Number(headers.timestamp);
      if (statistics.size === 0) question.done();
      else takeAnswer(question, { statistics, brokerTime: time > 0 ? time : undefined });
    } catch (error) {
      question.fail(error);
    }
  }
}

// Throws TooManyDestinations: a list that was cut off would be judged as if that were all.
function takeAnswer({ asked, answers, done }: Question, answer: BrokerAnswer): void {
  if (answers.length === MAX_MAPS) throw new TooManyDestinations(asked.what, MAX_MAPS);
  answers.push(answer);
  if (asked.enough(answer)) done();
}

// Older brokers, and ours, may leave it out.
function nameOf({ statistics }: BrokerAnswer, asked: string): string {
  const name = statistics.get('destinationName');
  return typeof name === 'string' ? name.replace(/^(queue|topic):\/\//, '') : asked;
}
