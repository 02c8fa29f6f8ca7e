// When discovery by broadcast stops listening.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { QuietWindow } from '../../../lib/rpc/quiet_window';

describe('quiet window', () => {
  it('listens until the cap while nobody has answered', () => {
    expect(new QuietWindow(200, 2000).endsAt(false)).to.equal(2000);
  });

  it('lasts the quiet time after a quick answer', () => {
    const window = new QuietWindow(200, 2000);
    window.answered(30);
    expect(window.endsAt(false)).to.equal(230);
  });

  it('lasts three times as long as the slowest answer took', () => {
    const window = new QuietWindow(200, 2000);
    window.answered(30);
    window.answered(400);
    expect(window.endsAt(false)).to.equal(1200);
  });

  it('never shrinks when a quicker answer is noted afterwards', () => {
    const window = new QuietWindow(200, 2000);
    window.answered(400);
    window.answered(30);
    expect(window.endsAt(false)).to.equal(1200);
  });

  it('never passes the cap', () => {
    const window = new QuietWindow(200, 2000);
    window.answered(1900);
    expect(window.endsAt(false)).to.equal(2000);
  });

  it('lasts until the cap while somebody is awaited', () => {
    const window = new QuietWindow(200, 2000);
    window.answered(30);
    expect(window.endsAt(true)).to.equal(2000);
  });
});
