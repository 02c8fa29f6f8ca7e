// What the wrappers negate and urlize make of an output. The lab compares it with the real programs.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { remarksOf, viewed } from './remarks_of';

const negate = remarksOf.bind(undefined, 'negate');
const urlize = remarksOf.bind(undefined, 'urlize');

describe("negate's view", () => {
  it('turns OK and CRITICAL', () => {
    const states = [0, 1, 2, 3, 4, 5].map(exitCode => viewed('negate', 'x\n', { exitCode }).state);
    expect(states).to.deep.equal(['CRITICAL', 'WARNING', 'OK', 'UNKNOWN', 'any', 'exit 5']);
    expect(negate('OK: fine|a=1\nlong\n')).to.deep.equal([]);
    expect(viewed('negate', 'OK: fine|a=1\nlong\n')).to.deep.include({
      text: 'OK: fine|a=1',
      details: 'long',
      perfdata: ['a=1'],
    });
  });

  it('tells what it cannot turn', () => {
    expect(negate('x\n', { exitCode: 4 })).to.deep.equal(['error: makes any number of exit code 4']);
    expect(negate('x\n', { exitCode: 127 })).to.deep.equal(['error: passes exit code 127 on']);
    expect(negate('x\n', { killed: true })).to.deep.equal([
      'error: exits with 255 when a signal ended the plugin',
    ]);
    expect(negate('', { exitCode: 2 })).to.deep.equal([
      'error: finds nothing on stdout: "No data returned from command", and the state not turned',
    ]);
    expect(viewed('negate', '', { exitCode: 2 }).state).to.equal('CRITICAL');
    expect(viewed('negate', '').state).to.equal('UNKNOWN');
    expect(viewed('negate', '', { killed: true }).state).to.equal('UNKNOWN');
    expect(negate('WARNING: a\0b\n', { exitCode: 1 })).to.deep.equal([
      'error: loses the rest of a line behind a NUL byte',
    ]);
  });

  it('tells what -s changes besides the state', () => {
    expect(negate("OK: x|'OK steps'=1 b=2\n")).to.deep.equal([
      'error: renames "OK steps" with -s: it changes every OK',
      'warning: changes OK in 2 places with -s',
    ]);
    expect(negate('CRITICAL: 2 UNCRITICALS\n', { exitCode: 2 })).to.deep.equal([
      'warning: changes CRITICAL in 2 places with -s, even within UNCRITICALS',
    ]);
    expect(negate('BOOKS missing\n')).to.deep.equal([
      'warning: changes OK in 1 place with -s, even within BOOKS',
    ]);
    // A WARNING stays one.
    expect(negate('WARNING: 2 in WARNING|WARNING=2\n', { exitCode: 1 })).to.deep.equal([]);
  });
});

describe("urlize's view", () => {
  it('links line 1', () => {
    expect(viewed('urlize', 'OK: fine|a=1\n')).to.deep.equal({
      consumer: 'urlize',
      state: 'OK',
      text: '<A href="…">OK: fine</A>',
      details: '',
      perfdata: ['a=1'],
      remarks: [],
    });
  });

  it('tells what it leaves out', () => {
    expect(urlize('OK: x\na\nb\n')).to.deep.equal(['warning: leaves out the 2 lines after the first']);
    expect(urlize('OK: x\na\n')).to.deep.equal(['warning: leaves out the line after the first']);
    expect(urlize('OK: x|a=1|b=2\n')).to.deep.equal([
      'error: leaves out what stands behind the second "|" of line 1',
    ]);
    expect(urlize('\nOK: x\n')).to.deep.equal([
      'error: shows "(null)" for an empty line 1',
      'warning: leaves out the line after the first',
    ]);
    expect(urlize('|a=1\n')).to.deep.equal([
      'error: takes the performance data for the text, as nothing stands before the "|"',
    ]);
    expect(viewed('urlize', '|a=1\n')).to.deep.include({ text: '<A href="…">a=1</A>', perfdata: [] });
    expect(urlize('')).to.deep.equal(['error: finds nothing on stdout and answers UNKNOWN']);
  });

  it('tells what changes the state', () => {
    const states = [0, 1, 2, 3, 4].map(exitCode => viewed('urlize', 'x\n', { exitCode, stderr: 'e' }).state);
    expect(states).to.deep.equal(['WARNING', 'WARNING', 'CRITICAL', 'WARNING', 'WARNING']);
    expect(urlize('OK: x\n', { stderr: '(node:1) Warning\nmore\n' })).to.deep.equal([
      'error: takes "(node:1) Warning" on stderr for a WARNING',
    ]);
    expect(urlize('CRITICAL: x\n', { exitCode: 2, stderr: 'e' })).to.deep.equal([]);
    expect(urlize('OK: x\n', { exitCode: 4 })).to.deep.equal(['error: passes exit code 4 on']);
    expect(urlize('OK: x\n', { killed: true })).to.deep.equal([
      'error: takes a plugin that a signal ended for a WARNING',
    ]);
    expect(urlize(`${'x'.repeat(8191)}`)).to.deep.equal([]);
    const full = viewed('urlize', `${'x'.repeat(8191)}\n`);
    expect(full).to.include({ state: 'exit 134', text: '' });
    expect(full.remarks.map(remark => remark.text)).to.deep.equal([
      'ends by a buffer overflow: its buffer has 8192 bytes, this is longer',
    ]);
  });
});
