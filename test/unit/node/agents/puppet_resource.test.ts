// One resource on demand: what the settings allow, what goes to `puppet resource`, and what its output means. The outputs are
// those of Puppet 7.23.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { RubyFloat, type RubyValue } from '../../../../lib/marshal/values';
import { FakeRoot } from '../fakes';
import { HostOfTests } from './host_of_tests';

const STATE = '/var/cache/puppet/state';
const CHANGED = `Notice: /File[/etc/motd]/mode: mode changed '0644' to '0600'
file { '/etc/motd':
  ensure   => 'file',
  mode     => '0600',
  provider => 'posix',
}
`;
const FAILED = `Error: Could not set 'present' on ensure: No such file or directory @ rb_sysopen - /etc/motd
Error: /File[/etc/motd]/ensure: change from 'absent' to 'present' failed: Could not set 'present' on ensure
`;

let root: FakeRoot;
let host: HostOfTests;

function setUp(plugins: Record<string, string>): void {
  host = new HostOfTests(root, { node: { plugins } });
}

const apply = (data: Record<string, RubyValue> = {}) =>
  host.ask('puppet', 'resource', { type: 'file', name: '/etc/motd', ...data });
const ALLOWED = { 'puppet.resource_type_whitelist': 'host,file' };

beforeEach(() => {
  root = new FakeRoot();
  root.makeFolder(STATE);
  setUp(ALLOWED);
});
afterEach(() => root.remove());

describe('puppet resource', () => {
  it('is not allowed for any type unless the settings say so', async () => {
    const why = async (plugins: Record<string, string>, data: Record<string, RubyValue> = {}) => {
      setUp(plugins);
      const { code, msg } = await apply(data);
      expect(host.exec.calls).to.have.length(msg.includes('Could not run') ? 1 : 0);
      return code === 1 ? msg : `code ${code}`;
    };
    const types = (colour: string, list: string) => ({ [`puppet.resource_type_${colour}list`]: list });
    const names = (colour: string, list: string) => ({ [`puppet.resource_name_${colour}list.file`]: list });
    expect(await why({})).to.equal('The file type is not listed in the type whitelist');
    expect(await why(types('white', 'none'))).to.equal('The file type is not listed in the type whitelist');
    expect(await why(types('white', 'host'))).to.equal('The file type is not listed in the type whitelist');
    expect(await why(types('black', 'exec,file'))).to.equal('The file type is listed in the type blacklist');
    expect(await why(types('black', 'exec, file'), { type: 'FILE' })).to.equal(
      'The file type is listed in the type blacklist',
    );
    expect(await why({ ...types('black', 'exec'), ...types('white', 'file') })).to.equal(
      'You cannot specify both puppet.resource_type_whitelist and puppet.resource_type_blacklist in the config file',
    );
    expect(await why({ ...ALLOWED, ...names('white', '/etc/issue') })).to.equal(
      'The /etc/motd name is not listed in the name whitelist',
    );
    expect(await why({ ...ALLOWED, ...names('black', '/etc/motd') })).to.equal(
      'The /etc/motd name is listed in the name blacklist',
    );
    // All that is left is to run it, and there is no such program here.
    expect(await why(types('black', 'exec'))).to.match(/^Could not run puppet resource/);
    expect(await why({ ...ALLOWED, ...names('white', '/etc/motd') })).to.match(/^Could not run/);
  });

  it('is refused for what Puppet manages, unless that is allowed', async () => {
    root.put(`${STATE}/resources.txt`, 'file[/etc/motd]\n');
    expect((await apply()).msg).to.equal(
      "Puppet is managing the resource 'File[/etc/motd]', refusing to create conflicting states",
    );
    setUp({ ...ALLOWED, 'puppet.resource_allow_managed_resources': 'yes' });
    expect((await apply()).msg).to.match(/^Could not run/);
  });

  it('is applied, and tells what that changed', async () => {
    host.exec.answer('puppet resource file /etc/motd mode=0600 backup=false --color=false', {
      stdout: CHANGED,
    });
    expect((await apply({ mode: '0600', backup: false, process_results: true })).data).to.deep.equal({
      result: "mode changed '0644' to '0600'",
      changed: true,
    });
    host.exec.answer('puppet resource file /etc/motd --color=false', { stdout: CHANGED.replace(/.*\n/, '') });
    expect((await apply()).data).to.deep.equal({ result: 'no output produced', changed: false });
  });

  it('is applied where `puppet.command` has its places', async () => {
    setUp({ ...ALLOWED, 'puppet.command': '/opt/puppet/bin/puppet agent --confdir /srv/puppet' });
    host.exec.answer(
      '/opt/puppet/bin/puppet resource file /etc/motd --color=false --confdir /srv/puppet',
      {},
    );
    expect((await apply()).code).to.equal(0);
  });

  it('fails with what Puppet says, whatever its exit code', async () => {
    const fails = async (result: object): Promise<string> => {
      host.exec.answer('puppet resource file /etc/motd ensure=present --color=false', result);
      const { code, msg } = await apply({ ensure: 'present' });
      expect(code).to.equal(1);
      return msg;
    };
    expect(await fails({ stderr: FAILED, code: 0 })).to.equal(
      "Failed to apply File[/etc/motd]: Could not set 'present' on ensure: No such file or directory @ rb_sysopen - /etc/motd",
    );
    expect(await fails({ code: 1 })).to.equal('Failed to apply File[/etc/motd]: puppet ended with 1');
    expect(await fails({ code: null, timedOut: true })).to.contain('it took too long');
  });

  it('never takes a word for an option, nor runs what is no attribute', async () => {
    setUp({ 'puppet.resource_type_blacklist': 'exec' });
    for (const [data, sentence] of [
      [{ name: '--debug' }, "Invalid resource name '--debug' specified"],
      [{ type: '--types' }, "Invalid resource type '--types' specified"],
      [{ type: 'a b' }, "Invalid resource type 'a b' specified"],
      [{ '--noop': 'x' }, "Invalid attribute '--noop' specified"],
      [{ 'a=b': 'x' }, "Invalid attribute 'a=b' specified"],
      [{ mode: ['0600'] }, "Invalid attribute 'mode' specified"],
      [{ mode: null }, "Invalid attribute 'mode' specified"],
    ] as [Record<string, RubyValue>, string][])
      expect((await apply(data)).msg).to.equal(sentence);
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`a${i}`, new RubyFloat(1.5)]));
    expect((await apply(many)).msg).to.equal('More than 50 attributes specified');
    expect(host.exec.calls).to.deep.equal([]);
  });
});
