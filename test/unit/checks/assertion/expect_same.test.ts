// Hosts compared with each other, and with others.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { expectSame, expectSameAs } from '../../../../lib/checks/assertion/expect_same';
import type { AskHosts } from '../../../../lib/checks/assertion/readings';
import { ending, type Shown, ToyScene } from './toy_scene';

const likeness = { subject: 'kernel', show: String };
type Shows = Shown<string>;

const same = (shown: Shows, claim = 'every host should', options = {}): Promise<string> => {
  const scene = new ToyScene(shown, options);
  return ending(expectSame(claim, scene.ask<string>(), likeness, scene));
};

/** `models` are the other group. */
function sameAs(shown: Shows, models: Shows, claim = 'every host should'): Promise<string> {
  const scene = new ToyScene({ ...shown, ...models });
  const asked: AskHosts<string> = async (hosts, context) => {
    const readings = await scene.ask<string>()(hosts, context);
    const mine = (host: string): boolean => hosts.nodes.includes(host);
    const unknown = readings.unknown.filter(mine);
    const doubt = unknown.length > 0 ? readings.doubt : undefined;
    return { known: readings.known.filter(({ host }) => mine(host)), unknown, doubt };
  };
  scene.chooseHosts = async who => ({
    nodes: Object.keys(who.kind === 'group' ? models : shown),
    late: () => [],
  });
  return ending(expectSameAs(claim, { kind: 'group', name: 'models' }, asked, likeness, scene));
}

describe('the same on all', () => {
  it('names the odd ones out, and what the many show', async () => {
    expect(await same({ a: '6.1', b: '6.1', c: '6.1' })).to.equal('well');
    expect(await same({ a: '6.1', b: '6.1', c: '5.9' })).to.equal(
      'CRITICAL c: kernel expected 6.1 as on 2 of 3 hosts, got 5.9',
    );
    expect(await same({ a: '5.9', b: '6.1', c: '6.1', d: '5.8', e: '6.1' })).to.equal(
      'CRITICAL a: kernel expected 6.1 as on 3 of 5 hosts, got 5.9; d got 5.8',
    );
  });

  it('names everybody where nobody is the odd one', async () => {
    expect(await same({ a: '6.1', b: '5.9' })).to.equal(
      'CRITICAL a: kernel expected the same on all 2 hosts, got 6.1; b got 5.9',
    );
    expect(await same({ a: '6.1', b: '6.1', c: '5.9', d: '5.9' })).to.equal(
      'CRITICAL a and b: kernel expected the same on all 4 hosts, got 6.1; c and d got 5.9',
    );
  });

  it('is not known while somebody is silent, unless the others differ', async () => {
    expect(await same({ a: '6.1', b: '6.1', c: undefined })).to.equal('UNKNOWN no answer from c to toy ask');
    expect(await same({ a: '6.1', b: '5.9', c: undefined })).to.match(
      /^CRITICAL a: kernel expected the same on all 3 hosts, got 6\.1; b got 5\.9; besides, no answer from c/,
    );
    expect(await same({ a: undefined, b: undefined })).to.match(/^UNKNOWN no answer from a and b/);
  });

  it('needs two', async () => {
    expect(await same({ a: '6.1' })).to.equal('UNKNOWN kernel of a alone has nothing to be compared with');
    expect(await same({ a: undefined })).to.equal('UNKNOWN no answer from a to toy ask');
  });

  it('can be asked of some', async () => {
    const shown = { a: '6.1', b: '6.1', c: '5.9', d: '5.8' };
    expect(await same(shown, 'at least 2 hosts should')).to.equal('well');
    expect(await same(shown, 'at least 3 hosts should')).to.equal(
      'CRITICAL c: kernel expected the same on at least 3 of 4 hosts, got 5.9; d got 5.8',
    );
    expect(await same(shown, 'all but 2 of the hosts should')).to.equal('well');
  });

  it('can be a warning, a condition, or excused', async () => {
    const shown = { a: '6.1', b: '6.1', c: '5.9' };
    expect(await same(shown, 'every host should ideally')).to.match(/^WARNING c: /);
    expect(await same(shown, 'every host happens to')).to.match(
      /^not applicable: condition not met: c: kernel/,
    );
    expect(await same(shown, 'every host should', { excused: { c: 'waived' } })).to.equal('well');
  });
});

describe('the same on none', () => {
  for (const claim of ['every host should not', 'no host should']) {
    it(`names those that share it: ${claim}`, async () => {
      expect(await same({ a: '1', b: '2', c: '3' }, claim)).to.equal('well');
      expect(await same({ a: '1', b: '2', c: '2' }, claim)).to.equal(
        'CRITICAL b and c: kernel expected different on every host, got 2',
      );
      expect(await same({ a: '1', b: '2', c: undefined }, claim)).to.match(/^UNKNOWN/);
    });
  }

  it('is not the same twice over', async () => {
    expect(await same({ a: '1', b: '1', c: '2' }, 'no host should not')).to.match(
      /^CRITICAL c: kernel expected 1 as on/,
    );
  });
});

describe('the same as on others', () => {
  it('names those that differ from them', async () => {
    expect(await sameAs({ a: '1', b: '1' }, { m: '1', n: '1' })).to.equal('well');
    expect(await sameAs({ a: '1', b: '2' }, { m: '1', n: '1' })).to.equal(
      'CRITICAL b: kernel expected 1 as on m and n, got 2',
    );
    expect(await sameAs({ a: '1', b: '2' }, { m: '1' }, 'every host should not')).to.equal(
      'CRITICAL a: kernel expected not 1 as on m, got 1',
    );
  });

  it('cannot be where the others differ, or are silent', async () => {
    expect(await sameAs({ a: '1' }, { m: '1', n: '1', o: '2' })).to.equal(
      'CRITICAL o: kernel expected 1 as on 2 of 3 hosts, got 2',
    );
    expect(await sameAs({ a: '1' }, { m: '1', n: undefined })).to.equal(
      'UNKNOWN no answer from n to toy ask',
    );
    expect(await sameAs({ a: undefined }, { m: '1' })).to.equal('UNKNOWN no answer from a to toy ask');
  });
});

describe('the same as on one host', () => {
  it('is nothing to be said of that host alone', async () => {
    expect(await sameAs({ a: '6.1' }, { a: '6.1' })).to.match(/^UNKNOWN kernel of a alone has nothing/);
    expect(await sameAs({ a: '6.1', b: '6.1' }, { a: '6.1' })).to.equal('well');
  });
});
