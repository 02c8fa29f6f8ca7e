// Ctrl-C in earnest: real processes, a broker that has just stopped talking, and a second SIGINT of a person who has no
// patience left. What is known has been said by then, and nothing is waited for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { PROJECT, ToySite } from './toy_site';

/** Between a program and the broker; once frozen, it passes on nothing more and stays connected. */
class Freezer {
  readonly #sockets: Socket[] = [];
  readonly #server: Server;

  /** `onSend` is called for each request on its way. */
  constructor(
    private readonly brokerPort: number,
    private readonly onSend: () => void,
  ) {
    this.#server = createServer(client => this.#join(client));
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  freeze(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const broker = connect(this.brokerPort, '127.0.0.1');
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      if (from === client) from.on('data', bytes => bytes.includes('SEND\n') && this.onSend());
      this.#sockets.push(from);
      from.on('data', bytes => to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }
}

describe('Ctrl-C twice while the broker does not answer', { concurrency: 2 }, () => {
  let site: ToySite;
  before(async () => {
    site = await ToySite.start([{ identity: 'web1.toy' }, { identity: 'web2.toy' }]);
  });
  after(() => site.stop());

  const start = (argv: readonly string[], config: string) =>
    spawn(
      process.execPath,
      ['--require', 'ts-node/register', join(PROJECT, 'bin/fleetspec.ts'), ...argv, '--config', config],
      { cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'] },
    );

  for (const [argv, begun, told] of [
    [
      ['rpc', 'rpcutil', 'ping', '-I', 'web1.toy', '-I', 'ghost'],
      'a request is on its way',
      /given up: 2 of 2 nodes were asked[\s\S]*ghost.* may have acted/,
    ],
    [
      ['puppet', 'runall', '1', '--yes', '--poll', '0.1'],
      /Found 2 hosts/,
      /Interrupted after .*: 2 hosts, 0 well, .*2 not run\nNot run \(2\): web\[1-2\]\.toy\nTo go on: nothing was kept/,
    ],
  ] as const)
    it(argv.slice(0, 2).join(' '), async () => {
      const freezer = new Freezer(site.broker.port, () => begun === 'a request is on its way' && interrupt());
      // A file of its own: the other test has another port in it.
      const port = await freezer.listen();
      const config = site.feature(readFileSync(site.configFile({ port }), 'utf8'), `${argv[0]}.yaml`);
      const child = start(argv, config);
      let text = '';
      let interrupts = 0;
      const hear = (bytes: Buffer): void => {
        text += bytes.toString();
        if (begun !== 'a request is on its way' && begun.test(text)) interrupt();
        if (interrupts === 1 && told.test(text)) {
          interrupts = 2;
          child.kill('SIGINT');
        }
      };
      const interrupt = (): void => {
        if (interrupts > 0) return;
        interrupts = 1;
        freezer.freeze();
        child.kill('SIGINT');
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
      freezer.close();
      expect(interrupts, text).to.equal(2);
      // The second one may have come when it had just ended by itself.
      expect(signal ?? code, text).to.be.oneOf(['SIGINT', 130]);
      expect(text).not.to.match(/internal error|\.ts:\d/);
    });
});
