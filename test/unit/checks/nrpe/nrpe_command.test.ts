// NRPE commands over a fleet: states, what plugins said, and who said nothing.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseStates } from '../../../../lib/checks/nrpe/nagios_states';
import { expectNrpe } from '../../../../lib/checks/nrpe/nrpe_command';
import { AgentScene, type Answers, EVERY, ending, endingOf, NO } from '../agent_scene';

const WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

/** As the agent answers: whatever is not OK is a failed reply. */
const plugin = (exitcode: number, output = 'all is well'): Answers => ({
  nrpe: {
    statuscode: exitcode === 0 ? 0 : 1,
    statusmsg: WORDS[exitcode] ?? 'odd',
    data: { exitcode, output, command: 'check_load' },
  },
});

const answers = (hosts: Record<string, Answers>, states = 'OK', claim = EVERY) =>
  endingOf(hosts, scene => expectNrpe(claim, 'check_load', states, scene));

describe('an NRPE command', () => {
  it('is OK, or tells what its plugin said', async () => {
    expect(await answers({ web1: plugin(0) })).to.equal('well');
    expect(await answers({ web1: plugin(0), web2: plugin(2, 'LOAD: 99\nmore') })).to.equal(
      'CRITICAL web2: NRPE command check_load expected OK, got CRITICAL: LOAD: 99',
    );
    expect(await answers({ web1: plugin(1) }, 'at most WARNING')).to.equal('well');
    expect(await answers({ web1: plugin(2) }, 'at most WARNING')).to.contain('CRITICAL web1');
    expect(await answers({ web1: plugin(2, '') }, 'OK', NO)).to.equal('well');
  });

  it('that is UNKNOWN says nothing, unless that is asked for', async () => {
    const vague = { web1: plugin(3, 'No such command: check_load') };
    expect(await answers(vague)).to.equal(
      'UNKNOWN web1 cannot answer nrpe runcommand: check_load is UNKNOWN: No such command: check_load',
    );
    expect(await answers(vague, 'OK', NO)).to.match(/^UNKNOWN/);
    expect(await answers(vague, 'at most CRITICAL')).to.match(/^UNKNOWN/);
    expect(await answers(vague, 'UNKNOWN')).to.equal('well');
    expect(await answers({ ...vague, web2: plugin(2) })).to.match(
      /^CRITICAL web2: .*; besides, web1 cannot answer/,
    );
  });

  it('is unknown where the answer is none of a plugin', async () => {
    for (const data of [{}, { exitcode: 4 }, { exitcode: 'x' }, { exitcode: -1 }, { exitcode: 0.5 }])
      expect(await answers({ web1: { nrpe: { data } } }, 'OK', NO)).to.match(/^UNKNOWN/);
    expect(await answers({ web1: { nrpe: undefined } }, 'OK', NO)).to.match(/^UNKNOWN no answer from web1/);
    const refused = { statuscode: 1, statusmsg: 'You are not authorized' };
    expect(await answers({ web1: { nrpe: refused } }, 'OK', NO)).to.match(/^UNKNOWN .*not authorized/);
  });

  it('is counted by exit code; who is silent is unknown', async () => {
    const scene = new AgentScene({
      web1: plugin(0),
      web2: plugin(0),
      web3: plugin(1),
      web4: { nrpe: undefined },
    });
    expect(
      await ending(expectNrpe('at least 2 hosts with class web should', 'check_load', 'OK', scene)),
    ).to.equal('well');
    expect(scene.numbers).to.deep.equal({
      check_load_exit0: 2,
      check_load_exit1: 1,
      check_load_exit2: 0,
      check_load_exit3: 1,
    });
  });
});

describe('states of a check', () => {
  it('are words', () => {
    expect(parseStates('OK')).to.deep.equal([0]);
    expect(parseStates('OK or WARNING')).to.deep.equal([0, 1]);
    expect(parseStates('OK, WARNING or UNKNOWN')).to.deep.equal([0, 1, 3]);
    expect(parseStates('at most CRITICAL')).to.deep.equal([0, 1, 2]);
    expect(() => parseStates('fine')).to.throw('no state of a check');
  });
});
