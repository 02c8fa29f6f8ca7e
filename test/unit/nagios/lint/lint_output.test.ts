// Every consumer's view of any output.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { CONSUMERS, lintOutput } from '../../../../lib/nagios/lint/lint_output';
import { formatAnswer } from '../../../../lib/nagios/output';
import { formatPerfdata } from '../../../../lib/nagios/perfdata';
import { viewed } from './remarks_of';

const PIECES = [
  'OK',
  'CRITICAL',
  '|',
  '||',
  '=',
  "'",
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\0',
  ';',
  ':',
  '::',
  'a=1',
  'é',
  ',',
];

describe('lintOutput', () => {
  it('asks everybody unless somebody is named', () => {
    const output = { stdout: 'OK: x\n', stderr: '', exitCode: 0 };
    expect([...lintOutput(output).keys()]).to.deep.equal([...CONSUMERS]);
    expect([...lintOutput(output, ['cacti', 'nagios']).keys()]).to.deep.equal(['cacti', 'nagios']);
  });

  it('has a view of any output, with few remarks', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, fc.option(fc.nat(255), { nil: undefined }), (out, err, exitCode) => {
        const output = { stdout: out.join(''), stderr: err.join(''), exitCode };
        for (const [consumer, { state, remarks }] of lintOutput(output)) {
          expect(state, consumer).not.to.equal('');
          expect(remarks.length, consumer).to.be.below(22);
        }
      }),
      { numRuns: 300 },
    );
  });

  // Each is a megabyte, on which anything that looks back for every character would take for ever.
  for (const piece of [
    "'a ",
    'a=1 ',
    'a b=1 ',
    '|',
    'x',
    '=',
    'OK',
    'OKx',
    "''",
    'm::a=1 ',
    'a:1 ',
    '\n',
    'a=1|',
  ]) {
    it(`reads a megabyte of ${JSON.stringify(piece)}`, () => {
      const stdout = `OK: x|${piece.repeat(2 ** 20 / piece.length)}`;
      expect(lintOutput({ stdout, stderr: '', exitCode: 0 }).size).to.equal(CONSUMERS.length);
    });
  }

  it('finds no fault with what our own plugins print', () => {
    const labels = fc.string({ minLength: 1, maxLength: 18 });
    const metric = fc.record({ label: labels, value: fc.integer({ min: -1e6, max: 1e6 }) });
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(metric, { maxLength: 5 }),
        fc.array(fc.string()),
        (text, items, details) => {
          const perfdata = items.map((item, index) => ({ ...item, label: `${item.label}${index}` }));
          const answer = { status: 'OK', subject: 'x', text, details, perfdata } as const;
          const stdout = `${formatAnswer(answer)}\n`;
          const line = formatPerfdata(perfdata);
          for (const consumer of ['nagios', 'icinga', 'urlize', 'nrpe'] as const) {
            const errors = viewed(consumer, stdout).remarks.filter(({ weight }) => weight === 'error');
            expect(errors, `${consumer}: ${stdout} (${line})`).to.deep.equal([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
