// Numbers and remarks of a run: nothing is lost without a word, and nothing is told twice.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { metricLabel } from '../../../lib/checks/metric_label';
import { CheckFailed } from '../../../lib/checks/verdicts';
import { RunNotes } from '../../../lib/runner/run_notes';

const labels = (notes: RunNotes): string[] => notes.metrics.map(({ label, value }) => `${label}=${value}`);

describe('labels', () => {
  it('hold nothing that a reader of performance data stumbles over', () => {
    expect(metricLabel(" queue 'jobs|a=b';  x ")).to.equal('queue_jobs_a_b_x');
    expect(metricLabel('class role::web')).to.equal('class_role_web');
    expect(metricLabel('web1.example.net')).to.equal('web1.example.net');
    expect(metricLabel('ä'.repeat(100))).to.equal('ä'.repeat(64));
    expect(metricLabel(' \n')).to.equal('value');
  });
});

describe('metrics', () => {
  it('are the last ones of a sentence that measures again', () => {
    const notes = new RunNotes();
    notes.sentence = 'a';
    notes.measure({ label: 'load_web1', value: 1 });
    notes.measure({ label: 'load_web2', value: 2 });
    notes.measure({ label: 'load_web1', value: 3 });
    expect(labels(notes)).to.deep.equal(['load_web1=3', 'load_web2=2']);
  });

  it('of other sentences are kept beside them', () => {
    const notes = new RunNotes();
    for (const [sentence, value] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
      ['b', 5],
    ] as const) {
      notes.sentence = sentence;
      notes.measure({ label: 'load', value });
    }
    expect(labels(notes)).to.deep.equal(['load=3', 'load_2=5', 'load_3=4']);
  });

  it('that were cut are told apart', () => {
    const notes = new RunNotes();
    const long = 'x'.repeat(70);
    notes.measure({ label: `${long}a`, value: 1 });
    notes.measure({ label: `${long}b`, value: 2 });
    notes.measure({ label: `${long}a`, value: 3 });
    expect(labels(notes)).to.deep.equal([`${'x'.repeat(64)}=3`, `${'x'.repeat(62)}_2=2`]);
  });
});

describe('notes', () => {
  it('are said once, and taken once', () => {
    const notes = new RunNotes();
    notes.remark('a');
    notes.remark('a');
    notes.addWaived('b');
    notes.addWaived('b');
    expect(notes.remarks).to.deep.equal(['a', 'b']);
    expect(notes.takeWaived()).to.deep.equal(['b']);
    expect(notes.takeWaived()).to.deep.equal([]);
    const mild = new CheckFailed('load', 'below 2', [], undefined, 'WARNING');
    notes.addMild(mild);
    expect(notes.mild).to.deep.equal([mild]);
    expect(notes.takeMild()).to.deep.equal([mild]);
    expect(notes.mild).to.deep.equal([]);
  });
});
