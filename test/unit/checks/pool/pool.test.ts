// Who is in the pool of a load balancer, by each of the ways to tell.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Devices } from '../../../../lib/checks/devices';
import { expectInPool, Pools } from '../../../../lib/checks/pool/pools';
import { AgentScene, type Answers, EVERY, ending, NO } from '../agent_scene';

const devices = new Devices({ 'load balancer': '192.0.2.7' });

function inPool(rule: string, answers: Answers, claim = EVERY, asked = 'db'): Promise<string> {
  const pools = new Pools();
  pools.define('db', rule);
  const scene = Object.assign(new AgentScene({ web1: answers }), { devices });
  return ending(expectInPool(claim, asked, pools, scene));
}

const data = (agent: string, answer: Record<string, unknown>): Answers => ({
  [agent]: { data: answer as never },
});

/** Rule, an answer of who is in, of who is out, and of who does not say. */
const WAYS: readonly (readonly [string, Answers, Answers, Answers])[] = [
  [
    'traffic from the load balancer is unblocked',
    data('iptables', { blocked: false }),
    data('iptables', { blocked: true }),
    data('iptables', {}),
  ],
  [
    'traffic from the load balancer is blocked',
    data('iptables', { blocked: true }),
    data('iptables', { blocked: false }),
    data('iptables', { blocked: 'perhaps' }),
  ],
  [
    'it has the fact pool=in',
    data('rpcutil', { value: 'in' }),
    data('rpcutil', { value: null }),
    data('rpcutil', {}),
  ],
  [
    'it has the fact weight>=10',
    data('rpcutil', { value: '10' }),
    data('rpcutil', { value: '9' }),
    data('rpcutil', {}),
  ],
  [
    'it has the file /etc/in_pool',
    data('filemgr', { present: 1, type: 'file' }),
    { filemgr: { statuscode: 1, data: { present: 0 } } },
    data('filemgr', {}),
  ],
  [
    'it has no file "/etc/out of pool"',
    { filemgr: { statuscode: 1, data: { present: 0 } } },
    data('filemgr', { present: 1, type: 'file' }),
    { filemgr: { statuscode: 1, statusmsg: 'odd' } },
  ],
  [
    'the service haproxy is running',
    data('service', { status: 'running' }),
    data('service', { status: 'stopped' }),
    data('service', { status: '?' }),
  ],
  [
    'the NRPE command check_pool is OK or WARNING',
    data('nrpe', { exitcode: 1, output: '' }),
    { nrpe: { statuscode: 1, data: { exitcode: 2, output: '' } } },
    { nrpe: { statuscode: 1, data: { exitcode: 3, output: '' } } },
  ],
];

describe('a pool', () => {
  it('of the configuration counts until a step says otherwise', async () => {
    const pools = new Pools({ DB: 'the service haproxy is running' });
    const scene = Object.assign(new AgentScene({ web1: data('service', { status: 'running' }) }), {
      devices,
    });
    expect(await ending(expectInPool(EVERY, 'db', pools, scene))).to.equal('well');
    pools.define('db', 'the service haproxy is stopped');
    expect(await ending(expectInPool(EVERY, 'db', pools, scene))).to.match(/^CRITICAL/);
  });

  for (const [rule, isIn, isOut, vague] of WAYS) {
    it(`while ${rule}`, async () => {
      expect(await inPool(rule, isIn)).to.equal('well');
      expect(await inPool(rule, isIn, NO)).to.match(/^CRITICAL web1: pool db expected .*got in: /);
      expect(await inPool(rule, isOut, NO)).to.equal('well');
      expect(await inPool(rule, isOut)).to.match(/^CRITICAL web1: pool db expected in it, got out: /);
      expect(await inPool(rule, vague, NO)).to.match(/^UNKNOWN/);
      expect(await inPool(rule, {}, NO)).to.match(/^UNKNOWN/);
    });
  }

  it('is found whatever its letters, and must have been described', async () => {
    const rule = 'the service haproxy is running';
    expect(await inPool(rule, data('service', { status: 'running' }), EVERY, ' DB ')).to.equal('well');
    expect(await inPool(rule, {}, EVERY, 'dc')).to.match(
      /^UNKNOWN nobody has said who is in the pool "dc" \(did you mean "db"\?\)/,
    );
  });

  it('needs a rule somebody understands', async () => {
    expect(await inPool('traffic from the moon is unblocked', {})).to.match(/^UNKNOWN unknown device "moon"/);
    expect(await inPool('it has the fact pool', {})).to.match(/^UNKNOWN/);
    expect(await inPool('it has the fact pool=/(/', {})).to.match(/^UNKNOWN/);
    expect(await inPool('it has the look of it', {})).to.match(
      /^UNKNOWN nobody can tell who is in a pool while/,
    );
  });
});
