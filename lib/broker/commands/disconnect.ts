// DISCONNECT: the receipt, then the end (STOMP 1.2 "DISCONNECT").
import type { CommandHandler } from './command_handler';

export const disconnect: CommandHandler = session => () => session.connection.end();
