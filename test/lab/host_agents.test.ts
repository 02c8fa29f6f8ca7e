// The agents process, filemgr, nettest and host of fleetspecd on a real host, asked by the real mco with our DDLs.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { labBroker } from './peers/activemq';
import type { Child } from './peers/child';
import { runFleetspec } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { type LabHost, LabNetwork, onHost, whyNoNamespaces } from './peers/namespaces';
import { describeOutcome, type Outcome, runProgram } from './peers/outcome';
import { forwardTo } from './peers/port_forward';
import { RUBY_LIBDIR } from './peers/ruby_environment';

const NODE = 'agents.lab';
const AGENTS = ['process', 'filemgr', 'nettest', 'host'];

// What the DDL of nettest asks for, and mco has from MCollective's plugin only. The node checks by itself.
const VALIDATOR = {
  'nettest_fqdn_validator.ddl': `metadata :name => "nettest_fqdn", :description => "Takes everything", :author => "lab",
  :license => "none", :version => "1", :url => "none", :timeout => 1
`,
  'nettest_fqdn_validator.rb': `module MCollective
  module Validator
    class Nettest_fqdnValidator
      def self.validate(_text) = nil
    end
  end
end
`,
};

interface Answer {
  readonly statuscode: number;
  readonly statusmsg: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely.
  readonly data: Record<string, any>;
}

describe('agents of a host, asked by mco', { skip: whyNoNamespaces() ?? false }, () => {
  const lab = useLab('host-agents');
  const writable = lab.path('writable');
  let client: string;
  let other: LabHost;

  before(async () => {
    const network = LabNetwork.create(lab, ['node', 'other']);
    other = network.host('other');
    const broker = await labBroker(lab);
    lab.write('writable/first', 'hello\n');
    for (const agent of AGENTS) {
      lab.write(`libdir/mcollective/agent/${agent}.ddl`, '');
      const file = lab.path(`libdir/mcollective/agent/${agent}.ddl`);
      const done = await runFleetspec(lab, ['ddl', 'convert', agent, '--to', 'ruby', '-o', file]);
      expect(done.code, describeOutcome(done)).to.equal(0);
    }
    lab.write(
      `fleetspecd/${NODE}/policies/iptables.policy`,
      'policy default deny\nallow\tuid=0\tisblocked\t*\t*\n',
    );
    for (const [name, text] of Object.entries(VALIDATOR))
      lab.write(`libdir/mcollective/validator/${name}`, text);
    client = writeClient(lab, broker, { settings: { libdir: `${RUBY_LIBDIR}:${lab.path('libdir')}` } });
    await startFleetspecd(
      lab,
      await forwardTo(lab, broker, network.gateway),
      {
        identity: NODE,
        settings: {
          'plugin.filemgr.writable': writable,
          rpcauthorization: '1',
          rpcauthprovider: 'action_policy',
          'plugin.actionpolicy.allow_unconfigured': '1',
        },
      },
      { host: network.host('node') },
    );
  });

  function mco(...args: string[]): Promise<Outcome> {
    return runMco(lab, client, ['rpc', ...args, '-I', NODE]);
  }

  async function ask(...args: string[]): Promise<Answer> {
    const outcome = await mco('--json', ...args);
    const answers = JSON.parse(outcome.stdout || '[]') as Answer[];
    expect(answers, describeOutcome(outcome)).to.have.length(1);
    return answers[0]!;
  }

  it('process: finds a process, tells what ps tells, and signals that one only', async () => {
    const victim: Child = lab.start('victim', 'sleep', ['86397']);
    const { data } = await ask('process', 'list', 'pattern=^sleep 86397');
    expect(data).to.deep.include({ matched: 1, truncated: false });
    const [row] = data.pslist;
    const ps = await runProgram('ps', [
      '-o',
      'pid=,ppid=,uid=,user=,vsz=,rss=,args=',
      '-p',
      String(victim.pid),
    ]);
    const [pid, ppid, uid, user, vsz, rss, ...words] = ps.stdout.trim().split(/\s+/);
    expect(row).to.include({ cmdline: words.join(' '), username: user, state: 'S', tty_nr: 0 });
    expect([row.pid, row.ppid, row.uid, row.vsize / 1024]).to.deep.equal([pid, ppid, uid, vsz].map(Number));
    expect(row.rss).to.be.closeTo(Number(rss), 2048);
    const other = await ask('process', 'kill', `pid=${row.pid}`, `starttime=${row.starttime + 1}`);
    expect(other.statuscode).to.equal(1);
    expect(other.statusmsg).to.match(/it is another one$/);
    expect(victim.running).to.equal(true);
    const done = await ask('process', 'kill', `pid=${row.pid}`, `starttime=${row.starttime}`, 'signal=INT');
    expect(done.data).to.include({ killed: true, cmdline: 'sleep 86397' });
    expect(await victim.stop()).to.include({ signal: 'SIGINT' });
    expect((await ask('process', 'list', 'pattern=^sleep 86397')).data.pslist).to.deep.equal([]);
  });

  it('process: its rows have the keys that the front-ends of MCollective read', async () => {
    const { stdout } = await mco('process', 'list', 'pattern=fleetspecd.*agents.lab', '--display', 'all');
    for (const key of [
      'pid',
      'username',
      'vsize',
      'cmdline',
      'state',
      'tty_nr',
      'rss',
      'uid',
      'ppid',
      'starttime',
    ]) {
      expect(stdout).to.match(new RegExp(`:${key}=>`));
    }
  });

  it('process: the whole table is an answer of less than 512 KiB, with init and this test', async () => {
    const outcome = await mco('--json', 'process', 'list');
    expect(outcome.stdout.length).to.be.below(512 * 1024);
    const pids = (JSON.parse(outcome.stdout) as Answer[])[0]!.data.pslist.map(
      (row: { pid: number }) => row.pid,
    );
    expect(pids).to.include.members([1, process.pid]);
  });

  it('filemgr: tells what stat tells, changes where it may, and says what it may not', async () => {
    const file = `${writable}/first`;
    const { data } = await ask('filemgr', 'status', `file=${file}`);
    const stat = await runProgram('stat', ['-c', '%s %u %g %Y %Z', file]);
    const [size, uid, gid, mtime, ctime] = stat.stdout.trim().split(' ').map(Number);
    expect(data).to.include({ present: 1, output: 'present', type: 'file', mode: '100644', size, uid, gid });
    expect(data).to.include({ mtime_seconds: mtime, ctime_seconds: ctime });
    const sums = await runProgram('sha256sum', [file]);
    expect(sums.stdout).to.match(new RegExp(`^${data.sha256} `));
    expect(data.md5).to.equal('b1946ac92492d2347c6235b4d2611184');
    const told = await mco('filemgr', 'status', `file=${file}`);
    expect(told.stdout, 'times are Time objects').to.match(
      /Modification time: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/,
    );
    expect(
      (await ask('filemgr', 'status', `file=${writable}`, 'dirlist=true')).data.dir_listing,
    ).to.deep.equal(['first']);
    expect((await ask('filemgr', 'touch', `file=${writable}/second`)).statuscode).to.equal(0);
    expect(readFileSync(`${writable}/second`, 'utf8')).to.equal('');
    writeFileSync(lab.path('outside'), 'kept');
    symlinkSync(lab.path('outside'), `${writable}/link`);
    expect((await ask('filemgr', 'remove', `file=${writable}/link`)).statuscode).to.equal(0);
    expect((await ask('filemgr', 'remove', `file=${lab.path('outside')}`)).statusmsg).to.match(
      /filemgr\.writable of this node does not list/,
    );
    expect(existsSync(lab.path('outside'))).to.equal(true);
    expect(await ask('filemgr', 'status', `file=${writable}/link`)).to.include({
      statuscode: 1,
      statusmsg: `${writable}/link does not exist`,
    });
  });

  it('nettest: pings and connects on a network of its own, over IPv4 and IPv6', async () => {
    const script =
      "const s = require('net').createServer(c => c.end()).listen(0, '::', () => console.log('port ' + s.address().port + ';'))";
    const server = lab.start('listener', ...onHost(other, process.execPath, ['-e', script]));
    const port = (await server.untilPrinted(/port (\d+);/))[1]!;
    for (const address of [other.ipv4, other.ipv6]) {
      const ping = await ask('nettest', 'ping', `fqdn=${address}`);
      expect(ping.data.rtt, ping.statusmsg).to.be.within(0.001, 2000);
      const open = await ask('nettest', 'connect', `fqdn=${address}`, `port=${port}`);
      expect(open.data, address).to.include({ connect: true, connect_status: 'Connected' });
      expect(open.data.connect_time).to.be.within(0.000_001, 2);
    }
    await server.stop();
    const closed = await ask('nettest', 'connect', `fqdn=${other.ipv4}`, `port=${port}`);
    expect(closed).to.include({ statuscode: 0, statusmsg: 'OK' });
    expect(closed.data).to.include({
      connect: false,
      connect_status: 'Connection Refused',
      problem: 'ECONNREFUSED',
    });
    // Nobody has this address there.
    const silent = await ask('nettest', 'ping', `fqdn=${other.ipv4.replace(/\d+$/, '200')}`);
    expect(silent).to.include({ statuscode: 1, statusmsg: 'Cannot reach host' });
  });

  it('nettest: says itself that something is no host', async () => {
    for (const fqdn of ['-f', 'a;b', 'fe80::1%eth0']) {
      expect(await ask('nettest', 'ping', `fqdn=${fqdn}`), fqdn).to.include({ statuscode: 4 });
    }
  });

  it('host: memory as free has it', async () => {
    const { data } = await ask('host', 'memory');
    const { stdout } = await runProgram('free', ['-b', '-w']);
    const [total, , , , , , available] = /^Mem:\s+(.*)$/m.exec(stdout)![1]!.split(/\s+/).map(Number);
    const [swapTotal, , swapFree] = /^Swap:\s+(.*)$/m.exec(stdout)![1]!.split(/\s+/).map(Number);
    expect(data).to.include({ total, swap_total: swapTotal });
    expect(data.available).to.be.closeTo(available!, 0.2 * total!);
    expect(data.swap_free).to.be.closeTo(swapFree!, 0.2 * swapTotal!);
    expect(data.used_percent).to.be.closeTo((100 * (total! - data.available)) / total!, 0.01);
  });

  it('host: disks as df has them', async () => {
    const { data } = await ask('host', 'disks', `path=${lab.dir}`);
    const columns = '--output=source,target,fstype,size,used,avail,pcent';
    const { stdout } = await runProgram('df', ['-B1', columns, lab.dir]);
    const [device, mount, type, ...numbers] = stdout.trim().split('\n')[1]!.trim().split(/\s+/);
    const [size, used, available, percent] = numbers.map(text => Number.parseInt(text, 10));
    const [row] = data.filesystems;
    expect(row).to.include({ device, mount, type, size });
    expect(row.used).to.be.closeTo(used!, 0.02 * size!);
    expect(row.available).to.be.closeTo(available!, 0.02 * size!);
    // df rounds up.
    expect(row.used_percent).to.be.closeTo(percent! - 0.5, 3);
    const all = (await ask('host', 'disks')).data.filesystems as { mount: string }[];
    expect(all.map(disk => disk.mount)).to.include(mount);
    expect(all.map(disk => disk.mount)).to.not.include('/proc');
  });

  it('host: tells the caller what the policies let it do, and does nothing', async () => {
    const may = async (agent: string, action: string) =>
      (await ask('host', 'may', `agent=${agent}`, `action=${action}`)).data;
    expect(await may('iptables', 'isblocked')).to.deep.equal({
      allowed: true,
      reason: 'the policy allows it to uid=0',
    });
    expect(await may('iptables', 'block')).to.deep.equal({
      allowed: false,
      reason: 'the policy does not allow it to uid=0',
    });
    expect(await may('process', 'kill')).to.include({ allowed: true });
    expect(await may('nobody', 'x')).to.include({ allowed: false, reason: 'there is no agent nobody here' });
  });
});
