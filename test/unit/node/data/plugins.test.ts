// The data plugins, asked as filters and rpcutil ask them; answers are those of the real MCollective.
import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync, utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { RubyValue } from '../../../../lib/marshal/values';
import { queryData } from '../../../../lib/node/data/query_data';
import { HostOfTests, NOW } from '../agents/host_of_tests';
import { FakeRoot } from '../fakes';

let root: FakeRoot;
let host: HostOfTests;
beforeEach(() => {
  root = new FakeRoot();
  root.put(
    '/etc/fleetspec/facts.yaml',
    'country: uk\ncpus: 4\nos: {family: Debian, 9: x, release: {major: "12"}}\nlist: [a, b, [c]]\nnone:\n' +
      'text: "Zürich/\\"\\n\\u2028\\u007f\\u0001"\n',
  );
  host = new HostOfTests(root, { collectives: ['mcollective', 'uk'] });
});
afterEach(() => root.remove());

const ask = (source: string, query: string): Promise<Record<string, RubyValue>> =>
  queryData(source, query, host.node, { signal: new AbortController().signal });

const problem = (source: string, query: string): Promise<string> =>
  ask(source, query).then(
    () => 'none',
    (error: Error) => error.message,
  );

describe('data plugin agent', () => {
  it('tells the metadata of a loaded agent', async () => {
    const answer = await ask('agent', 'rpcutil');
    expect(answer).to.include({ agent: 'rpcutil', timeout: 10, license: 'Apache-2.0' });
    expect(Object.keys(answer)).to.deep.equal(
      'license timeout description url version author agent'.split(' '),
    );
  });

  it('knows no others', async () => {
    expect(await problem('agent', 'nosuch')).to.equal('No agent called nosuch found');
    expect(await problem('agent', 'x'.repeat(21))).to.include('longer than 20 character(s)');
    expect(await problem('agent', 'rpcutil\nx')).to.include('should match');
  });
});

describe('data plugin collective', () => {
  it('tells membership', async () => {
    expect(await ask('collective', 'uk')).to.deep.equal({ member: true });
    expect(await ask('collective', 'de')).to.deep.equal({ member: false });
    expect(await problem('collective', '\n')).to.equal(
      'Cannot validate input query: value should match (?-mix:.)',
    );
  });
});

describe('data plugin fact', () => {
  const TEXT: Record<string, string> = {
    ...{
      country: 'uk',
      cpus: '4',
      'os.release.major': '12',
      'os.9': 'x',
      none: '',
      'list.1': 'b',
      'list.2.0': 'c',
    },
    ...{ 'list.-2': 'b', 'list.0x1': 'b', 'list. 1 ': 'b', text: 'Zürich/"\n\u2028\u007f\u0001' },
  };
  for (const [path, value] of Object.entries(TEXT)) {
    it(`${path} is text`, async () => {
      expect(await ask('fact', path)).to.deep.equal({ exists: true, value, value_encoding: 'text/plain' });
    });
  }

  const OS = '{"family":"Debian","9":"x","release":{"major":"12"}}';
  const LIST = '["a","b",["c"]]';
  const ALL =
    `{"country":"uk","cpus":"4","os":${OS},"list":${LIST},"none":"",` +
    '"text":"Zürich/\\"\\n\u2028\u007f\\u0001"}';
  const JSONS: Record<string, string> = { os: OS, 'os.': OS, list: LIST, 'list.-1': '["c"]', '.': ALL };
  for (const [path, value] of Object.entries(JSONS)) {
    it(`${path} is JSON, in the order of the file`, async () => {
      expect(await ask('fact', path)).to.deep.equal({
        exists: true,
        value,
        value_encoding: 'application/json',
      });
    });
  }

  for (const path of [
    'nosuch',
    '.os',
    'os..9',
    'country.x',
    'country.length',
    'list.9',
    'list.1.5',
    'constructor',
  ]) {
    it(`${path} is absent`, async () => {
      expect(await ask('fact', path)).to.deep.equal({ exists: false, value: false, value_encoding: false });
    });
  }

  it('fails for places that are none', async () => {
    expect(await problem('fact', 'list.x')).to.equal('invalid value for Integer(): "x"');
    expect(await problem('fact', 'list.08')).to.equal('invalid value for Integer(): "08"');
    expect(await problem('fact', 'list.-9')).to.include('NilClass for key value');
  });
});

describe('data plugin fstat', () => {
  const TOUCHED = new Date(2001, 1, 3, 4, 5, 6);

  it('tells a file', async () => {
    root.put('/etc/motd', 'hello\n');
    utimesSync(root.paths.resolve('/etc/motd'), NOW - 60, TOUCHED);
    const answer = await ask('fstat', '/etc/motd');
    const seconds = TOUCHED.getTime() / 1000;
    expect(answer).to.include({
      ...{ name: '/etc/motd', output: 'present', present: 1, size: 6, type: 'file' },
      ...{ md5: 'b1946ac92492d2347c6235b4d2611184', uid: process.getuid?.(), gid: process.getgid?.() },
      ...{ mtime: '2001-02-03 04:05:06', mtime_seconds: seconds, mtime_age: NOW - seconds },
      ...{ atime_seconds: NOW - 60, atime_age: 60 },
    });
    expect(answer.mode).to.match(/^1006\d\d$/);
    expect(Object.keys(answer)).to.deep.equal(
      (
        'name output present size mode md5 mtime ctime atime mtime_seconds ctime_seconds atime_seconds ' +
        'mtime_age ctime_age atime_age uid gid type'
      ).split(' '),
    );
  });

  it('hashes files larger than one read', async () => {
    root.put('/big', 'x'.repeat(1_000_000));
    // head -c 1000000 /dev/zero | tr '\\0' x | md5sum
    expect((await ask('fstat', '/big')).md5).to.equal('ec78dbd963d2fc01e51176ed4dec299e');
  });

  it('tells what is no file, and hashes none of it', async () => {
    root.put('/etc/motd', 'hello\n');
    root.makeFolder('/dir');
    symlinkSync('motd', root.paths.resolve('/etc/link'));
    execFileSync('mkfifo', [root.paths.resolve('/fifo')]);
    const server = createServer().listen(root.paths.resolve('/sock'));
    await new Promise(resolve => server.once('listening', resolve));
    try {
      expect(await ask('fstat', '/dir')).to.include({ type: 'directory', md5: 0 });
      expect(await ask('fstat', '/etc/link')).to.include({
        type: 'symlink',
        md5: 0,
        size: 4,
        mode: '120777',
      });
      expect(await ask('fstat', '/fifo')).to.include({ type: 'unknown', md5: 0, present: 1 });
      expect(await ask('fstat', '/sock')).to.include({ type: 'socket', md5: 0 });
    } finally {
      server.close();
    }
  });

  it('tells what is not there', async () => {
    symlinkSync('nosuch', root.paths.resolve('/dangling'));
    for (const name of ['/nosuch', '/dangling', '/etc/fleetspec/facts.yaml/', '/etc/nosuch/x']) {
      expect(await ask('fstat', name), name).to.deep.equal({
        ...{
          name,
          output: 'not present',
          present: 0,
          size: 0,
          mode: '0000',
          md5: 0,
          mtime: 0,
          ctime: 0,
          atime: 0,
        },
        ...{ mtime_seconds: 0, ctime_seconds: 0, atime_seconds: 0 },
        ...{ mtime_age: null, ctime_age: null, atime_age: null, uid: 0, gid: 0, type: 'unknown' },
      });
    }
  });

  it('does not leave its root', async () => {
    root.put('/motd', '');
    expect(await ask('fstat', '../../../../../../../motd')).to.include({ present: 1 });
    expect(await ask('fstat', '/../../../../../../../motd')).to.include({ present: 1 });
    expect(await ask('fstat', 'motd')).to.include({ present: 1, name: 'motd' });
  });

  it('refuses to hash a huge file rather than to say nothing of it', async () => {
    root.put('/huge', '');
    truncateSync(root.paths.resolve('/huge'), 256 * 1024 * 1024 + 1);
    expect(await problem('fstat', '/huge')).to.equal('cannot read /huge: it is larger than 268435456 bytes');
  });

  it('refuses paths that are none', async () => {
    expect(await problem('fstat', 'a\0b')).to.equal('path name contains null byte');
    expect(await problem('fstat', 'x'.repeat(121))).to.include('longer than 120 character(s)');
    expect(await problem('fstat', '\n')).to.equal(
      'Cannot validate input query: value should match (?-mix:.+)',
    );
  });

  it('looks at one file after the other, and at no more than it can', async () => {
    root.put('/a', '');
    const answers = await Promise.all(Array.from({ length: 70 }, () => problem('fstat', '/a')));
    expect(answers.filter(answer => answer === 'none')).to.have.length(64);
    expect(answers.at(-1)).to.equal('too many files are asked for at once');
    expect(await problem('fstat', '/a')).to.equal('none');
  });
});
