// BEGIN, COMMIT and ABORT (STOMP 1.2 "BEGIN", "COMMIT", "ABORT").
import type { CommandHandler } from './command_handler';

export const begin: CommandHandler = (session, { headers }) => {
  session.transactions.begin(headers.transaction);
  return undefined;
};

export const commit: CommandHandler = (session, { headers }) => {
  session.transactions.commit(headers.transaction);
  return undefined;
};

export const abort: CommandHandler = (session, { headers }) => {
  session.transactions.abort(headers.transaction);
  return undefined;
};
