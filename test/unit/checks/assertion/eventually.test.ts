// Looking again, on a clock of the test's own.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { expectValue } from '../../../../lib/checks/assertion/expect_value';
import { type CutShort, NobodyDiscovered } from '../../../../lib/checks/errors';
import { parseComparison } from '../../../../lib/checks/language/comparison';
import { rejection } from '../toy_fleet';
import { ending, ToyScene } from './toy_scene';

/** A host that shows these one after the other, then the last for ever. */
class Changing extends ToyScene {
  constructor(
    private readonly course: readonly (number | undefined)[],
    remainingMs = 600_000,
  ) {
    super({ web1: course[0], web2: 0 }, { context: {} });
    const { fleet } = this;
    Object.defineProperty(this.run, 'remainingMs', { get: () => remainingMs - fleet.ms });
    const { sleep } = this.run;
    this.run.sleep = async ms => {
      await sleep(ms);
      this.shown = { web1: this.course[Math.min(this.looks, this.course.length - 1)], web2: 0 };
    };
  }
}

describe('within a while', () => {
  const CLAIM = 'within 30 seconds every host should';

  it('holds as soon as one look does', async () => {
    const scene = new Changing([9, undefined, 5, 1]);
    expect(await ending(scene.expect(CLAIM, 'below 2'))).to.equal('well');
    expect(scene.looks).to.equal(4);
    expect(scene.fleet.ms).to.equal(500 + 750 + 1125);
  });

  it('fails with what was seen last, and how long it took', async () => {
    const scene = new Changing([9, 5]);
    expect(await ending(scene.expect(CLAIM, 'below 2'))).to.equal(
      'CRITICAL web1: load expected below 2 within 30 seconds, got 5',
    );
    expect(scene.fleet.ms).to.equal(30_000);
  });

  it('looks as often as it is told', async () => {
    const scene = new Changing([9]);
    await ending(scene.expect('within 10 seconds, asking every 2 seconds every host should', 'below 2'));
    expect(scene.looks).to.equal(6);
  });

  it('waits for a condition, too', async () => {
    expect(
      await ending(new Changing([9, 1]).expect('within 30 seconds every host happens to', 'below 2')),
    ).to.equal('well');
    expect(
      await ending(new Changing([9]).expect('within 30 seconds every host happens to', 'below 2')),
    ).to.equal(
      'not applicable: condition not met: web1: load expected below 2, got 9 (looked for 30 seconds)',
    );
  });

  it('waits for silent hosts, and for what is ideal', async () => {
    expect(await ending(new Changing([undefined]).expect(CLAIM, 'below 2'))).to.equal(
      'UNKNOWN no answer from web1 to toy ask',
    );
    expect(await ending(new Changing([5, 1]).expect(CLAIM, 'below 9, ideally below 2'))).to.equal('well');
    expect(await ending(new Changing([5]).expect(CLAIM, 'below 9, ideally below 2'))).to.equal(
      'WARNING web1: load expected ideally below 2 within 30 seconds, got 5',
    );
  });

  it('waits for hosts that nobody could find at first', async () => {
    const scene = new Changing([1]);
    const { chooseHosts } = scene;
    let tries = 0;
    scene.chooseHosts = who => {
      tries += 1;
      return tries < 3 ? Promise.reject(new NobodyDiscovered('for class web')) : chooseHosts.call(scene, who);
    };
    expect(await ending(scene.expect(CLAIM, 'below 2'))).to.equal('well');
    expect(tries).to.equal(3);
    tries = Number.NEGATIVE_INFINITY;
    expect(await ending(scene.expect(CLAIM, 'below 2'))).to.equal(
      'UNKNOWN no nodes discovered for class web',
    );
  });

  it('does not look again at a sentence that can never hold', async () => {
    const scene = new Changing([1]);
    expect(await ending(scene.expect('within 30 seconds at least 5 hosts should', 'below 2'))).to.match(
      /can never be/,
    );
    expect(scene.looks).to.equal(1);
  });

  it('is cut short by the run, and says what was seen last', async () => {
    const scene = new Changing([9, 7], 5000);
    expect(await ending(scene.expect(CLAIM, 'below 2'))).to.match(
      /^UNKNOWN the run had to end after [\d.]+ s of 30 seconds$/,
    );
    expect(scene.fleet.ms).to.be.below(5000);
    expect(scene.looks).to.be.above(2);
    const again = new Changing([9, 7], 5000).expect(CLAIM, 'below 2');
    expect((await rejection<CutShort>(again)).message).to.match(
      /; last: web1: load expected below 2, got 7$/,
    );
  });
});

describe('for a while', () => {
  const CLAIM = 'for 2 minutes every host should';

  it('holds when every look does, the last one at the end', async () => {
    const scene = new Changing([1]);
    expect(await ending(scene.expect(CLAIM, 'below 2'))).to.equal('well');
    expect(scene.fleet.ms).to.equal(120_000);
  });

  it('fails at the first look that does, and says when', async () => {
    expect(await ending(new Changing([9]).expect(CLAIM, 'below 2'))).to.equal(
      'CRITICAL web1: load expected below 2 for 2 minutes, got 9',
    );
    expect(await ending(new Changing([1, 1, 9, 1]).expect(CLAIM, 'below 2'))).to.equal(
      'CRITICAL web1: load expected below 2 for 2 minutes, got 9 after 1.3 s',
    );
    expect(await ending(new Changing([1, undefined]).expect(CLAIM, 'below 2'))).to.match(
      /^UNKNOWN no answer/,
    );
  });

  it('says so when it did not look for longer than it should have', async () => {
    const scene = new Changing([1]);
    const { run } = scene;
    // As on a machine that slept: once, a pause takes a minute.
    let slept = false;
    const sleep = async (ms: number): Promise<void> => {
      scene.fleet.ms += slept ? ms : 60_000;
      slept = true;
    };
    Object.assign(run, { sleep });
    expect(
      await ending(scene.expect('for 2 minutes, asking every 10 s every host should', 'below 2')),
    ).to.equal('well');
    expect(scene.fleet.remarks).to.deep.equal([
      'of 2 minutes, 60 s went by between two looks: what was in between is not known',
    ]);
    const steady = new Changing([1]);
    await steady.expect('for 2 minutes, asking every 10 s every host should', 'below 2');
    await steady.expect(CLAIM, 'below 2');
    expect(steady.fleet.remarks).to.deep.equal([]);
  });

  it('goes on after a warning: what comes may be worse', async () => {
    const mild = new Changing([1, 5, 1]);
    expect(await ending(mild.expect(CLAIM, 'below 9, ideally below 2'))).to.equal(
      'WARNING web1: load expected ideally below 2 for 2 minutes, got 5 after 0.5 s',
    );
    expect(mild.fleet.ms).to.equal(120_000);
    expect(await ending(new Changing([1, 5, 9]).expect(CLAIM, 'below 9, ideally below 2'))).to.match(
      /^CRITICAL/,
    );
  });

  it('says when a condition broke', async () => {
    expect(
      await ending(new Changing([1, 9]).expect('for 2 minutes every host happens to', 'below 2')),
    ).to.equal(
      'not applicable: condition not met: web1: load expected below 2, got 9 (after 0.5 s of 2 minutes)',
    );
  });

  it('is not well when the run had to end before', async () => {
    expect(await ending(new Changing([1], 5000).expect(CLAIM, 'below 2'))).to.match(
      /^UNKNOWN the run had to end after [\d.]+ s of 2 minutes/,
    );
  });
});

describe('one value', () => {
  const say = (sentence: object, value: number, limit: string): Promise<string> => {
    const { text, holds } = parseComparison(limit);
    const expectation = { subject: 'size', expected: text, holds, show: String };
    return ending(expectValue(sentence, 'queue jobs', async () => value, expectation, new ToyScene({}).run));
  };

  it('is judged as hosts are', async () => {
    expect(await say({}, 5, 'below 9')).to.equal('well');
    expect(await say({}, 9, 'below 9')).to.equal('CRITICAL queue jobs: size expected below 9, got 9');
    expect(await say({ modal: 'should not' }, 5, 'below 9')).to.equal(
      'CRITICAL queue jobs: size expected not below 9, got 5',
    );
    expect(await say({ modal: 'should ideally' }, 9, 'below 9')).to.match(/^WARNING/);
    expect(await say({ modal: 'happens to' }, 9, 'below 9')).to.equal(
      'not applicable: condition not met: queue jobs: size expected below 9, got 9',
    );
    expect(await say({}, 5, 'below 9, ideally below 2')).to.equal(
      'WARNING queue jobs: size expected ideally below 2, got 5',
    );
    expect(await say({ modal: 'happens to' }, 5, 'below 9, ideally below 2')).to.equal('well');
    expect(await say({ timing: 'within 3 seconds ' }, 9, 'below 9')).to.equal(
      'CRITICAL queue jobs: size expected below 9 within 3 seconds, got 9',
    );
  });
});
