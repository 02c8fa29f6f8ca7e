// The display on terminals, pipes and files.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { inColumns } from '../../../lib/cli/in_columns';
import { makeDisplay, progressLine } from '../../../lib/cli/make_display';
import { Sink } from './run_fleetspec';

function displayOn(
  terminal: { stdout?: boolean; stderr?: boolean },
  env: Record<string, string> = {},
  columns?: number,
) {
  const [stdout, stderr] = [new Sink(), new Sink()];
  Object.assign(stdout, { isTTY: terminal.stdout ?? false, columns });
  stderr.isTTY = terminal.stderr ?? false;
  return { stdout, stderr, display: makeDisplay({ stdout, stderr, env }) };
}

describe('the display', () => {
  it('has colour on a terminal that wants it', () => {
    expect(displayOn({ stdout: true }).display.colour).to.equal(true);
    expect(displayOn({ stdout: true }, { NO_COLOR: '1' }).display.colour).to.equal(false);
    expect(displayOn({ stdout: true }, { NO_COLOR: '' }).display.colour).to.equal(true);
    expect(displayOn({ stdout: true }, { TERM: 'dumb' }).display.colour).to.equal(false);
    expect(displayOn({ stderr: true }).display.colour).to.equal(false);
  });

  it('knows its width', () => {
    expect(displayOn({}, {}, 132).display.columns).to.equal(132);
    expect(displayOn({}, { COLUMNS: '100' }).display.columns).to.equal(100);
    expect(displayOn({}).display.columns).to.equal(80);
    expect(displayOn({}, { COLUMNS: 'wide' }).display.columns).to.equal(80);
  });

  it('sends results and notices different ways', () => {
    const { display, stdout, stderr } = displayOn({});
    display.line('result');
    display.line();
    display.notice('note');
    display.progress(1, 2);
    display.progressEnd();
    expect(stdout.text).to.equal('result\n\n');
    expect(stderr.text).to.equal('note\n');
  });

  it('moves the progress line out of the way of others', () => {
    const { display, stderr } = displayOn({ stderr: true });
    display.progress(1, 2);
    const bar = progressLine(1, 2, '|', 80);
    display.notice('note');
    display.progressEnd();
    expect(stderr.text).to.equal(`\r\x1b[K${bar}\r\x1b[Knote\n${bar}\n`);
  });

  it('draws progress within a terminal that is resized, also when the results go elsewhere', () => {
    const { display, stderr, stdout } = displayOn({ stderr: true });
    const drawn = (columns: number): number => {
      stderr.columns = columns;
      stderr.text = '';
      display.progress(1, 2);
      return stderr.text.length - '\r\x1b[K'.length;
    };
    expect([drawn(80), drawn(40), drawn(20)]).to.deep.equal([72, 32, 8]);
    stdout.columns = 50;
    expect(display.columns).to.equal(50);
  });

  it('draws progress anew when the terminal is resized, and only while there is some', () => {
    const { display, stderr } = displayOn({ stderr: true });
    const resized = (columns: number): string => {
      stderr.columns = columns;
      stderr.text = '';
      stderr.emit('resize');
      return stderr.text;
    };
    expect(resized(60)).to.equal('');
    display.progress(1, 2);
    expect(resized(40)).to.equal(`\r\x1b[K${progressLine(1, 2, '|', 40)}`);
    stderr.columns = 50;
    stderr.text = '';
    display.notice('note');
    expect(stderr.text).to.equal(`\r\x1b[Knote\n${progressLine(1, 2, '|', 50)}`);
    display.progressEnd();
    expect([resized(30), stderr.listenerCount('resize')]).to.deep.equal(['', 0]);
  });

  it('keeps progress on one line, whatever the width and the number of hosts', () => {
    for (let columns = 32; columns <= 100; columns++)
      for (const total of [1, 47, 3000, 10_000, 1_000_000])
        for (const done of [0, total])
          expect(progressLine(done, total, '|', columns).length, `${columns} ${total}`).to.be.below(columns);
  });

  it('shows no progress on a terminal that cannot rewrite a line', () => {
    const { display, stderr } = displayOn({ stderr: true }, { TERM: 'dumb' });
    display.progress(1, 2);
    display.progressEnd();
    expect(stderr.text).to.equal('');
  });

  it('draws progress as mco does', () => {
    expect(progressLine(3, 10, '|', 42)).to.equal(' | [ ======>               ] 3 / 10');
    expect(progressLine(10, 10, '*', 42)).to.equal(' * [ ====================> ] 10 / 10');
    expect(progressLine(1, 2, '/', 20)).to.equal(' / 1 / 2');
  });
});

describe('names in columns', () => {
  it('are at least 30 wide, as many as fit', () => {
    expect(inColumns(['a', 'b', 'c'], 80)).to.deep.equal([`    a${' '.repeat(30)}b`, '    c']);
    expect(inColumns(['x'.repeat(60), 'y'], 80)).to.deep.equal([`    ${'x'.repeat(60)}`, '    y']);
  });
});
