// What Icinga 2 makes of an output. The lab compares it with a real one and its own parser.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { readIcingaMetric, splitIcingaPerfdata } from '../../../../lib/nagios/lint/icinga_perfdata';
import { remarksOf, viewed } from './remarks_of';

const icinga = remarksOf.bind(undefined, 'icinga');
const remarks = (perfdata: string): string[] => icinga(`OK: x|${perfdata}\n`);

describe("Icinga's view", () => {
  it('has nothing to say of an output as it should be', () => {
    expect(viewed('icinga', "WARNING: x|'a b'=1s;2;3;0;4 c=5%\nline 2\n", { exitCode: 1 })).to.deep.equal({
      consumer: 'Icinga 2',
      state: 'WARNING',
      text: 'WARNING: x',
      details: 'line 2',
      perfdata: ["'a b'=1s;2;3;0;4", 'c=5%'],
      remarks: [],
    });
  });

  it('takes what is no state for UNKNOWN', () => {
    expect(icinga('OK: x\n', { exitCode: 4 })).to.deep.equal(['error: takes exit code 4 for UNKNOWN']);
    expect(icinga('OK: x\n', { killed: true })).to.deep.equal([
      'error: takes a plugin that a signal ended for UNKNOWN',
    ]);
    expect(viewed('icinga', 'OK: x\n', { exitCode: 255 }).state).to.equal('UNKNOWN');
  });

  it('mixes stderr into the text', () => {
    expect(icinga('OK: x\n', { stderr: 'Warning: old\nat line 3\n' })).to.deep.equal([
      'error: mixes stderr into the text, perhaps as line 1: "Warning: old"',
    ]);
    expect(icinga('', { stderr: 'broken\n' })).to.deep.equal([
      'error: finds nothing on stdout, and shows stderr',
    ]);
    expect(viewed('icinga', '', { stderr: 'broken\n' }).text).to.equal('broken');
    expect(icinga('  \n')).to.deep.equal(['error: finds nothing on stdout, and shows nothing']);
    expect(icinga('|a=1\n')).to.deep.equal(['error: finds no text on line 1']);
    expect(icinga('OK: a\0b\n')).to.deep.equal([
      'warning: passes a NUL byte on to databases, which may refuse it',
    ]);
  });

  it('looks for performance data on each line', () => {
    const view = viewed('icinga', 'OK: x|a=1\nmore|b=2\nprose\n');
    expect(view).to.deep.include({ details: 'more\nprose', perfdata: ['a=1', 'b=2'], remarks: [] });
    expect(icinga('OK: this|that\n')).to.deep.equal([
      'error: shows the "|" of line 1 as text: no metric follows it',
    ]);
    expect(viewed('icinga', 'OK: a=1|that\n')).to.deep.include({ text: 'OK: a=1|that', perfdata: [] });
    expect(icinga('OK: x\na|b=1|c=2\n')).to.deep.equal([
      'error: takes the second "|" of line 2 for part of a metric',
      'error: takes "b=1|c" for a name: blanks alone divide metrics',
    ]);
  });

  it('tells which metrics it drops', () => {
    expect(remarks('a=x b=1,5 c=1;2,3 d=1')).to.deep.equal([
      'error: drops "a", "b", "c": the value is no number, or a comma stands in it',
    ]);
    expect(remarks('a=U b=U;1;2')).to.deep.equal([
      'warning: has no value for "a", "b": U is no number to it',
    ]);
    expect(remarks('a=1 a=2 b=3')).to.deep.equal(['error: stores "a" twice; one of them is lost in graphs']);
  });

  it('tells which parts of metrics it drops', () => {
    expect(remarks('a=1;10: b=1;;@2 c=1;~:5 d=1;2s e=1;2;3')).to.deep.equal([
      'warning: drops thresholds of "a", "b", "c" and 1 more: it takes plain numbers only',
    ]);
    expect(remarks('a=1;;;x b=1;;;;y')).to.deep.equal([
      'error: drops minimum or maximum of "a", "b": they are no numbers',
    ]);
    expect(remarks('a=1Hz b=2q c=1kWh')).to.deep.equal([
      'warning: forgets units it does not know: "a in Hz", "b in q"',
    ]);
  });

  it('tells what it takes for names', () => {
    expect(remarks('=1')).to.deep.equal(['error: stores a metric without a name']);
    expect(remarks('a=1   b=2')).to.deep.equal([
      'error: takes "  b" for a name, with the blanks, up to version 2.13.7',
    ]);
    expect(remarks('a=1 junk b=2')).to.deep.equal([
      'error: takes "junk b" for one name: it has no quotes around it',
    ]);
    expect(remarks('a=1\tb=2')).to.deep.equal([
      'error: takes "a=1\\tb" for a name: blanks alone divide metrics',
    ]);
    expect(remarks("m::n::a=1 b=2 'c d'=3")).to.deep.equal([
      'error: puts "m::n::" before the name of every metric after "m::n::a"',
    ]);
    expect(viewed('icinga', 'OK: x|m::n::a=1 b=2\n').perfdata).to.deep.equal(['m::n::a=1', 'm::n::b=2']);
    expect(viewed('icinga', 'OK: x|m::a=1 b=2 o::c=3 d=4\n').perfdata).to.deep.equal([
      ...['m::a=1', 'm::b=2', 'o::c=3', 'o::d=4'],
    ]);
  });

  it('reads what its own function reads', () => {
    expect(readIcingaMetric("'a b'=1.5GB;1;2;0;4")).to.deep.equal({
      source: "'a b'=1.5GB;1;2;0;4",
      label: 'a b',
      value: 1.5,
      lostUnit: undefined,
      lostFields: [],
    });
    expect(readIcingaMetric('a=1x;5:;6;n;')).to.deep.include({
      value: 1,
      lostUnit: 'x',
      lostFields: ['warn', 'min'],
    });
    for (const unit of ['us', 's', '%', 'c', 'B', 'KiB', 'TB', 'Mb', 'mA', 'kWh', 'packets', ''])
      expect(readIcingaMetric(`a=1${unit}`).lostUnit, unit).to.equal(undefined);
    for (const text of ['a=', 'a=nan', 'a=1.2.3', 'a=0x10', 'a=1m2', 'a=1,0'])
      expect(readIcingaMetric(text).value, text).to.equal(undefined);
    expect(splitIcingaPerfdata('')).to.deep.equal([]);
    expect(splitIcingaPerfdata("'it''s'=1 ''=2")).to.deep.equal(["it''s=1", "''=2"]);
  });
});
