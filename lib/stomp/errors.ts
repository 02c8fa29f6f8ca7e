// What can go wrong between us and a broker, one class per situation. Logins are named, passwords never are.
import { type FaultDetails, type FaultKind, FleetspecError } from '../errors';

/** Nobody answers at the broker's address: refused, no route, unknown host name. */
export class BrokerUnreachable extends FleetspecError {
  override readonly code: string = 'E_BROKER_UNREACHABLE';
  override readonly kind: FaultKind = 'broker';

  constructor(broker: string, reason: string, details: FaultDetails = {}) {
    super(`cannot reach the broker ${broker}: ${reason}`, {
      remedy: 'check the host and port of the broker, and that it runs and no firewall is between',
      ...details,
    });
  }
}

/** Every broker of the pool was tried; `failures` holds the error of each, in the order tried. */
export class NoBrokerReachable extends BrokerUnreachable {
  readonly failures: readonly Error[];

  constructor(failures: readonly Error[]) {
    super('', '', {
      remedy: 'check the brokers of the pool, that one of them runs and no firewall is between',
    });
    this.message = `none of ${failures.length} brokers can be used: ${failures.map(f => f.message).join('; ')}`;
    this.failures = failures;
  }
}

/** The broker answered and does not want this login. Trying again would only lock the account. */
export class LoginRefused extends FleetspecError {
  override readonly code = 'E_LOGIN_REFUSED';
  override readonly kind = 'broker';

  /** `text`: what the broker said about it. */
  constructor(broker: string, user: string | undefined, text: string, details: FaultDetails = {}) {
    super(
      `the broker ${broker} refused the login ${user ? `of user "${user}"` : 'without a user name'}: ${text.replace(/\.$/, '')}`,
      {
        remedy: 'check user and password of the broker in the configuration',
        ...details,
      },
    );
  }
}

/** TLS could not be set up; `reason` says which part, the remedy what to change. */
export class TlsFailed extends FleetspecError {
  override readonly code = 'E_TLS';
  override readonly kind = 'broker';

  constructor(broker: string, reason: string, details: FaultDetails = {}) {
    super(`TLS with the broker ${broker} failed: ${reason}`, details);
  }
}

/** What arrives on the connection is not STOMP. */
export class NotStomp extends FleetspecError {
  override readonly code = 'E_NOT_STOMP';
  override readonly kind = 'broker';
  /** What was seen instead, safe to print. */
  readonly detail: string;

  constructor(peer: string, detail: string, details: FaultDetails = {}) {
    super(`${peer} does not speak STOMP: ${detail}`, {
      remedy: 'check the port: STOMP usually is 61613, STOMP over TLS 61614',
      ...details,
    });
    this.detail = detail;
  }

  /** The same, naming the peer, which a parser does not know. */
  at(peer: string): NotStomp {
    return new NotStomp(peer, this.detail, { remedy: this.remedy ?? '', cause: this });
  }
}

/** A frame is larger than what we are ready to hold in memory. */
export class FrameTooLarge extends FleetspecError {
  override readonly code = 'E_FRAME_TOO_LARGE';
  override readonly kind = 'broker';
  readonly detail: string;

  constructor(peer: string, detail: string, details: FaultDetails = {}) {
    super(`${peer} sent a frame that is too large: ${detail}`, {
      remedy: 'ask for less at once, or raise the frame limit in the configuration',
      ...details,
    });
    this.detail = detail;
  }

  /** The same, naming the peer, which a parser does not know. */
  at(peer: string): FrameTooLarge {
    return new FrameTooLarge(peer, this.detail, { remedy: this.remedy ?? '', cause: this });
  }
}

/** A header that the negotiated STOMP version has no way to write, such as a line feed in STOMP 1.0. */
export class BadHeader extends FleetspecError {
  override readonly code = 'E_BAD_HEADER';
  override readonly kind = 'protocol';

  constructor(name: string, version: string) {
    super(`the header ${JSON.stringify(name)} holds a character that STOMP ${version} cannot carry`, {
      remedy: 'remove line breaks (and colons from the name)',
    });
  }
}

/** The connection was there and is gone, or has been closed. */
export class BrokerLost extends FleetspecError {
  override readonly code = 'E_BROKER_LOST';
  override readonly kind = 'broker';

  constructor(broker: string, reason: string, details: FaultDetails = {}) {
    super(`the connection to the broker ${broker} is lost: ${reason}`, {
      remedy: 'check that the broker is up, then try again',
      ...details,
    });
  }
}

/** The broker accepted the connection, or its port is silent, but the login did not complete in time. */
export class ConnectTimeout extends FleetspecError {
  override readonly code = 'E_CONNECT_TIMEOUT';
  override readonly kind = 'broker';

  constructor(broker: string, timeoutMs: number, phase: string, details: FaultDetails = {}) {
    const seconds = Number((timeoutMs / 1000).toFixed(timeoutMs < 1000 ? 3 : 1));
    super(`the broker ${broker} did not answer within ${seconds} s (${phase})`, details);
  }
}

/** The broker sent an ERROR frame: it refuses something we did. */
export class BrokerError extends FleetspecError {
  override readonly code = 'E_BROKER_ERROR';
  override readonly kind = 'broker';

  constructor(broker: string, text: string, details: FaultDetails = {}) {
    super(`the broker ${broker} reports an error: ${text}`, {
      remedy: "check this user's permissions on the broker and the broker's log",
      ...details,
    });
  }
}

/** No receipt came in time: what was sent may or may not have been processed. */
export class ReceiptTimeout extends FleetspecError {
  override readonly code = 'E_RECEIPT_TIMEOUT';
  override readonly kind = 'broker';

  constructor(broker: string, timeoutMs: number, details: FaultDetails = {}) {
    super(`the broker ${broker} did not confirm within ${timeoutMs / 1000} s what it was sent`, {
      remedy: 'check whether the broker is overloaded or has stopped a producer (memory or store limit)',
      ...details,
    });
  }
}
