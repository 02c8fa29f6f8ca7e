// Plugin output: what Nagios, NRPE and urlize make of it decides its shape.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { formatAnswer, MAX_OUTPUT_BYTES, plainLine } from '../../../lib/nagios/output';

const answer = { status: 'CRITICAL', subject: 'Firewall', text: 'web1 is open' } as const;

describe('plugin output', () => {
  it('is one line when there is no more to say', () => {
    expect(formatAnswer(answer)).to.equal('CRITICAL: Firewall - web1 is open');
  });

  it('has performance data on the first line and details below', () => {
    const text = formatAnswer({ ...answer, perfdata: [{ label: 'n', value: 1 }], details: ['one', 'two'] });
    expect(text).to.equal('CRITICAL: Firewall - web1 is open|n=1\none\ntwo');
  });

  it('keeps line breaks, pipes, colours and other control characters out', () => {
    expect(plainLine('a|b\r\n  c\u001b[31md\u001b[0m\u0007\u2028e\u202e')).to.equal('a/b cd e');
  });

  it('keeps the most important details of too many, and says how many there were more', () => {
    const details = Array.from({ length: 2000 }, (_, i) => `host${i} is open`);
    const lines = formatAnswer({ ...answer, details }).split('\n');
    expect(lines[1]).to.equal('host0 is open');
    expect(lines.at(-1)).to.equal(`… and ${2000 - (lines.length - 2)} more lines`);
  });

  it('cuts a text that is too long without breaking a character', () => {
    for (const text of ['ü'.repeat(5000), `x${'ü'.repeat(5000)}`]) {
      const [first] = formatAnswer({ ...answer, text }).split('\n');
      expect(Buffer.byteLength(first!)).to.be.at.most(600);
      expect(first).to.match(/ü…$/);
    }
  });

  it('drops whole metrics rather than cut one', () => {
    const perfdata = Array.from({ length: 1000 }, (_, i) => ({ label: `metric_${i}`, value: i }));
    const [, metrics] = formatAnswer({ ...answer, perfdata }).split('|');
    expect(metrics).to.match(/ metric_\d+=\d+$/);
    expect(Buffer.byteLength(metrics!)).to.be.at.most(2000);
  });

  it('stays within the buffer with one pipe at most, whatever it is given', () => {
    const words = fc.string({ unit: 'binary', maxLength: 3000 });
    const perfdata = fc.array(fc.record({ label: words, value: fc.double() }), { maxLength: 50 });
    fc.assert(
      fc.property(
        words,
        words,
        fc.array(words, { maxLength: 50 }),
        perfdata,
        (subject, text, details, metrics) => {
          const output = formatAnswer({ status: 'OK', subject, text, details, perfdata: metrics });
          expect(Buffer.byteLength(output)).to.be.at.most(MAX_OUTPUT_BYTES);
          expect(output.split('|').length).to.be.at.most(2);
          expect(output.split('\n').slice(1).join('\n')).not.to.include('|');
          expect(output).not.to.match(/[\u0000-\u0009\u000b-\u001f\u007f]/);
        },
      ),
      { numRuns: 50 },
    );
  });
});
