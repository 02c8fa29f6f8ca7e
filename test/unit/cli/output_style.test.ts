// How the answer of a check is written, as the command line says.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { BadValue } from '../../../lib/cli/errors';
import { outputStyle } from '../../../lib/cli/output_style';
import { formatAnswer, MAX_OUTPUT_BYTES } from '../../../lib/nagios/output';
import { parseRange } from '../../../lib/nagios/range';

describe('the style of an answer', () => {
  it('is for Nagios and Icinga unless told otherwise', () => {
    expect(outputStyle({})).to.deep.equal({ maxBytes: MAX_OUTPUT_BYTES, ranges: 'simple' });
  });

  it('has the size and the limits that were chosen', () => {
    const style = outputStyle({ maxOutput: '1023', perfdataRanges: 'full' });
    expect(style).to.deep.equal({ maxBytes: 1023, ranges: 'full' });
    const perfdata = [{ label: 'clients', value: 5, warn: parseRange('10:20') }];
    const written = (perfdataRanges: string): string =>
      formatAnswer({ status: 'OK', subject: '', text: 'x', perfdata }, outputStyle({ perfdataRanges }));
    expect(written('full')).to.equal('OK: x|clients=5;10:20');
    expect(written('simple')).to.equal('OK: x|clients=5');
    expect(written('none')).to.equal('OK: x|clients=5');
  });

  it('always has room for a first line', () => {
    expect(outputStyle({ maxOutput: '0' }).maxBytes).to.equal(200);
  });

  it('is one of those there are', () => {
    for (const maxOutput of ['', 'many', '-1', '1.5', '1e3'])
      expect(() => outputStyle({ maxOutput }), maxOutput).to.throw(BadValue);
    for (const perfdataRanges of ['', 'Full', 'some'])
      expect(() => outputStyle({ perfdataRanges }), perfdataRanges).to.throw(BadValue);
  });
});
