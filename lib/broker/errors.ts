// What can go wrong in the embedded broker: at start, and with a client's frame.
import { type FaultDetails, FleetspecError } from '../errors';

/** The address is taken, not ours, or not allowed. */
export class CannotListen extends FleetspecError {
  override readonly code = 'E_CANNOT_LISTEN';
  override readonly kind = 'local';

  constructor(address: string, reason: string, details: FaultDetails = {}) {
    super(`the broker cannot listen on ${address}: ${reason}`, {
      remedy: 'choose another address or port, or end the program that has it',
      ...details,
    });
  }
}

/** A certificate or key of the broker cannot be read or used. */
export class UnusableTlsFile extends FleetspecError {
  override readonly code = 'E_BROKER_TLS_FILE';
  override readonly kind = 'config';

  constructor(file: string, reason: string, details: FaultDetails = {}) {
    super(`the broker cannot use the TLS file ${file}: ${reason}`, {
      remedy: 'give PEM files that exist, belong together and can be read by this user',
      ...details,
    });
  }
}

/**
 * A frame the broker does not serve. The client is told by an ERROR frame with this message, in ActiveMQ's
 * words where it has some; `fatal` ends the connection.
 */
export class FrameRefused extends FleetspecError {
  override readonly code = 'E_FRAME_REFUSED';
  override readonly kind = 'protocol';
  readonly fatal: boolean;

  constructor(message: string, details: FaultDetails & { fatal?: boolean } = {}) {
    super(message, details);
    this.fatal = details.fatal ?? false;
  }
}
