// A TLS handshake for the sake of the certificate: nobody is refused, so that what is wrong can be told.
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { attempt, type Patience } from '../attempt';
import type { Endpoint } from '../endpoint';
import { certificateProblem, type Failed, NetProblem } from '../fault';
import { disown, openSocket } from '../open_socket';
import { type Handshake, readCertificate } from './certificate';
import { serverNameOf } from './server_name';

export interface TlsTarget extends Endpoint {
  /** The handshake comes after STARTTLS of a mail server. */
  readonly smtp: boolean;
  /** PEM file with the authorities the certificate may come from; without it, the system's. */
  readonly caFile?: string;
  /** Only this version is offered. */
  readonly version?: SecureVersion;
}

export function shakeHands(target: TlsTarget, patience: Patience): Promise<Handshake | Failed> {
  return attempt(patience, async signal => {
    const options = optionsFor(target);
    const socket = await encrypt(await plainSocket(target, signal), options, signal);
    const peer = socket.getPeerCertificate();
    if (!peer?.valid_to) throw new NetProblem('tls', 'it showed no certificate');
    return {
      certificate: readCertificate(peer as never),
      protocol: socket.getProtocol() ?? 'unknown',
      distrust: socket.authorized ? null : certificateProblem(codeOf(socket.authorizationError)),
    };
  });
}

async function plainSocket(target: TlsTarget, signal: AbortSignal): Promise<Socket> {
  if (!target.smtp) return openSocket(target, signal);
  const { beginStartTls } = await import('../smtp/greet_mail_server');
  return beginStartTls(target, signal);
}

function optionsFor({ host, caFile, version }: TlsTarget): ConnectionOptions {
  return {
    host,
    ...serverNameOf(host),
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
    rejectUnauthorized: false,
    // Versions of old are offered only by who lets weak ciphers in.
    ...(version && { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }),
  };
}

function encrypt(plain: Socket, options: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...options, socket: disown(plain) }, () => resolve(socket));
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    socket.on('error', reject);
    const gone = (): void => reject(new NetProblem('closed', 'the other side closed the connection'));
    plain.once('close', gone);
    if (signal.aborted) socket.destroy();
  });
}

function codeOf(error: unknown): string {
  return typeof error === 'string' ? error : ((error as NodeJS.ErrnoException | null)?.code ?? String(error));
}
