// Agent filemgr: what it says of files, where it changes them, and the links it does not follow.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { RubyTime } from '../../../../lib/marshal/values';
import { FakeRoot } from '../fakes';
import { HostOfTests, NOW } from './host_of_tests';

describe('agent filemgr', () => {
  let root: FakeRoot;
  beforeEach(() => {
    root = new FakeRoot();
    root.makeFolder('/srv/data');
    root.makeFolder('/var/run');
    root.makeFolder('/etc');
  });
  afterEach(() => root.remove());

  const at = (path: string): string => root.paths.resolve(path);

  function node(plugins: Record<string, string> = { 'filemgr.writable': '/srv' }): HostOfTests {
    return new HostOfTests(root, { node: { plugins } });
  }

  async function refusal(host: HostOfTests, action: string, file: string): Promise<string> {
    const { code, msg } = await host.ask('filemgr', action, { file });
    return `${code} ${msg}`;
  }

  it('tells what MCollective tells of a file, and its SHA-256', async () => {
    root.put('/srv/a', 'hello\n');
    chmodSync(at('/srv/a'), 0o640);
    utimesSync(at('/srv/a'), 1_700_000_001, 1_700_000_002.5);
    const { ctimeMs, uid, gid } = statSync(at('/srv/a'));
    const ctime = Math.floor(ctimeMs / 1000);
    const time = (seconds: number): RubyTime => new RubyTime(seconds, 0, 0, 'UTC', true);
    expect(await node().ask('filemgr', 'status', { file: '/srv/a' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: {
        ...{ name: '/srv/a', output: 'present', present: 1, type: 'file', mode: '100640', size: 6, uid, gid },
        ...{ mtime: time(1_700_000_002), ctime: time(ctime), atime: time(1_700_000_001) },
        ...{ mtime_seconds: 1_700_000_002, ctime_seconds: ctime, atime_seconds: 1_700_000_001 },
        md5: 'b1946ac92492d2347c6235b4d2611184',
        sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
        dir_listing: null,
      },
    });
  });

  it('tells what there is not, with statuscode 1 and all outputs', async () => {
    const { code, msg, data } = await node().ask('filemgr', 'status', { file: '/srv/none' });
    expect([code, msg]).to.deep.equal([1, '/srv/none does not exist']);
    expect(data).to.include({ name: '/srv/none', output: 'not present', present: 0, mode: '0000', md5: 0 });
    expect(data).to.include({ mtime: 0, mtime_seconds: 0, type: 'unknown', dir_listing: null });
  });

  it('lists a directory when asked to', async () => {
    root.put('/srv/data/b', '');
    root.put('/srv/data/a', '');
    const status = (data: Record<string, boolean>) =>
      node().ask('filemgr', 'status', { file: '/srv/data', ...data });
    expect((await status({ dirlist: true })).data).to.deep.include({
      type: 'directory',
      dir_listing: ['a', 'b'],
      md5: 0,
    });
    expect((await status({ dirlist: false })).data.dir_listing).to.equal(null);
    expect((await status({})).data.dir_listing).to.equal(null);
  });

  it('tells of a link what it is, and of one that leads nowhere that there is nothing', async () => {
    root.put('/srv/a', 'x');
    symlinkSync('a', at('/srv/link'));
    symlinkSync('nowhere', at('/srv/loose'));
    const { data } = await node().ask('filemgr', 'status', { file: '/srv/link' });
    expect(data).to.include({ type: 'symlink', present: 1, md5: 0, size: 1 });
    expect((await node().ask('filemgr', 'status', { file: '/srv/loose' })).code).to.equal(1);
  });

  it('touches: makes an empty file, and later only changes its times', async () => {
    const host = node();
    expect(await host.ask('filemgr', 'touch', { file: '/srv/data/new' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: {},
    });
    expect(readFileSync(at('/srv/data/new'), 'utf8')).to.equal('');
    expect(statSync(at('/srv/data/new')).mode & 0o777).to.equal(0o644);
    writeFileSync(at('/srv/data/new'), 'kept');
    utimesSync(at('/srv/data/new'), 1, 1);
    expect((await host.ask('filemgr', 'touch', { file: '/srv/data/new' })).code).to.equal(0);
    expect(Math.floor(statSync(at('/srv/data/new')).mtimeMs / 1000)).to.equal(NOW);
    expect(readFileSync(at('/srv/data/new'), 'utf8')).to.equal('kept');
  });

  it('removes a file, and says when there is none', async () => {
    root.put('/srv/a', 'x');
    const host = node();
    expect(await host.ask('filemgr', 'remove', { file: '/srv/a' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: {},
    });
    expect(existsSync(at('/srv/a'))).to.equal(false);
    expect(await refusal(host, 'remove', '/srv/a')).to.equal(
      "1 Could not remove file '/srv/a' - it is not present",
    );
  });

  it('changes only below the listed folders', async () => {
    root.makeFolder('/srvx');
    for (const file of ['/etc/passwd', '/srvx/a', '/srv/../etc/passwd', 'etc/passwd']) {
      root.put(file, 'x');
      for (const action of ['touch', 'remove']) {
        expect(await refusal(node(), action, file), file).to.match(
          new RegExp(
            `^1 Could not ${action} file '.*': filemgr.writable of this node does not list a folder`,
          ),
        );
      }
      expect(readFileSync(at(file), 'utf8')).to.equal('x');
    }
    const both = node({ 'filemgr.writable': '/nowhere:/srvx, /etc' });
    expect(await refusal(both, 'remove', '/srvx/a')).to.equal('0 OK');
    expect(await refusal(both, 'remove', '/etc/passwd')).to.equal('0 OK');
    expect(await refusal(node({ 'filemgr.writable': '/' }), 'touch', '/etc/x')).to.equal('0 OK');
  });

  it('changes only its own file where nothing is listed', async () => {
    for (const plugins of [{}, { 'filemgr.writable': '' }, { 'filemgr.writable': 'srv' }]) {
      const host = node(plugins as Record<string, string>);
      expect(await refusal(host, 'touch', '/srv/data/x')).to.match(/^1 Could not touch/);
      expect((await host.ask('filemgr', 'touch')).code).to.equal(0);
      expect(existsSync(at('/var/run/mcollective.plugin.filemgr.touch'))).to.equal(true);
      expect((await host.ask('filemgr', 'status')).data.name).to.equal(
        '/var/run/mcollective.plugin.filemgr.touch',
      );
      expect((await host.ask('filemgr', 'remove')).code).to.equal(0);
    }
    const host = node({ 'filemgr.touch_file': '/etc/alive' });
    expect((await host.ask('filemgr', 'touch')).code).to.equal(0);
    expect(await refusal(host, 'touch', '/etc/alive')).to.equal('0 OK');
    expect(existsSync(at('/etc/alive'))).to.equal(true);
    expect(await refusal(host, 'touch', '/var/run/mcollective.plugin.filemgr.touch')).to.match(/^1 /);
  });

  it('does not leave the listed folders through a link on the way', async () => {
    root.put('/etc/passwd', 'x');
    symlinkSync(at('/etc'), at('/srv/way'));
    for (const action of ['touch', 'remove']) {
      expect(await refusal(node(), action, '/srv/way/passwd')).to.match(/does not list a folder/);
    }
    expect(existsSync(at('/etc/passwd'))).to.equal(true);
    // Where the link leads is what counts, the other way round as well.
    symlinkSync(at('/srv/data'), at('/etc/way'));
    expect(await refusal(node(), 'touch', '/etc/way/x')).to.equal('0 OK');
  });

  it('removes a link, never what it leads to, and does not touch through one', async () => {
    root.put('/etc/passwd', 'x');
    symlinkSync(at('/etc/passwd'), at('/srv/link'));
    symlinkSync(at('/etc/new'), at('/srv/loose'));
    expect(await refusal(node(), 'touch', '/srv/link')).to.equal(
      "1 Could not touch file '/srv/link': it is not a regular file",
    );
    expect(await refusal(node(), 'touch', '/srv/loose')).to.match(/not a regular file/);
    expect(existsSync(at('/etc/new'))).to.equal(false);
    expect(await refusal(node(), 'remove', '/srv/link')).to.equal('0 OK');
    expect(await refusal(node(), 'remove', '/srv/loose')).to.equal('0 OK');
    expect(readFileSync(at('/etc/passwd'), 'utf8')).to.equal('x');
    expect(() => lstatSync(at('/srv/link'))).to.throw('ENOENT');
  });

  it('refuses directories, and names that are none', async () => {
    const host = node();
    expect(await refusal(host, 'remove', '/srv/data')).to.equal(
      "1 Could not remove file '/srv/data': it is a directory",
    );
    expect(await refusal(host, 'touch', '/srv/data')).to.match(/not a regular file/);
    for (const file of ['/srv/data/', '/srv/data/..', '/srv/.', '/', '.']) {
      expect(await refusal(host, 'remove', file), file).to.match(
        /^1 Could not remove file '.*': .* is not the name/,
      );
    }
    expect(await refusal(host, 'touch', '/srv/data/x\0y')).to.match(/^4 .*NUL/);
    expect(await refusal(host, 'touch', '/srv/none/x')).to.equal(
      "1 Could not touch file '/srv/none/x': there is no folder /srv/none",
    );
    expect(existsSync(at('/srv/data'))).to.equal(true);
  });

  it('acts in the folder it looked at, whatever becomes of the path meanwhile', async () => {
    const { inItsFolder } = await import('../../../../lib/node/agents/filemgr_place');
    root.put('/etc/victim', 'x');
    root.put('/srv/data/victim', 'x');
    await inItsFolder('/srv/data/victim', node().node, async path => {
      rmSync(at('/srv/gone'), { recursive: true, force: true });
      const { renameSync } = await import('node:fs');
      renameSync(at('/srv/data'), at('/srv/gone'));
      symlinkSync(at('/etc'), at('/srv/data'));
      rmSync(path);
    });
    expect(existsSync(at('/etc/victim'))).to.equal(true);
    expect(existsSync(at('/srv/gone/victim'))).to.equal(false);
    mkdirSync(at('/srv/end'));
  });
});
