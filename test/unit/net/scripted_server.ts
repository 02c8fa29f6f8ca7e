// A TCP server for tests that does with each connection what it is told, on any free port of the loopback.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export class ScriptedServer {
  /** What came in on all connections together. */
  received = '';
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(script: (socket: Socket, server: ScriptedServer) => void): Promise<ScriptedServer> {
    const server = createServer();
    const scripted = new ScriptedServer(server);
    server.on('connection', socket => {
      scripted.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => scripted.#sockets.delete(socket));
      socket.on('data', chunk => {
        scripted.received += chunk.toString('latin1');
      });
      script(socket, scripted);
    });
    // A test that fails before it stops the server must end all the same.
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get endpoint(): { host: string; port: number } {
    return { host: '127.0.0.1', port: this.port };
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A mail server: greets, then answers each line by its first word; undefined answers nothing. */
export function mailScript(greeting: string, replies: Record<string, string | undefined> = {}) {
  return (socket: Socket): void => {
    socket.write(greeting);
    socket.on('data', chunk => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        const reply = replies[line.split(' ')[0]!];
        if (reply !== undefined) socket.write(reply);
      }
    });
  };
}

/** What an attempt is given in tests: far more time than a busy machine needs. */
export const PATIENT = { timeoutMs: 20_000, signal: new AbortController().signal };

/** For what never answers: the least that counts as having asked. */
export const HASTY = { timeoutMs: 300, signal: new AbortController().signal };
