// What Nagios 4 makes of an output. The lab compares states, texts and performance data with a real one.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { remarksOf, viewed } from './remarks_of';

const nagios = remarksOf.bind(undefined, 'nagios');

describe("Nagios's view", () => {
  it('has nothing to say of an output as it should be', () => {
    const view = viewed('nagios', "OK: fine - 3 hosts|'a b'=1s;2;3:4;0;5 c=U\nline 2\nline 3\n");
    expect(view).to.deep.equal({
      consumer: 'Nagios 4',
      state: 'OK',
      text: 'OK: fine - 3 hosts',
      details: 'line 2\nline 3',
      perfdata: ["'a b'=1s;2;3:4;0;5 c=U"],
      remarks: [],
    });
    for (const [exitCode, state] of ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'].entries())
      expect(viewed('nagios', 'x\n', { exitCode }).state).to.equal(state);
  });

  it('tells exit codes that are no states', () => {
    expect(nagios('OK: x\n', { exitCode: 4 })).to.deep.equal([
      'error: takes exit code 4 for CRITICAL, and its own words for the text',
    ]);
    expect(viewed('nagios', 'OK: x|a=1\nlong\n', { exitCode: 4 })).to.include({
      state: 'CRITICAL',
      text: '(Return code of 4 for service … was out of bounds)',
      details: 'long',
    });
    const missing = viewed('nagios', 'OK: x|a=1\nlong\n', { exitCode: 127 });
    expect(missing).to.include({
      state: 'CRITICAL',
      text: '(Return code of 127 is out of bounds. Check if plugin exists)',
      details: '',
    });
    expect(missing.perfdata).to.deep.equal([]);
    expect(viewed('nagios', '', { exitCode: 126 }).text).to.match(/Check if plugin is executable/);
    expect(viewed('nagios', 'OK: x\n', { killed: true })).to.include({ state: 'UNKNOWN', text: 'OK: x' });
    expect(nagios('OK: x\n', { killed: true })).to.deep.equal([
      'error: takes a plugin that a signal ended for UNKNOWN',
    ]);
  });

  it('tells where the text is missing', () => {
    expect(nagios('')).to.deep.equal(['error: finds nothing on stdout, and shows just that']);
    expect(nagios('', { stderr: 'broken\n', exitCode: 2 })).to.deep.equal([
      'error: finds nothing on stdout, and shows stderr',
    ]);
    expect(viewed('nagios', '', { stderr: 'broken\nmore\n' })).to.include({
      text: '(No output on stdout) stderr: broken',
      details: 'more',
    });
    expect(nagios('\nOK: x\n')).to.deep.equal(['error: finds line 1 empty: the text belongs there']);
    expect(nagios('|a=1\n')).to.deep.equal(['error: finds no text on line 1']);
  });

  it('tells which bytes are trouble', () => {
    expect(nagios('OK: a\0b\nlong\n')).to.deep.equal([
      'error: reads no further than the NUL byte, the 6. character',
    ]);
    expect(viewed('nagios', 'OK: a\0b|c=1\nlong\n')).to.include({ text: 'OK: a', details: '' });
    expect(nagios('OK: gr\ufffdn\n')).to.deep.equal(['warning: gets bytes that are no UTF-8']);
    expect(nagios('OK: \u001b[31mred\n')).to.deep.equal([
      'warning: passes the control character 0x1b on to its web pages',
    ]);
    expect(nagios('OK:\tx\n')).to.deep.equal([]);
    expect(nagios(`OK: ${'x'.repeat(4092)}\n`)).to.deep.equal([]);
    expect(nagios(`OK: ${'x'.repeat(4093)}\n`)).to.deep.equal([
      'warning: sometimes reads only 4096 of 4097 bytes, when a plugin prints them at once and ends',
    ]);
    expect(nagios(`OK: ${'é'.repeat(4100)}\n`)).to.deep.equal([
      'warning: sometimes reads only 4096 of 8204 bytes, when a plugin prints them at once and ends; Nagios 3 reads 8191',
    ]);
  });

  it('tells what a bar does where it should not be', () => {
    expect(nagios('OK: x|a=1|b=2\n')).to.deep.equal([
      'error: takes the second "|" of line 1 for part of the performance data',
      'error: stores "a" though it has no number for a value but "1|b=2"',
    ]);
    expect(nagios('OK: x\nline 2\nthis|that\nmore\n')).to.deep.equal([
      'error: takes all text after the "|" of line 3 for performance data',
      'error: stores "that", "more" as performance data, which is no metric',
    ]);
    expect(viewed('nagios', 'OK: x|a=1\nthis|b=2\nmore\n')).to.deep.include({
      details: 'this',
      perfdata: ['a=1 b=2 more'],
    });
  });

  it('tells what graphs will miss', () => {
    const remarks = (perfdata: string): string[] => nagios(`OK: x|${perfdata}\n`);
    expect(remarks('a=1 b c=2 d e f')).to.deep.equal([
      'error: stores "b", "d", "e" and 1 more as performance data, which is no metric',
    ]);
    expect(remarks('a=1 b=1 a=2')).to.deep.equal(['error: stores "a" twice; one of them is lost in graphs']);
    expect(remarks("''=1")).to.deep.equal(['error: stores "" though it has no name']);
    expect(remarks('a= b=x c=1,5 d=--1')).to.deep.equal([
      'error: stores "a" though it has no number for a value but ""',
      'error: stores "b" though it has no number for a value but "x"',
      'error: stores "c" though it has no number for a value but "1,5"',
      'error: stores "d" though it has no number for a value but "--1"',
    ]);
    expect(remarks('a=1e3')).to.deep.equal([
      'warning: stores "a" though it has the value 1e3, with an exponent',
    ]);
    expect(remarks('a=1q b=2q')).to.deep.equal([
      'warning: stores "a", "b" though each has the unit "q", which the guidelines do not know',
    ]);
    expect(remarks('a=1;x;1:y;z;0x1')).to.deep.equal([
      'error: stores "a" though it has the warning threshold "x", which is no range',
      'error: stores "a" though it has the critical threshold "1:y", which is no range',
      'error: stores "a" though it has the minimum "z", which is no number',
      'error: stores "a" though it has the maximum "0x1", which is no number',
    ]);
    expect(remarks('a=1;2;3;4;5;6')).to.deep.equal([
      'warning: stores "a" though it has more than five fields',
    ]);
    expect(remarks('a=1;~:3;@1.5:.5;-1;+1')).to.deep.equal([
      'error: stores "a" though it has the maximum "+1", which is no number',
    ]);
  });

  it('tells a text that does not say what the exit code does', () => {
    expect(nagios('OK: x\n', { exitCode: 2 })).to.deep.equal([
      'warning: acts on exit code 2, CRITICAL, though the text says OK',
    ]);
    expect(nagios('BOOKS: x\n', { exitCode: 2 })).to.deep.equal([]);
    expect(nagios('OK: a; b\n')).to.deep.equal(['warning: shows ":" for each ";" ("OK: a; b")']);
    expect(viewed('nagios', 'OK: a; b|c=1;2\nd; e\n')).to.deep.include({
      text: 'OK: a: b',
      details: 'd; e',
      perfdata: ['c=1;2'],
    });
  });

  it('says the worst first, and ends', () => {
    expect(nagios('OK: a; b|c\n')[0]).to.match(/^error/);
    const many = Array.from({ length: 500 }, (_, index) => `m${index}=${index}x${index}`).join(' ');
    const remarks = nagios(`OK: x|${many}\n`);
    expect(remarks).to.have.length(21);
    expect(remarks.at(-1)).to.match(/^error: and 48\d more like these$/);
  });
});
