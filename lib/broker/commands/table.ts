// Every command a client may send, and what serves it.
import { ack, nack } from './ack';
import type { CommandHandler } from './command_handler';
import { connect } from './connect';
import { disconnect } from './disconnect';
import { send } from './send';
import { subscribe } from './subscribe';
import { abort, begin, commit } from './transaction';
import { unsubscribe } from './unsubscribe';

export const COMMANDS: Readonly<Record<string, CommandHandler>> = {
  CONNECT: connect,
  STOMP: connect,
  SEND: send,
  SUBSCRIBE: subscribe,
  UNSUBSCRIBE: unsubscribe,
  ACK: ack,
  NACK: nack,
  BEGIN: begin,
  COMMIT: commit,
  ABORT: abort,
  DISCONNECT: disconnect,
};
