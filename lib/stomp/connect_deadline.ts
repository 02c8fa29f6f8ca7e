// One attempt to connect: its deadline on the clock and the caller's signal, as one signal.
import type { Clock, Timer } from '../util/clock';
import type { BrokerAddress } from './broker_address';
import { ConnectTimeout } from './errors';
import type { ByteSocket, ConnectPhase, ConnectSocket } from './sockets/byte_socket';

const PHASES: Record<ConnectPhase, readonly [phase: string, remedy: string]> = {
  TCP: ['no TCP connection', 'check host and port, and whether a firewall drops the packets'],
  TLS: [
    'connected, but the TLS handshake did not end',
    'check that the port speaks TLS (usually 61614), or switch ssl off for this broker',
  ],
  STOMP: [
    'connected, but no answer to the STOMP login',
    'check that it is the STOMP port and whether it wants TLS; then whether the broker is overloaded',
  ],
};

export class ConnectDeadline {
  /** How far the attempt has come; named in the error. */
  private phase: ConnectPhase = 'TCP';
  private readonly controller = new AbortController();
  private readonly timer: Timer;
  private readonly onAbort = (): void => this.controller.abort(this.outer?.reason);

  constructor(
    broker: string,
    timeoutMs: number,
    clock: Clock,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.timer = clock.after(timeoutMs, () => {
      const [phase, remedy] = PHASES[this.phase];
      this.controller.abort(new ConnectTimeout(broker, timeoutMs, phase, { remedy }));
    });
    outer?.addEventListener('abort', this.onAbort, { once: true });
    if (outer?.aborted) this.onAbort();
  }

  /** Aborted with ConnectTimeout at the deadline, or with the reason of the caller's signal. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Connects to the broker; what comes after is the phase of the STOMP login. */
  async openSocket(address: BrokerAddress, connectSocket: ConnectSocket): Promise<ByteSocket> {
    const onPhase = (phase: ConnectPhase): void => {
      this.phase = phase;
    };
    const connecting = connectSocket(address, { signal: this.signal, onPhase });
    const socket = await this.guard(connecting, late => late.destroy());
    this.phase = 'STOMP';
    return socket;
  }

  /** The promise's result, or the signal's reason at once; what comes too late goes to `discard`. */
  guard<T>(promise: Promise<T>, discard: (late: T) => void = () => {}): Promise<T> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      promise.then(value => (signal.aborted ? discard(value) : resolve(value)), reject);
    });
  }

  dispose(): void {
    this.timer.cancel();
    this.outer?.removeEventListener('abort', this.onAbort);
  }
}
