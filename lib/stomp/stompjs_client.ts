// @stomp/stompjs enters here. It owns CONNECT, heart-beats, receipts and DISCONNECT of one connection.
import { Client, Versions } from '@stomp/stompjs';
import type { StompHeaders } from './frame';
import type { StompjsSocket } from './stompjs_socket';

export interface StompjsOptions {
  readonly socket: StompjsSocket;
  readonly connectHeaders: StompHeaders;
  /** Offered in both directions, 0 = none. */
  readonly heartbeatMs: number;
  onConnected(): void;
  /** The peer was silent for three intervals. */
  onSilence(): void;
}

export type StompjsClient = Pick<Client, 'watchForReceipt' | 'deactivate'>;

// ActiveMQ skips a heart-beat after any other frame: seen gaps are two intervals long, so two would be too few.
const SILENT_INTERVALS = 3;

/**
 * Starts the login over a connected socket. One client serves one connection: failover, deadlines and
 * resubscription are ours, so stompjs never reconnects.
 */
export function startStompjs(options: StompjsOptions): StompjsClient {
  const client = new Client({
    webSocketFactory: () => options.socket as never,
    stompVersions: new Versions([Versions.V1_2, Versions.V1_1, Versions.V1_0]),
    connectHeaders: { ...options.connectHeaders },
    heartbeatIncoming: options.heartbeatMs,
    heartbeatOutgoing: options.heartbeatMs,
    heartbeatToleranceMultiplier: SILENT_INTERVALS,
    reconnectDelay: 0,
    onConnect: () => options.onConnected(),
    onHeartbeatLost: () => options.onSilence(),
  });
  client.activate();
  return client;
}
