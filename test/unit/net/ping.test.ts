// What the program ping says, of iputils and busybox, and what stands for it where it is missing.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ProgramNotFound } from '../../../lib/exec/errors';
import type { Exec, ExecResult } from '../../../lib/exec/exec';
import { parsePingReport } from '../../../lib/net/ping/parse_ping_report';
import { sendPings } from '../../../lib/net/ping/send_pings';
import { PATIENT } from './scripted_server';

const IPUTILS = `PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=2.0 ms
64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=4.0 ms

--- 127.0.0.1 ping statistics ---
3 packets transmitted, 2 received, 33.3333% packet loss, time 814ms
rtt min/avg/max/mdev = 2.000/3.000/4.000/0.005 ms
`;
const BUSYBOX = `PING 127.0.0.1 (127.0.0.1): 56 data bytes
64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.100 ms

--- 127.0.0.1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 0.100/0.200/0.300 ms
`;
const LOST = `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.

--- 192.0.2.1 ping statistics ---
3 packets transmitted, 0 received, 100% packet loss, time 2040ms
`;

describe('what ping says', () => {
  it('is how many were answered, and how fast', () => {
    expect(parsePingReport(IPUTILS)).to.deep.equal({ sent: 3, received: 2, averageSeconds: 0.003 });
    expect(parsePingReport(BUSYBOX)).to.deep.equal({ sent: 1, received: 1, averageSeconds: 0.0002 });
    expect(parsePingReport(LOST)).to.deep.equal({ sent: 3, received: 0, averageSeconds: null });
    expect(parsePingReport(IPUTILS.replace(/^rtt.*$/m, ''))).to.deep.include({ averageSeconds: 0.003 });
    for (const text of ['', 'packets transmitted', 'ping: bad number'])
      expect(parsePingReport(text)).to.equal(undefined);
  });
});

describe('echo requests', () => {
  const send = (result: Partial<ExecResult> | Error, host = '192.0.2.9', count = 3) => {
    const started: { file: string; args: readonly string[] }[] = [];
    const exec = {
      run: async (file: string, args: readonly string[]) => {
        started.push({ file, args });
        if (result instanceof Error) throw result;
        return {
          code: 0,
          signal: null,
          stdout: '',
          stderr: '',
          timedOut: false,
          truncated: false,
          ...result,
        };
      },
    } as unknown as Exec;
    return sendPings(host, { ...PATIENT, timeoutMs: 5000, count }, exec).then(answer => ({
      answer,
      started,
    }));
  };

  it('are sent by the program, to an address', async () => {
    const { answer, started } = await send({ stdout: IPUTILS }, 'localhost');
    expect(answer).to.deep.equal({ sent: 3, received: 2, averageSeconds: 0.003 });
    expect(started).to.deep.equal([
      { file: 'ping', args: ['-n', '-c', '3', '-i', '0.2', '-W', '4', '--', '127.0.0.1'] },
    ]);
  });

  it('that nobody answers are an answer', async () => {
    expect((await send({ code: 1, stdout: LOST })).answer).to.deep.include({ received: 0 });
  });

  for (const [what, result, kind] of [
    ['there is no way', { code: 2, stderr: 'ping: connect: Network is unreachable\n' }, 'unreachable'],
    ['we may not', { code: 2, stderr: 'ping: socket: Operation not permitted\n' }, 'local'],
    ['it says nothing', { code: 1 }, 'local'],
    ['it does not end', { code: null, timedOut: true }, 'timeout'],
  ] as const) {
    it(`are a fault when ${what}`, async () => {
      expect((await send(result)).answer).to.have.nested.property('fault.kind', kind);
    });
  }

  it('are a connection where there is no such program: who refuses is there', async () => {
    const { answer } = await send(new ProgramNotFound('ping'), '127.0.0.1');
    expect(answer).to.deep.include({ sent: 1, received: 1 });
  });
});
