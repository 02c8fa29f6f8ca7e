// Servers that are no brokers, or bad ones: what a wrong port or a hostile machine may answer.
import { createServer, type Socket } from 'node:net';
import type { Lab } from './lab';

/** What to do with a connection; called again with each chunk the client sends. */
export type Manners = (socket: Socket, chunk: Buffer | undefined) => void;

const CONNECTED = 'CONNECTED\nversion:1.1\nsession:x\nheart-beat:0,0\n\n\0';
const CHUNK = Buffer.alloc(64 * 1024, 'x');

function flood(socket: Socket): void {
  while (!socket.destroyed && socket.write(CHUNK));
  socket.once('drain', () => flood(socket));
}

const afterConnect =
  (answer: (socket: Socket) => void): Manners =>
  (socket, chunk) => {
    if (chunk?.includes('CONNECT')) {
      socket.write(CONNECTED);
      answer(socket);
    }
  };

export const MANNERS = {
  silent: () => undefined,
  closesAtOnce: socket => socket.destroy(),
  speaksSsh: (socket, chunk) => chunk ?? socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  speaksHttp: (socket, chunk) => chunk && socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
  sendsNoise: (socket, chunk) =>
    chunk ?? socket.write(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 89) % 256))),
  floodsBeforeLogin: (socket, chunk) => {
    if (!chunk) flood(socket);
  },
  connectsThenNoise: afterConnect(socket => socket.write(Buffer.alloc(4096, 0xff))),
  connectsThenFloods: afterConnect(flood),
  announcesHugeFrame: afterConnect(socket => {
    socket.write('MESSAGE\ndestination:/queue/x\nmessage-id:1\ncontent-length:999999999999\n\n');
    flood(socket);
  }),
  connectsThenIsSilent: afterConnect(() => undefined),
  connectsThenCloses: afterConnect(socket => socket.end()),
} satisfies Record<string, Manners>;

/** Listens on a free loopback port; ended with the lab. */
export function startRogue(lab: Lab, manners: Manners): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', chunk => manners(socket, chunk));
    manners(socket, undefined);
  });
  const end = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  lab.atEnd({ end, endNow: end });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no address'));
      resolve({ host: '127.0.0.1', port: address.port });
    });
  });
}
