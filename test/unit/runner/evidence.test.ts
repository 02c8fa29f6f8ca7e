// The table of replies below a step: one line for each host, bounded, and nothing where no report wants it.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AgentPort, FleetPort } from '../../../lib/checks/fleet_port';
import type { CallResult, Plain } from '../../../lib/rpc/reply';
import { callText, Evidence } from '../../../lib/runner/reports/evidence';

const reply = (sender: string, data: Record<string, Plain>, statuscode = 0, statusmsg = 'OK') => ({
  ...{ sender, statuscode, statusmsg, data, elapsedMs: 1, skewSeconds: 0 },
});

function result(
  replies: readonly ReturnType<typeof reply>[],
  noResponse: readonly string[] = [],
): CallResult {
  return {
    ...{ agent: 'host', action: 'load', requestid: 'abc', replies, noResponse, notAsked: ['z'] },
    stats: { agentMs: 12.4 },
  } as unknown as CallResult;
}

function fleet(results: CallResult[]): FleetPort {
  const agent: AgentPort = {
    name: 'host',
    on: () => agent,
    discover: () => Promise.reject(new Error('not here')),
    call: () => ({ result: async () => results.shift()! }),
  };
  return { agent: () => agent } as unknown as FleetPort;
}

describe('evidence of a step', () => {
  it('is the request and a line for each host', () => {
    const text = callText(
      result([reply('web2', { load1: 0.5, list: [1n, 'a'] }), reply('b', {}, 3, 'missing\nfact')], ['c']),
    );
    expect(text.split('\n')).to.deep.equal([
      'host.load, request abc: 2 of 4 answered in 12 ms',
      'b     3  missing fact',
      'c     -  no answer',
      'web2  0  load1: 0.5, list: ["1","a"]',
      'z     -  not asked',
    ]);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 5000 }, (_, i) => reply(`host${i}`, { text: 'x'.repeat(100_000) }));
    const lines = callText(result(many)).split('\n');
    expect(lines).to.have.lengthOf(102);
    expect(lines.at(-1)).to.equal('… and 4901 more hosts');
    expect(Math.max(...lines.map(line => line.length))).to.be.below(200);
  });

  it('is noted once for each call, up to a number, and forgotten when taken', async () => {
    const evidence = new Evidence();
    evidence.wanted = true;
    const watched = evidence.watch(fleet(Array.from({ length: 25 }, () => result([]))));
    for (let i = 0; i < 25; i++) {
      const call = watched.agent('host').on(['a']).call('load');
      await call.result();
      await call.result();
    }
    const texts = evidence.take();
    expect(texts).to.have.lengthOf(21);
    expect(texts.at(-1)).to.equal('and 5 more requests');
    expect(evidence.take()).to.deep.equal([]);
  });

  it('costs nothing where nobody wants it', () => {
    const plain = fleet([]);
    expect(new Evidence().watch(plain)).to.equal(plain);
  });
});
