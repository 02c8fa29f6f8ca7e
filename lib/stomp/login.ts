// What goes into CONNECT, what may come back in CONNECTED, and what it means when nothing does.
import { type BrokerAddress, brokerName } from './broker_address';
import { BrokerLost, NotStomp } from './errors';
import { EMPTY_BODY, makeHeaders, type StompFrame, type StompHeaders, type StompVersion } from './frame';
import { encodeFrame } from './frame_writer';

/** Without a user neither login nor passcode is sent, as MCollective does. Throws BadHeader. */
export function connectHeaders({ user, password }: BrokerAddress, vhost: string): StompHeaders {
  const headers = makeHeaders({ host: vhost });
  if (user) Object.assign(headers, { login: user, passcode: password ?? '' });
  // stompjs writes CONNECT without looking: a line break would add a header.
  encodeFrame({ command: 'CONNECT', headers, body: EMPTY_BODY }, '1.0');
  return headers;
}

/** The version of a CONNECTED frame; one without is 1.0. Throws NotStomp for what cannot be worked with. */
export function agreedVersion({ headers }: StompFrame): StompVersion {
  // stompjs would take anything for an interval, and flood the broker with heart-beats.
  const beats = headers['heart-beat'];
  if (beats !== undefined && !/^ *\d{1,9} *, *\d{1,9} *$/.test(beats)) {
    throw new NotStomp('the peer', 'its heart-beat header is not two numbers');
  }
  const version = headers.version ?? '1.0';
  if (version === '1.0' || version === '1.1' || version === '1.2') return version;
  throw new NotStomp('the peer', `it answers in version ${JSON.stringify(version.slice(0, 20))}`);
}

const LOGIN_ATTEMPTS = 3;

/**
 * Logs in again when the broker hung up without a word. Of a hundred wrong passwords ActiveMQ 5.17 answers a few
 * that way, without its ERROR frame: asking again tells them from a port that is not STOMP.
 */
export async function explained<T>(logIn: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await logIn();
    } catch (error) {
      const unexplained = error instanceof BrokerLost && !signal.aborted;
      if (!unexplained || attempt === LOGIN_ATTEMPTS) throw error;
    }
  }
}

/** The error for a connection that ended before any answer. */
export function loginLost(address: BrokerAddress, reason: string, cause: unknown): BrokerLost {
  return new BrokerLost(brokerName(address), `${reason} during the login`, {
    remedy: remedyFor(address),
    cause,
  });
}

// Java brokers refuse a missing client certificate, and plain text on a TLS port, by hanging up.
function remedyFor({ tls }: BrokerAddress): string {
  if (!tls)
    return 'check that the port is the STOMP port (usually 61613) and whether it wants TLS (usually 61614)';
  if (!tls.certFile)
    return 'the broker may want a client certificate (tls.cert, tls.key; ssl.cert, ssl.key in MCollective files)';
  return 'check that the port is the STOMP port for TLS (usually 61614)';
}
