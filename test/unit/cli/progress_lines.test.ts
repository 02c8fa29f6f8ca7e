// Steps on the terminal: one line each, and the reason below.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { progressLines } from '../../../lib/cli/progress_lines';

const step = { kind: 'step', keyword: 'When ', text: 'I see' } as const;

describe('progress of features', () => {
  it('names scenarios and where they are', () => {
    const event = { kind: 'scenario', feature: 'Toys', name: 'One', location: 'x.feature:2' } as const;
    expect(progressLines(event, false)).to.deep.equal(['', 'Toys: One (x.feature:2)']);
  });

  it('marks steps and gives the reason of those that did not pass', () => {
    expect(progressLines({ ...step, mark: 'passed' }, false)).to.deep.equal(['  ✔ When I see']);
    expect(progressLines({ ...step, mark: 'failed', reason: 'web1 is\ndown' }, false)).to.deep.equal([
      '  ✖ When I see',
      '      web1 is down',
    ]);
    const idle = { ...step, mark: 'not applicable', reason: 'nothing runs' } as const;
    expect(progressLines(idle, false)[1]).to.equal('      not applicable: nothing runs');
  });

  it('colours only where it may, and keeps terminal sequences of others out', () => {
    expect(progressLines({ ...step, mark: 'failed' }, true)[0]).to.include('\u001b[31m');
    expect(progressLines({ ...step, text: '\u001b[2Jgone', mark: 'passed' }, false)).to.deep.equal([
      '  ✔ When gone',
    ]);
  });
});
