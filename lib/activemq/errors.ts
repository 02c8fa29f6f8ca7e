// Faults of asking ActiveMQ for its statistics.
import { FleetspecError } from '../errors';

/** The broker took the question and never answered it. */
export class StatisticsSilent extends FleetspecError {
  override readonly code = 'E_STATISTICS_SILENT';
  override readonly kind = 'broker';

  constructor(broker: string, what: string, timeoutMs: number) {
    super(`${broker} did not answer within ${(timeoutMs / 1000).toFixed(1)} s when asked about ${what}`, {
      remedy:
        'check that activemq.xml has <plugins><statisticsBrokerPlugin/></plugins> and that the login may use ActiveMQ.Statistics.>',
    });
  }
}

/** An answer that is no map of statistics. */
export class StatisticsUnreadable extends FleetspecError {
  override readonly code = 'E_STATISTICS';
  override readonly kind = 'protocol';

  constructor(problem: string, cause?: unknown) {
    super(`the statistics of the broker cannot be read: ${problem}`, {
      remedy: 'check that it is an ActiveMQ with the jettison and xstream libraries on its class path',
      cause,
    });
  }
}

/** A name no destination can have. */
export class BadDestination extends FleetspecError {
  override readonly code = 'E_DESTINATION';
  override readonly kind = 'usage';

  constructor(name: string, problem: string) {
    super(`${JSON.stringify(name.slice(0, 80))} is not the name of a queue or topic: ${problem}`, {
      remedy: 'give it as ActiveMQ shows it, such as exim.stats, or with wildcards: exim.*, exim.>',
    });
  }
}

/** A wildcard that matches more than can be looked at. */
export class TooManyDestinations extends FleetspecError {
  override readonly code = 'E_TOO_MANY_DESTINATIONS';
  override readonly kind = 'usage';

  constructor(what: string, limit: number) {
    super(`the broker tells of more than ${limit} destinations when asked about ${what}`, {
      remedy: 'ask for fewer: put more of their name before the wildcard',
    });
  }
}

/** The file with the password of the broker cannot be read. */
export class PasswordUnreadable extends FleetspecError {
  override readonly code = 'E_PASSWORD_FILE';
  override readonly kind = 'config';

  /** `problem`: what is wrong with it; never what it holds. */
  constructor(file: string, problem: string, cause?: unknown) {
    super(`cannot use the password file ${file}: ${problem}`, {
      remedy: 'check the path, and that the user who runs the check may read it',
      cause,
    });
  }
}

/** Nothing was named that could be checked. */
export class NoQueueNamed extends FleetspecError {
  override readonly code = 'E_NO_QUEUE';
  override readonly kind = 'usage';

  constructor() {
    super('no queue is named', { remedy: 'name one with --queue NAME, or a topic with --topic NAME' });
  }
}

/** A queue or topic by that name is not on the broker. */
export class QueueMissing extends FleetspecError {
  override readonly code = 'E_QUEUE_MISSING';
  override readonly kind = 'broker';

  constructor(kind: string, name: string) {
    super(`the broker has no ${kind} ${name}`, {
      remedy: 'check its spelling; a queue is there once something was sent to it or somebody subscribed',
    });
  }
}

/** A program for Cacti was not told what to report. */
export class NoReportNamed extends FleetspecError {
  override readonly code = 'E_NO_REPORT';
  override readonly kind = 'usage';

  constructor() {
    super('nothing to report is named', { remedy: 'say --report broker, or --report QUEUE' });
  }
}

/** A field that statistics do not have. */
export class UnknownField extends FleetspecError {
  override readonly code = 'E_FIELD';
  override readonly kind = 'usage';

  constructor(name: string, nearest: string | undefined) {
    super(`there is no field ${JSON.stringify(name.slice(0, 80))}`, {
      remedy: nearest ? `did you mean ${nearest}?` : 'see --list-fields',
    });
  }
}
