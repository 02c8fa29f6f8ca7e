// Where there is nothing to compare, or a value nobody expects, a check is not well.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { expectPresence } from '../../../lib/checks/assertion/expect_presence';
import { expectFactAs, expectFactPresent, expectSameFact } from '../../../lib/checks/fact/compare_facts';
import { expectFacts } from '../../../lib/checks/fact/fact_table';
import { expectSameFile } from '../../../lib/checks/file/same_file';
import { textTest } from '../../../lib/checks/network/text_test';
import { expectSamePackage } from '../../../lib/checks/package/same_package';
import { AgentScene, EVERY, ending, endingOf, saying } from './agent_scene';

const NOT = 'every host with class web should not';
const two = (answers: object) => new AgentScene({ web1: answers as never, web2: answers as never });

describe('what no host has', () => {
  const facts = { rpcutil: { data: { value: null } } };
  const absent = { filemgr: { statuscode: 1, statusmsg: 'not there', data: { present: 0 } } };
  const gone = { package: { data: { ensure: 'absent' } } };

  it('is no agreement', async () => {
    expect(await ending(expectSameFact(EVERY, 'kernle', two(facts)))).to.match(/^CRITICAL .*no such fact/);
    expect(await ending(expectFactAs(EVERY, 'kernle', 'hosts with class web', two(facts)))).to.match(
      /^CRITICAL .*no such fact/,
    );
    expect(await ending(expectSameFile(EVERY, '/etc/x', two(absent)))).to.match(/^CRITICAL .*no such file/);
    expect(await ending(expectSamePackage(EVERY, 'x', two(gone)))).to.match(/^CRITICAL .*not installed/);
  });

  it('is no difference', async () => {
    expect(await ending(expectSameFact(NOT, 'machine_id', two(facts)))).to.match(/^CRITICAL .*no such fact/);
    expect(await ending(expectSameFile(NOT, '/etc/x', two(absent)))).to.match(/^CRITICAL .*no such file/);
    expect(await ending(expectSamePackage(NOT, 'x', two(gone)))).to.match(/^CRITICAL .*not installed/);
  });

  it('is not another number', async () => {
    const rows = [
      ['fact', 'value'],
      ['cores', 'not 4'],
    ];
    for (const values of [{}, { cores: 'many' }, { cores: '4' }])
      expect(
        await endingOf(saying('rpcutil', { values } as never), scene => expectFacts(EVERY, rows, scene)),
        JSON.stringify(values),
      ).to.match(/^CRITICAL/);
    const other = endingOf(saying('rpcutil', { values: { cores: '8' } } as never), scene =>
      expectFacts(EVERY, rows, scene),
    );
    expect(await other).to.equal('well');
  });
});

describe('answers that nobody expects', () => {
  it('may hold whole numbers of any size', async () => {
    const value = { serial: [2n ** 80n] };
    const ended = endingOf(saying('rpcutil', { value } as never), scene =>
      expectFactPresent('no host with class web should', 'x', scene),
    );
    expect(await ended).to.contain('1208925819614629174706176');
  });
});

describe('sentences that are true of everything', () => {
  it('are none about texts', () => {
    for (const verb of ['contain', 'match'] as const)
      expect(() => textTest(verb, '')).to.throw(`every text does ${verb} ""`);
    expect(textTest('be', '').holds('x')).to.equal(false);
  });

  it('are no percentages of an unknown number of hosts', async () => {
    const scene = two({}) as never as Parameters<typeof expectPresence>[3];
    expect(await ending(expectPresence({}, 'at least 50 %', 'hosts with class web', scene))).to.match(
      /^UNKNOWN the number of hosts cannot be "at least 50 %"/,
    );
  });
});
