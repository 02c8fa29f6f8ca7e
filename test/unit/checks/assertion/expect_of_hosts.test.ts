// What becomes of a sentence about many hosts: who is named, what counts, and how it reads at night.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { SharedIdentity } from '../../../../lib/checks/errors';
import { ending, type Shown, ToyScene, told } from './toy_scene';

const THREE: Shown = { web1: 1, web2: 5, web3: 9 };
const SILENT: Shown = { web1: 1, web2: 5, web3: undefined };

async function table(shown: Shown, rows: Record<string, string>): Promise<void> {
  for (const [sentence, end] of Object.entries(rows)) {
    const [claim, limit] = sentence.split(' | ');
    expect(await told(shown, claim!, limit!), sentence).to.equal(end);
  }
}

describe('who is named', () => {
  it('are those that keep the quorum from being met, the worst first', () =>
    table(THREE, {
      'every host should | below 10': 'well',
      'every host should | below 2': 'CRITICAL web3: load expected below 2, got 9; web2 got 5',
      'every host should | above 2': 'CRITICAL web1: load expected above 2, got 1',
      'all hosts should not | below 2': 'CRITICAL web1: load expected not below 2, got 1',
      'at least 2 hosts should | below 6': 'well',
      'at least 2 hosts should | below 2':
        'CRITICAL web3: load expected below 2 on at least 2 of 3 hosts, got 9; web2 got 5',
      'any host should | above 9':
        'CRITICAL web1: load expected above 9 on at least 1 of 3 hosts, got 1; web2 got 5 and 1 more differs',
      'at least 67 % of the hosts should | above 6':
        'CRITICAL web1: load expected above 6 on at least 67 % of 3 hosts, got 1; web2 got 5',
    }));

  it('are those that hold, where too many do', () =>
    table(THREE, {
      'no host should | above 6': 'CRITICAL web3: load expected not above 6, got 9',
      'none of the hosts should not | above 6': 'CRITICAL web1: load expected above 6, got 1; web2 got 5',
      'at most 1 host should | above 2':
        'CRITICAL web2: load expected above 2 on at most 1 of 3 hosts, got 5; web3 got 9',
      'fewer than 2 hosts should | above 2':
        'CRITICAL web2: load expected above 2 on fewer than 2 of 3 hosts, got 5; web3 got 9',
      'exactly 1 host should | above 2':
        'CRITICAL web2: load expected above 2 on exactly 1 of 3 hosts, got 5; web3 got 9',
      '1 host should | above 2':
        'CRITICAL web2: load expected above 2 on exactly 1 of 3 hosts, got 5; web3 got 9',
    }));

  it('are those that do not, where too few do', () =>
    table(THREE, {
      'exactly 2 hosts should | above 6':
        'CRITICAL web1: load expected above 6 on exactly 2 of 3 hosts, got 1; web2 got 5',
      'all but 1 of the hosts should | below 2':
        'CRITICAL web3: load expected below 2 on all but 1 of 3 hosts, got 9; web2 got 5',
      'all but 2 of the hosts should | below 2': 'well',
      'more than 1 host should | above 6':
        'CRITICAL web1: load expected above 6 on more than 1 of 3 hosts, got 1; web2 got 5',
    }));

  it('are told together where they show the same', async () => {
    expect(await told({ web1: 3, web2: 3, web3: 3, web4: 4 }, 'every host should', 'below 2')).to.equal(
      'CRITICAL web4: load expected below 2, got 4; web1, web2 and web3 got 3',
    );
  });
});

describe('silent hosts', () => {
  it('are a doubt only where they could change it', () =>
    table(SILENT, {
      'every host should | below 10': 'UNKNOWN no answer from web3 to toy ask',
      'every host should | below 2':
        'CRITICAL web2: load expected below 2, got 5; besides, no answer from web3 to toy ask',
      'no host should | above 2':
        'CRITICAL web2: load expected not above 2, got 5; besides, no answer from web3 to toy ask',
      'no host should | above 20': 'UNKNOWN no answer from web3 to toy ask',
      'at least 1 host should | below 2': 'well',
      'at least 2 hosts should | below 2': 'UNKNOWN no answer from web3 to toy ask',
      'at most 1 host should | below 2': 'UNKNOWN no answer from web3 to toy ask',
      'at most 2 hosts should | below 2': 'well',
      'all but 1 of the hosts should | below 10': 'well',
      'all but 1 of the hosts should | below 2': 'UNKNOWN no answer from web3 to toy ask',
      'every host should ideally | below 10': 'UNKNOWN no answer from web3 to toy ask',
      'every host happens to | below 10': 'UNKNOWN no answer from web3 to toy ask',
      'any host happens to | below 10': 'well',
    }));

  it('are remarked where they do not matter', async () => {
    const scene = new ToyScene(SILENT);
    await scene.expect('at least 1 host should', 'below 2');
    expect(scene.fleet.remarks).to.deep.equal([
      'load is not known of web3, which changes nothing (no answer from web3 to toy ask)',
    ]);
  });

  it('count as much as hosts of which two share a name', async () => {
    const doubt = new SharedIdentity(['web1']);
    expect(await told({ web1: 1, web2: 1 }, 'every host should', 'below 2', { doubt })).to.match(
      /^UNKNOWN web1 answered discovery more than once/,
    );
    expect(await told({ web1: 1, web2: 1 }, 'any host should', 'below 2', { doubt })).to.equal('well');
    expect(await told({ web1: 1, web2: 5 }, 'every host should', 'below 2', { doubt })).to.match(
      /^CRITICAL web2: load expected below 2, got 5; besides, web1 answered/,
    );
    // The other web1 may be below 2 as well.
    for (const claim of ['at most 1 host should', 'exactly 1 host should'])
      expect(await told({ web1: 5, web2: 1 }, claim, 'below 2', { doubt })).to.match(
        /^UNKNOWN web1 answered/,
      );
  });
});

describe('sentences that can never hold, or always do', () => {
  it('are not judged', () =>
    table(THREE, {
      'at least 5 hosts should | below 2': 'UNKNOWN "at least 5" can never be of 3 hosts',
      'all but 3 of the hosts should | below 2': 'UNKNOWN "all but 3" always holds of 3 hosts',
      'at most 3 hosts should | below 2': 'well',
      'exactly 50 % of the hosts should | below 2': 'UNKNOWN 50 % of 3 hosts is no whole number of hosts',
      'at least 5 hosts happen to | below 2':
        'not applicable: condition not met: web3: load expected below 2 on at least 5 of 3 hosts, got 9; web2 got 5',
      'at most 3 hosts happen to | below 2': 'well',
    }));
});

describe('sentences that are true anyway', () => {
  it('are remarked', async () => {
    const scene = new ToyScene(THREE);
    await scene.expect('at most 3 hosts should', 'below 2');
    await scene.expect('at most 2 hosts should', 'below 2');
    expect(scene.fleet.remarks).to.deep.equal(['"at most 3" is always true of 3 hosts']);
  });
});

describe('conditions', () => {
  it('that do not hold make the scenario not applicable, and say so', () =>
    table(THREE, {
      'every host happens to | below 10': 'well',
      'every host happens to | below 6':
        'not applicable: condition not met: web3: load expected below 6, got 9',
      'any host happens not to | below 10':
        'not applicable: condition not met: web1: load expected not below 10 on at least 1 of 3 hosts, got 1; web2 got 5 and 1 more differs',
    }));
});

describe('what would be ideal', () => {
  it('is held against the same answers, and missing it is a warning', () =>
    table(THREE, {
      'every host should | below 20, ideally below 10': 'well',
      'every host should | below 20, ideally below 6': 'WARNING web3: load expected ideally below 6, got 9',
      'every host should | below 8, ideally below 2': 'CRITICAL web3: load expected below 8, got 9',
      'at least 2 hosts should | below 20, ideally below 2':
        'WARNING web3: load expected ideally below 2 on at least 2 of 3 hosts, got 9; web2 got 5',
      'no host should | above 20, ideally above 8': 'WARNING web3: load expected not ideally above 8, got 9',
      'every host should ideally | below 8': 'WARNING web3: load expected below 8, got 9',
      'every host happens to | below 20, ideally below 2': 'well',
    }));

  it('cannot be told where silence could change it', async () => {
    expect(
      await told(
        { web1: 1, web2: 5, web3: undefined },
        'at least 2 hosts should',
        'below 9, ideally below 2',
      ),
    ).to.equal('UNKNOWN no answer from web3 to toy ask');
  });
});

describe('excused hosts', () => {
  const excused = { web3: 'waived until tomorrow: new disk' };
  const rows: [Shown, string, string, string, boolean][] = [
    [THREE, 'every host should', 'below 6', 'well', true],
    [THREE, 'every host should', 'below 2', 'CRITICAL web2: load expected below 2, got 5', true],
    [THREE, 'no host should', 'above 6', 'well', true],
    [THREE, 'at least 3 hosts should', 'below 6', 'well', true],
    [THREE, 'at least 1 host should', 'below 6', 'well', false],
    [THREE, 'at most 1 host should', 'above 2', 'well', true],
    [THREE, 'exactly 1 host should', 'above 2', 'well', true],
    [THREE, 'every host should ideally', 'below 6', 'well', true],
    [THREE, 'every host should', 'below 20, ideally below 6', 'well', true],
    [SILENT, 'every host should', 'below 6', 'well', true],
    [SILENT, 'every host should', 'below 2', 'CRITICAL web2: load expected below 2, got 5', true],
    [
      THREE,
      'every host happens to',
      'below 6',
      'not applicable: condition not met: web3: load expected below 6, got 9',
      false,
    ],
    [
      { ...SILENT, web2: undefined },
      'every host should',
      'below 6',
      'UNKNOWN no answer from web2 and web3 to toy ask',
      false,
    ],
  ];
  for (const [shown, claim, limit, end, used] of rows) {
    it(`${claim} be ${limit} among ${JSON.stringify(shown)}`, async () => {
      const scene = new ToyScene(shown, { excused });
      expect(await ending(scene.expect(claim, limit))).to.equal(end);
      expect(scene.used).to.deep.equal(used ? ['load of web3: waived until tomorrow: new disk'] : []);
    });
  }
});
