// How a frame of one command is served.
import type { StompFrame } from '../../stomp/frame';
import type { ClientSession } from '../client_session';

/** Throws FrameRefused; what it returns is done after the RECEIPT, if one is wanted, has been sent. */
export type CommandHandler = (session: ClientSession, frame: StompFrame) => (() => void) | undefined;
