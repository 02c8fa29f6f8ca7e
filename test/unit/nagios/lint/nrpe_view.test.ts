// What arrives behind NRPE 2. The lab compares it with a real server and client.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { remarksOf, viewed } from './remarks_of';

const nrpe = remarksOf.bind(undefined, 'nrpe');

describe("NRPE's view", () => {
  it('carries what fits, as it is', () => {
    expect(nrpe(`OK: ${'x'.repeat(1015)}|a=1\nmore|b\n`.slice(0, 1023))).to.deep.equal([]);
    expect(viewed('nrpe', 'OK: x|a=1\nlong\n')).to.deep.equal({
      consumer: 'NRPE 2',
      state: 'OK',
      text: 'OK: x',
      details: 'long',
      perfdata: ['a=1'],
      remarks: [],
    });
  });

  it('tells what does not fit', () => {
    expect(nrpe(`OK: x|a=1\n${'y'.repeat(1014)}\n`)).to.deep.equal([
      'error: carries 1023 of 1024 bytes; NRPE 3 and newer carry all of them',
    ]);
    expect(nrpe(`OK: ${'x'.repeat(1020)}|a=1\n`)).to.deep.equal([
      'error: carries 1023 of 1028 bytes, and no performance data; NRPE 3 and newer carry all of them',
    ]);
    expect(nrpe(`OK: x\n${'y'.repeat(70_000)}\n`)).to.deep.equal([
      'error: carries 1023 of 70006 bytes; NRPE 3 and newer carry 65504 bytes',
    ]);
    expect(viewed('nrpe', `OK: ${'x'.repeat(1018)}|abc=1\n`).perfdata).to.deep.equal([]);
  });

  it('tells what the server makes UNKNOWN', () => {
    expect(nrpe('OK: x\n', { exitCode: 4 })).to.deep.equal(['error: takes exit code 4 for UNKNOWN']);
    expect(viewed('nrpe', 'OK: x\n', { exitCode: 126 })).to.include({ state: 'UNKNOWN', text: 'OK: x' });
    expect(nrpe('OK: x\n', { killed: true })).to.deep.equal([
      'error: takes a plugin that a signal ended for UNKNOWN',
    ]);
    expect(nrpe('', { stderr: 'broken' })).to.deep.equal([
      'error: finds nothing on stdout and answers UNKNOWN, with words of its own',
    ]);
    expect(viewed('nrpe', '').text).to.equal('NRPE: Unable to read output');
    expect(nrpe('\n\n')).to.deep.equal([
      'error: finds only empty lines, and has words of its own for the text',
    ]);
    expect(nrpe('OK: a\0b\n')).to.deep.equal(['error: carries nothing behind the NUL byte']);
  });
});
