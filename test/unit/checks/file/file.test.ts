// Files of hosts: there, their size, age, mode, owner, content; backups; of fleetspecd's and MCollective's agents.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { expectNewestAge, expectNewestSize } from '../../../../lib/checks/file/backup';
import {
  expectFile,
  expectFileAge,
  expectFileDigest,
  expectFileMode,
  expectFileOwner,
  expectFileSize,
} from '../../../../lib/checks/file/file';
import { expectFileAs, expectSameFile } from '../../../../lib/checks/file/same_file';
import { AgentScene, EVERY, ending, NO, saying } from '../agent_scene';
import type { ToyAgent, ToyReply } from '../toy_fleet';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const NOW = 1_000_000;
const HERE = {
  present: 1,
  type: 'file',
  size: 2048,
  mode: '100644',
  uid: 0,
  gid: 33,
  md5: MD5,
  mtime_seconds: NOW - 60,
};
const ABSENT: ToyReply = {
  statuscode: 1,
  statusmsg: '/etc/motd does not exist',
  data: { present: 0, type: 'unknown', mode: '0000', size: 0, uid: 0, gid: 0, md5: 0, mtime_seconds: 0 },
};

type Sentence = (scene: AgentScene) => Promise<void>;

const at = (hosts: ConstructorParameters<typeof AgentScene>[0], sentence: Sentence) => {
  const scene = new AgentScene(hosts);
  scene.fleet.ms = NOW * 1000;
  return ending(sentence(scene));
};
const here = (sentence: Sentence, more: Record<string, unknown> = {}) =>
  at(saying('filemgr', { ...HERE, ...more } as never), sentence);
const absent = (sentence: Sentence) => at({ web1: { filemgr: ABSENT } }, sentence);

const ASPECTS: Record<string, (claim: string) => Sentence> = {
  there: claim => scene => expectFile(claim, 'file', '/etc/motd', scene),
  size: claim => scene => expectFileSize(claim, '/etc/motd', 'at least 1 KiB', scene),
  age: claim => scene => expectFileAge(claim, '/etc/motd', 'less than 5 minutes', scene),
  mode: claim => scene => expectFileMode(claim, '/etc/motd', '644', scene),
  owner: claim => scene => expectFileOwner(claim, '/etc/motd', 'uid 0 and gid 33', scene),
  digest: claim => scene => expectFileDigest(claim, '/etc/motd', MD5.toUpperCase(), scene),
};

describe('a file', () => {
  for (const [name, sentence] of Object.entries(ASPECTS)) {
    it(`${name}: true of one that is so, never of one that is not there, unknown of odd answers`, async () => {
      expect(await here(sentence(EVERY))).to.equal('well');
      expect(await absent(sentence(EVERY))).to.match(/^CRITICAL web1: .*got no such file$/);
      expect(await absent(sentence(NO))).to.equal('well');
      for (const data of [{}, { present: 'maybe' }, { present: 1 }, { ...HERE, present: undefined }])
        expect(await at(saying('filemgr', data as never), sentence(NO)), JSON.stringify(data)).to.match(
          /^UNKNOWN/,
        );
      expect(await at({ web1: { filemgr: { statuscode: 5, statusmsg: 'no' } } }, sentence(NO))).to.match(
        /^UNKNOWN/,
      );
      expect(await at({ web1: { filemgr: undefined } }, sentence(NO))).to.match(
        /^UNKNOWN no answer from web1/,
      );
    });
  }

  it('is told when it is otherwise', async () => {
    const got = async (name: string, more: Record<string, unknown>) =>
      (await here(ASPECTS[name]!(EVERY), more)).replace(/.*got /, '');
    expect(await got('there', { type: 'directory' })).to.equal('a directory');
    expect(await got('size', { size: 100 })).to.equal('100 B');
    expect(await got('age', { mtime_seconds: NOW - 7260 })).to.equal('2 hours 1 minute');
    expect(await got('mode', { mode: '100600' })).to.equal('0600');
    expect(await got('owner', { uid: 33 })).to.equal('uid 33 and gid 33');
    expect(await got('digest', { md5: '0'.repeat(32) })).to.equal('0'.repeat(32));
  });

  it('of which the answer makes no sense is unknown', async () => {
    const odd: [string, Record<string, unknown>][] = [
      ['there', { type: '' }],
      ['size', { size: -1 }],
      ['age', { mtime_seconds: NOW + 4000 }],
      ['age', { mtime_seconds: 0 }],
      ['mode', { mode: 'rw-r--r--' }],
      ['owner', { gid: 'www-data' }],
      ['digest', { md5: null }],
      ['digest', { md5: 0 }],
    ];
    for (const [name, more] of odd) expect(await here(ASPECTS[name]!(NO), more), name).to.match(/^UNKNOWN/);
  });

  it('may be a link, in MCollective', async () => {
    expect(await here(ASPECTS.there!(EVERY), { type: 'symlink' })).to.equal('well');
  });

  it('sentences that make no sense are said to be', async () => {
    expect(await here(scene => expectFileMode(EVERY, '/x', 'rw', scene))).to.match(
      /^UNKNOWN "rw" is no mode/,
    );
    expect(await here(scene => expectFileDigest(EVERY, '/x', 'abc', scene))).to.match(
      /^UNKNOWN "abc" is no checksum/,
    );
    expect(await here(scene => expectFileAge(EVERY, '/x', 'below 5 GiB', scene))).to.match(/^UNKNOWN/);
  });
});

describe('the same file', () => {
  const file = (md5: string): ToyReply => ({ data: { ...HERE, md5 } });
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];

  it('names the odd one out; that nobody has it is no agreement', async () => {
    const same = (...replies: ToyReply[]) =>
      at(Object.fromEntries(replies.map((filemgr, i) => [`web${i + 1}`, { filemgr }])), scene =>
        expectSameFile(EVERY, '/etc/motd', scene),
      );
    expect(await same(file(one), file(one))).to.equal('well');
    expect(await same(file(one), file(one), file(two))).to.contain(
      `web3: content of /etc/motd expected MD5 ${one}`,
    );
    expect(await same(ABSENT, ABSENT)).to.match(/^CRITICAL/);
    expect(await same(file(one), { data: { ...HERE, md5: null } })).to.match(/^UNKNOWN/);
  });

  it('can be that of another host', async () => {
    const hosts = { web1: { filemgr: file(one) }, web2: { filemgr: file(two) } };
    const as = (other: string) =>
      at(hosts, scene => expectFileAs('the host web1 should', '/x', other, scene));
    expect(await as('the host web2')).to.match(/^CRITICAL web1/);
  });
});

/** Files of a directory: name → seconds ago and size. */
const folder =
  (files: Record<string, readonly [number, number]>): ToyAgent =>
  (_action, { file, dirlist }) => {
    if (dirlist) return { data: { ...HERE, type: 'directory', dir_listing: Object.keys(files) } };
    const found = files[String(file).replace('/backup/', '')];
    return found ? { data: { ...HERE, mtime_seconds: NOW - found[0], size: found[1] } } : ABSENT;
  };

describe('the newest file of a directory', () => {
  const age = (hosts: Record<string, ToyAgent | ToyReply>, pattern?: string) =>
    at(Object.fromEntries(Object.entries(hosts).map(([name, filemgr]) => [name, { filemgr }])), scene =>
      expectNewestAge(EVERY, { folder: '/backup', pattern }, 'less than 1 hour', scene),
    );

  it('is found by its time among the last by name', async () => {
    expect(await age({ web1: folder({ 'db-1.gz': [9999, 1], 'db-2.gz': [60, 1] }) })).to.equal('well');
    expect(await age({ web1: folder({ 'db-1.gz': [9999, 1], 'db-2.gz': [7200, 1] }) })).to.equal(
      'CRITICAL web1: age of the newest file in /backup expected less than 1 hour, got 2 hours (db-2.gz)',
    );
    expect(await age({ web1: folder({ 'db-1.gz': [60, 1], 'notes.txt': [7200, 1] }) }, '/gz$/')).to.equal(
      'well',
    );
    expect(await age({ web1: folder({ 'db-1.gz': [7200, 1], 'notes.txt': [60, 1] }) }, '/gz$/')).to.match(
      /^CRITICAL/,
    );
  });

  it('is none where there is no such file, or directory', async () => {
    expect(await age({ web1: folder({}) })).to.contain('got no such file');
    expect(await age({ web1: ABSENT })).to.contain('got no such file');
    expect(await age({ web1: folder({ '.hidden': [1, 1] }) })).to.contain('got no such file');
  });

  it('that is not there is not young enough either', async () => {
    const old = (filemgr: ToyAgent | ToyReply, claim: string) =>
      at({ web1: { filemgr } }, scene =>
        expectNewestAge(claim, { folder: '/backup' }, 'above 1 hour', scene),
      );
    for (const claim of ['no host with class web should', 'every host with class web should not'])
      expect(await old(folder({}), claim)).to.match(/^UNKNOWN web1 .*there is no such file in .backup/);
    expect(await old(folder({ 'db-1.gz': [60, 1] }), 'no host with class web should')).to.equal('well');
    expect(await old(ABSENT, EVERY)).to.contain('got no such file');
  });

  it('is unknown where names or a candidate are', async () => {
    expect(await age({ web1: { data: { ...HERE, type: 'directory' } } })).to.match(
      /^UNKNOWN .*does not list/,
    );
    expect(await age({ web1: { data: { type: 'directory', dir_listing: [] } } })).to.match(
      /^UNKNOWN .*does not list/,
    );
    const half: ToyAgent = (_action, { dirlist }) =>
      dirlist ? { data: { ...HERE, dir_listing: ['a'] } } : { data: { present: 1, type: 'file' } };
    expect(await age({ web1: half })).to.match(/^UNKNOWN .*tell the size/);
    const dying: ToyAgent = (_action, { dirlist }) =>
      dirlist ? { data: { ...HERE, dir_listing: ['a'] } } : undefined;
    expect(await age({ web1: dying })).to.match(/^UNKNOWN no answer from web1/);
  });

  it('asks for a name once, of all hosts that have it, and for the last five only', async () => {
    const files = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`db-${i}`, [60, 1] as const]));
    const scene = new AgentScene({ web1: { filemgr: folder(files) }, web2: { filemgr: folder(files) } });
    scene.fleet.ms = NOW * 1000;
    expect(await ending(expectNewestSize(EVERY, { folder: '/backup/' }, 'at least 1 B', scene))).to.equal(
      'well',
    );
    expect(scene.fleet.calls).to.deep.equal(Array(6).fill('filemgr status web1 web2'));
  });
});
