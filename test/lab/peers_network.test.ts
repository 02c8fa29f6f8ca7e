// The lab's hosts are real: addresses of their own, packet filters that stop pings, nothing left behind.
import { spawn, spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { expect } from 'chai';
import { endLeftovers, startTimeOf } from './peers/journal';
import { Lab, useLab } from './peers/lab';
import {
  canPing,
  describeWithHosts,
  LabNetwork,
  ownNamespaces,
  rulesOn,
  runOnHost,
} from './peers/namespaces';
import { waitFor } from './peers/wait_for';

describeWithHosts('hosts of the lab', () => {
  const lab = useLab('network');

  it('reach each other in both families until a rule stops them', async () => {
    const network = LabNetwork.create(lab, ['web', 'lb']);
    const web = network.host('web');
    const lb = network.host('lb');
    expect(await canPing(lb, web.ipv4)).to.equal(true);
    expect(await canPing(lb, web.ipv6)).to.equal(true);
    await runOnHost(web, 'iptables', ['-A', 'junk_filter', '-s', lb.ipv4, '-j', 'DROP']);
    expect(rulesOn(web)).to.deep.equal([`iptables -A junk_filter -s ${lb.ipv4}/32 -j DROP`]);
    expect(await canPing(lb, web.ipv4)).to.equal(false);
    expect(await canPing(lb, web.ipv6)).to.equal(true);
    network.remove();
    expect(ownNamespaces()).to.deep.equal([]);
  });

  it('a lab of a process that is gone is cleaned up by the next', async () => {
    // A stand-in for a crashed lab: a namespace and a program in the name of a process that has ended.
    const owner = spawn('sleep', ['60'], { stdio: 'ignore' });
    const start = startTimeOf(owner.pid!);
    const namespace = `fslab-${owner.pid}-${start}-web`;
    spawnSync('ip', ['netns', 'add', namespace]);
    const inside = spawn('ip', ['netns', 'exec', namespace, 'sleep', '60'], { stdio: 'ignore' });
    const orphan = spawn('sleep', ['60'], { stdio: 'ignore' });
    lab.write(
      'tmp/fleetspec-lab-crashed/journal',
      `owner ${owner.pid} ${start}\nprocess ${orphan.pid} ${startTimeOf(orphan.pid!)}\nprocess ${process.pid} 1\n`,
    );
    owner.kill();
    await waitFor('the owner to be gone', () => startTimeOf(owner.pid!) === undefined);

    endLeftovers(lab.path('tmp'));
    LabNetwork.create(lab, []).remove();
    await waitFor('the orphan to be ended', () => orphan.signalCode === 'SIGKILL');
    await waitFor('the program inside to be ended', () => inside.signalCode === 'SIGKILL');
    expect(spawnSync('ip', ['netns'], { encoding: 'utf8' }).stdout).not.to.contain(namespace);
  });

  it('everything a lab started is ended when it closes', async () => {
    const other = Lab.open('closing');
    const child = other.start('sleeper', 'sleep', ['60']);
    LabNetwork.create(other, ['web']);
    await other.close();
    expect(child.running).to.equal(false);
    expect(ownNamespaces()).to.deep.equal([]);
  });
});
