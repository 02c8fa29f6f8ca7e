// A real NRPE server in the foreground, and its client check_nrpe.
import { chmodSync } from 'node:fs';
import { connect } from 'node:net';
import { freePort } from './free_port';
import type { Lab } from './lab';
import { type Outcome, runProgram } from './outcome';
import { waitFor } from './wait_for';

const CHECK_NRPE = '/usr/lib/nagios/plugins/check_nrpe';

export class NrpeServer {
  private constructor(readonly port: number) {}

  /** Commands by name, as they stand behind `command[NAME]=`. */
  static async start(lab: Lab, commands: Readonly<Record<string, string>>): Promise<NrpeServer> {
    const lines = Object.entries(commands).map(([name, line]) => `command[${name}]=${line}`);
    return NrpeServer.startWith(lab, lines.join('\n'));
  }

  /** More lines of nrpe.cfg, `include=` for example. */
  static async startWith(lab: Lab, lines: string): Promise<NrpeServer> {
    const port = await freePort();
    // Everybody may pass through the lab's folder, to what is known by name and readable.
    chmodSync(lab.dir, 0o711);
    lab.write('nrpe.cfg', config(lab, port, lines));
    const child = lab.start('nrpe', '/usr/sbin/nrpe', ['-c', lab.path('nrpe.cfg'), '-f', '-n']);
    await waitFor('the NRPE server', () => {
      if (!child.running) throw new Error(`nrpe ended: ${lab.read('nrpe_server.log')}`);
      return isOpen(port);
    });
    return new NrpeServer(port);
  }

  /** `2`: packets of 1024 bytes. Otherwise those of its own version. */
  ask(command: string, version: 2 | 4 = 4): Promise<Outcome> {
    const packets = version === 2 ? ['-2'] : [];
    return runProgram(CHECK_NRPE, [
      ...['-H', '127.0.0.1', '-p', String(this.port), '-n', '-t', '20', ...packets],
      ...['-c', command],
    ]);
  }
}

// It does not run as root.
function config(lab: Lab, port: number, lines: string): string {
  return `
server_address=127.0.0.1
server_port=${port}
allowed_hosts=127.0.0.1
nrpe_user=nobody
nrpe_group=nogroup
log_file=${lab.path('nrpe_server.log')}
pid_file=${lab.path('nrpe.pid')}
dont_blame_nrpe=0
command_timeout=30
${lines}
`;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
