// Lets hosts of the lab reach a broker on this machine's loopback: a listener that passes bytes on.
import { connect, createServer, type Socket } from 'node:net';
import type { LabBroker } from './activemq';
import type { Lab } from './lab';

/** Listens on `host` (any free port) and passes every connection to `broker`; ended with the lab. */
export function forwardTo(lab: Lab, broker: LabBroker, host: string): Promise<LabBroker> {
  const open = new Set<Socket>();
  const server = createServer(outside => {
    const inside = connect(broker.port, broker.host);
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  const end = (): void => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  lab.atEnd({ end, endNow: end });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no address'));
      resolve({ ...broker, host, port: address.port });
    });
  });
}
