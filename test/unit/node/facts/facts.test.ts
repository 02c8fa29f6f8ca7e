// Facts and classes from files: merged, shown as Ruby shows them, read again when they change, kept when they break.
import { utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { ClassesFile, parseClasses } from '../../../../lib/node/facts/classes_file';
import { parseFacts, plainFacts, YamlFacts } from '../../../../lib/node/facts/yaml_facts';
import { FakeClock } from '../../rpc/fake_clock';
import { FakeRoot, MemoryLogger } from '../fakes';

let root: FakeRoot;
let clock: FakeClock;
let logger: MemoryLogger;
beforeEach(() => {
  root = new FakeRoot();
  clock = new FakeClock();
  logger = new MemoryLogger();
});
afterEach(() => root.remove());

const factsOf = (...files: string[]): YamlFacts => new YamlFacts(files, 300_000, root.paths, clock, logger);
const plain = (text: string) => plainFacts(parseFacts(text));
let mtime = 1_000_000;
/** Puts a file that looks newer than all before it. */
const put = (path: string, text: string): void => {
  root.put(path, text);
  mtime += 10;
  utimesSync(root.paths.resolve(path), mtime, mtime);
};

describe('parseFacts', () => {
  it('shows scalars as Ruby does, dates as they were written', () => {
    expect(
      plain(
        'a: yes\nb: 1.0\nc: ~\nd: 2024-05-01\ne: "yes"\nf: 0755\ng: [1, two, 3.50]\nh: {i: {j: off}}\n7: seven\nk: :sym\nl: |\n  two\n  lines\n',
      ),
    ).to.deep.equal({
      7: 'seven',
      a: 'true',
      b: '1.0',
      c: '',
      d: '2024-05-01',
      e: 'yes',
      f: '493',
      g: ['1', 'two', '3.5'],
      h: { i: { j: 'false' } },
      k: 'sym',
      l: 'two\nlines\n',
    });
  });

  it('reads anchors, merges and tags of Ruby', () => {
    expect(
      plain('a: &x {k: v}\nb: {<<: *x, w: 1}\nc: *x\nd: !ruby/sym e\n--- \n'.replace('--- \n', '')),
    ).to.deep.equal({
      a: { k: 'v' },
      b: { k: 'v', w: '1' },
      c: { k: 'v' },
      d: 'e',
    });
  });

  it('gives names that are special to JavaScript no meaning', () => {
    const facts = plain('__proto__: {polluted: 1}\nconstructor: x\nh: {__proto__: y}');
    expect(Object.keys(facts)).to.deep.equal(['__proto__', 'constructor', 'h']);
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
    expect(Object.hasOwn(facts.h as object, '__proto__')).to.equal(true);
  });
});

describe('YamlFacts', () => {
  it('merges files, later ones winning', async () => {
    put('/a.yaml', 'x: 1\ny: 1\n');
    put('/b.yaml', 'y: 2\nz: 2\n');
    expect(await factsOf('/a.yaml', '/b.yaml').get()).to.deep.equal({ x: '1', y: '2', z: '2' });
  });

  it('reads a file again when it changed, and once in a while anyhow', async () => {
    put('/a.yaml', 'x: 1\n');
    const facts = factsOf('/a.yaml');
    expect(await facts.get()).to.deep.equal({ x: '1' });
    put('/a.yaml', 'x: 2\n');
    expect(await facts.get()).to.deep.equal({ x: '2' });
    root.put('/a.yaml', 'x: 3\n');
    utimesSync(root.paths.resolve('/a.yaml'), mtime, mtime);
    expect(await facts.get()).to.deep.equal({ x: '2' });
    await clock.advance(300_000);
    expect(await facts.get()).to.deep.equal({ x: '3' });
  });

  it('reads everything again when told to', async () => {
    put('/a.yaml', 'x: 1\n');
    const facts = factsOf('/a.yaml');
    await facts.get();
    root.put('/a.yaml', 'x: 3\n');
    utimesSync(root.paths.resolve('/a.yaml'), mtime, mtime);
    facts.forget();
    expect(await facts.get()).to.deep.equal({ x: '3' });
  });

  it('keeps the last good facts of a file that is broken, empty or gone, and says so once per change', async () => {
    put('/a.yaml', 'x: 1\n');
    put('/b.yaml', 'y: 1\n');
    const facts = factsOf('/a.yaml', '/b.yaml');
    await facts.get();
    for (const text of ['x: [', '', '- 1\n', '{}']) {
      put('/b.yaml', text);
      expect(await facts.get()).to.deep.equal({ x: '1', y: '1' });
      expect(await facts.get()).to.deep.equal({ x: '1', y: '1' });
    }
    root.take('/b.yaml');
    expect(await facts.get()).to.deep.equal({ x: '1', y: '1' });
    expect(logger.at('error')).to.have.length(5);
    expect(logger.at('error')[0]).to.match(
      /^cannot load facts, the last good ones stay: broken YAML in line/,
    );
    expect(logger.at('error')[4]).to.equal(
      'cannot load facts, the last good ones stay: there is no such file',
    );
    put('/b.yaml', 'z: 1\n');
    expect(await facts.get()).to.deep.equal({ x: '1', z: '1' });
  });

  it('is empty without files', async () => {
    expect(await factsOf().get()).to.deep.equal({});
    expect(await factsOf('/none.yaml').get()).to.deep.equal({});
    expect(logger.at('error')).to.have.length(1);
  });

  it('reads once for requests that come together', async () => {
    put('/a.yaml', 'x: [\n');
    const facts = factsOf('/a.yaml');
    await Promise.all([facts.get(), facts.get(), facts.tree()]);
    expect(logger.at('error')).to.have.length(1);
  });
});

describe('ClassesFile', () => {
  it('has one class per line', () => {
    expect(parseClasses('a\nb::c\r\n\nd')).to.deep.equal(['a', 'b::c', '', 'd']);
    expect(parseClasses('')).to.deep.equal([]);
  });

  it('follows its file, and is empty without it', async () => {
    const classes = new ClassesFile('/classes.txt', root.paths, logger);
    expect(await classes.get()).to.deep.equal([]);
    put('/classes.txt', 'a\n');
    expect(await classes.get()).to.deep.equal(['a']);
    put('/classes.txt', 'b\nc\n');
    expect(await classes.get()).to.deep.equal(['b', 'c']);
    root.take('/classes.txt');
    expect(await classes.get()).to.deep.equal([]);
    expect(logger.lines).to.deep.equal([]);
  });

  it('keeps what it has when the file cannot be read', async () => {
    put('/classes.txt', 'a\n');
    const classes = new ClassesFile('/classes.txt', root.paths, logger);
    await classes.get();
    root.take('/classes.txt');
    root.makeFolder('/classes.txt');
    expect(await classes.get()).to.deep.equal(['a']);
    // Asked again, as every request does: said once.
    await classes.get();
    expect(logger.at('error')).to.deep.equal(['cannot read the classes: cannot read /classes.txt: EISDIR']);
  });
});
