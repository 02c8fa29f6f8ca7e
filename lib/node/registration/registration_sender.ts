// Tells the fleet at an interval that this node is there (MCollective 2.12, Registration::Base): a request to the agent
// `registration`, which nobody answers.
import type { RegistrationConfig } from '../../config/config';
import { describeError } from '../../errors';
import type { Connector } from '../../mcollective/connector';
import { makeFilter } from '../../mcollective/filter';
import { makeRequest } from '../../mcollective/make_request';
import type { SecurityProvider } from '../../mcollective/security/security_provider';
import type { StompConnection } from '../../stomp/connection';
import type { Clock, Timer } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { type RegistrationSubject, registrationBody } from './registration_body';

export interface RegistrationParts {
  readonly node: RegistrationSubject & { readonly mainCollective: string };
  readonly connection: Pick<StompConnection, 'send' | 'broker'>;
  readonly connector: Pick<Connector, 'nextReplyTo' | 'broadcast' | 'encodePayload'>;
  /** Of role server: a node asks with the keys it answers with. */
  readonly security: Pick<SecurityProvider, 'encodeRequest'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the messages, seconds. */
  readonly ttl: number;
  /** For the splay; Math.random. */
  readonly random?: () => number;
}

const AGENT = 'registration';

export class RegistrationSender {
  readonly #collective: string;
  readonly #replyTo: string;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(
    private readonly config: RegistrationConfig,
    private readonly parts: RegistrationParts,
  ) {
    this.#collective = this.#targetCollective();
    // The envelope wants one; nobody listens there, so one does for all messages.
    this.#replyTo = parts.connector.nextReplyTo(this.#collective);
  }

  /** The first message goes out at once, or after a random part of the interval. */
  start(): void {
    const { intervalMs, splay } = this.config;
    const random = this.parts.random ?? Math.random;
    if (splay) this.#later(Math.floor(random() * intervalMs));
    else void this.#tell();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #later(ms: number): void {
    if (this.#stopped) return;
    this.#timer = this.parts.clock.after(ms, () => void this.#tell());
  }

  async #tell(): Promise<void> {
    const { connection, logger } = this.parts;
    try {
      if (connection.broker === undefined) logger.debug('no registration now: the broker is down');
      else await this.#send();
    } catch (error) {
      logger.warn(`registration could not be sent: ${describeError(error)}`);
    }
    this.#later(this.config.intervalMs);
  }

  async #send(): Promise<void> {
    const { node, connection, connector, security, clock, ttl, logger } = this.parts;
    const body = await registrationBody(this.config.method, node);
    // The facts took their time, and the daemon may have been stopped meanwhile.
    if (this.#stopped) return;
    const collective = this.#collective;
    const filter = makeFilter({ agent: [AGENT] });
    const request = makeRequest(
      { agent: AGENT, collective, senderid: node.identity, filter, ttl, body },
      clock,
    );
    const { destination, headers } = connector.broadcast(collective, AGENT, this.#replyTo, ttl);
    connection.send(destination, headers, connector.encodePayload(security.encodeRequest(request)));
    logger.debug('registration sent', { collective, requestid: request.requestid });
  }

  // Ruby warns each time; once is enough.
  #targetCollective(): string {
    const { node, logger } = this.parts;
    const wanted = this.config.collective ?? node.mainCollective;
    if (node.collectives.includes(wanted)) return wanted;
    logger.warn(`registration goes to ${node.mainCollective}: this node is not in the collective ${wanted}`);
    return node.mainCollective;
  }
}
