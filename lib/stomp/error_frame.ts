// What an ERROR frame means. Texts of ActiveMQ 5, RabbitMQ 3 and our own broker.
import { type BrokerAddress, brokerName } from './broker_address';
import { BrokerError, LoginRefused } from './errors';
import type { StompFrame } from './frame';

// ActiveMQ: "User name [x] or password is invalid."; RabbitMQ: "Bad CONNECT" with "Access refused for user 'x'".
const LOGIN_WORDS =
  /password|credential|log-?in|authenticat|access refused|bad connect|not authori[sz]ed|unauthori[sz]ed/i;
const JAVA_TRACE = /^[\w.$]+(Exception|Error)\b/;
const LONGEST_TEXT = 200;

/** `atLogin`: the frame came instead of CONNECTED. */
export function readErrorFrame(
  frame: StompFrame,
  address: BrokerAddress,
  atLogin: boolean,
): LoginRefused | BrokerError {
  const text = withoutPassword(errorText(frame), address.password);
  const broker = brokerName(address);
  if (atLogin && LOGIN_WORDS.test(text)) return new LoginRefused(broker, address.user, text, remedyFor(text));
  return new BrokerError(broker, text, remedyFor(text));
}

// What RabbitMQ misses has to be set up first, and its name says what.
function remedyFor(text: string): { remedy?: string } {
  const exchange = /no exchange '([^']+)'/.exec(text)?.[1];
  if (exchange) {
    return {
      remedy: `create the exchange "${exchange}" on the broker (docs/brokers.md), or correct the collective`,
    };
  }
  const vhost = /virtual host '([^']+)' (?:access denied|not found)/i.exec(text)?.[1];
  if (vhost === undefined) return {};
  return {
    remedy: `check broker.vhost and this user's rights on "${vhost}"; RabbitMQ wants broker.connector: rabbitmq`,
  };
}

// The message header, and what the body adds to it; a Java stack trace adds nothing.
function errorText({ headers, body }: StompFrame): string {
  const firstLine = printable(body.toString('utf8', 0, LONGEST_TEXT).split('\n', 1)[0]!);
  const message = printable(headers.message ?? '');
  if (!message) return firstLine || 'no text given';
  return !firstLine || firstLine === message || JAVA_TRACE.test(firstLine)
    ? message
    : `${message}: ${firstLine}`;
}

function printable(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
}

function withoutPassword(text: string, password: string | undefined): string {
  return password && text.includes(password) ? 'the text is not shown because it holds the password' : text;
}
