// Blocking on many hosts: who is named when it does not work, what is left alone, and what is undone.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { block, expectTraffic, unblock } from '../../../../lib/checks/firewall/firewall';
import { HostSelection } from '../../../../lib/checks/host_selection';
import { CannotTell, CheckFailed } from '../../../../lib/checks/verdicts';
import { iptables, rejection, type ToyAgent, ToyFleet } from '../toy_fleet';

const LB = '192.0.2.7';

function webServers(agents: Record<string, ToyAgent>): ToyFleet {
  const nodes = Object.entries(agents).map(([name, agent]) => [
    name,
    { classes: ['web'], agents: { iptables: agent } },
  ]);
  return new ToyFleet(Object.fromEntries(nodes));
}

function hosts(fleet: ToyFleet) {
  const selection = new HostSelection();
  selection.withClass('web');
  return selection.hosts('iptables', fleet.context);
}

describe('blocking', () => {
  it('blocks on every host and knows how to undo it', async () => {
    const [one, two] = [new Set<string>(), new Set<string>()];
    const fleet = webServers({ web1: iptables(one), web2: iptables(two) });
    await block(await hosts(fleet), LB, fleet.context);
    expect([...one, ...two]).to.deep.equal([LB, LB]);
    const reports = await fleet.undo.undo({});
    expect(reports).to.deep.equal([{ text: `undone: unblocked ${LB} on web1 and web2`, left: [] }]);
    expect([...one, ...two]).to.deep.equal([]);
  });

  it('leaves alone, and never unblocks, what was blocked before', async () => {
    const before = new Set([LB]);
    const fleet = webServers({ web1: iptables(before), web2: iptables(new Set()) });
    await block(await hosts(fleet), LB, fleet.context);
    expect(fleet.calls).to.deep.equal(['iptables isblocked web1 web2', 'iptables block web2']);
    await fleet.undo.undo({});
    expect([...before]).to.deep.equal([LB]);
  });

  it('changes nothing when a host is silent, and names it', async () => {
    const fleet = webServers({ web1: iptables(new Set()), web2: () => undefined });
    const fault = await rejection<CannotTell>(block(await hosts(fleet), LB, fleet.context));
    expect(fault).to.be.instanceOf(CannotTell);
    expect(fault.hosts).to.deep.equal(['web2']);
    expect(fault.message).to.equal('no answer from web2 to iptables isblocked');
    expect(fleet.calls).to.deep.equal(['iptables isblocked web1 web2']);
    expect(fleet.undo.empty).to.equal(true);
  });

  it('names the host that failed half-way, and undoes the others', async () => {
    const blocked = new Set<string>();
    const failing: ToyAgent = action =>
      action === 'isblocked'
        ? { data: { blocked: false } }
        : { statuscode: 1, statusmsg: 'iptables: Resource busy' };
    const fleet = webServers({ web1: iptables(blocked), web2: failing });
    const fault = await rejection<CheckFailed>(block(await hosts(fleet), LB, fleet.context));
    expect(fault).to.be.instanceOf(CheckFailed);
    expect(fault.message).to.equal(`web2: traffic from ${LB} expected blocked, got iptables: Resource busy`);
    const [report] = await fleet.undo.undo({});
    expect(report!.text).to.include('not undone').and.to.include('web2').and.to.include('on web1');
    expect([...blocked]).to.deep.equal([]);
  });

  it('names the host that fell silent half-way, and may have it still to undo', async () => {
    const dying: ToyAgent = action => (action === 'isblocked' ? { data: { blocked: false } } : undefined);
    const fleet = webServers({ web1: iptables(new Set()), web2: dying });
    const fault = await rejection<CannotTell>(block(await hosts(fleet), LB, fleet.context));
    expect(fault.message).to.equal('no answer from web2 to iptables block');
    const [report] = await fleet.undo.undo({});
    expect(report!.left).to.deep.equal(['web2']);
  });

  it('takes "already blocked" for done', async () => {
    const racing: ToyAgent = action =>
      action === 'isblocked'
        ? { data: { blocked: false } }
        : { statuscode: 1, statusmsg: `${LB} is already blocked` };
    const fleet = webServers({ web1: racing });
    await block(await hosts(fleet), LB, fleet.context);
  });

  it('cannot tell where the agent would not act', async () => {
    const denying: ToyAgent = action =>
      action === 'isblocked'
        ? { data: { blocked: false } }
        : { statuscode: 1, statusmsg: 'You are not authorized to call this agent or action.' };
    const fleet = webServers({ web1: denying });
    const fault = await rejection<CannotTell>(block(await hosts(fleet), LB, fleet.context));
    expect(fault).to.be.instanceOf(CannotTell);
    expect(fault.message).to.match(/^web1 cannot answer iptables block: You are not authorized/);
  });
});

describe('unblocking', () => {
  it('unblocks where it is blocked and leaves nothing to undo', async () => {
    const [one, two] = [new Set([LB]), new Set<string>()];
    const fleet = webServers({ web1: iptables(one), web2: iptables(two) });
    await block(await hosts(fleet), LB, fleet.context);
    await unblock(await hosts(fleet), LB, fleet.context);
    expect([...one, ...two]).to.deep.equal([]);
    expect(fleet.undo.empty).to.equal(true);
  });

  it('unblocks the others when one is silent, and names it', async () => {
    const one = new Set([LB]);
    const fleet = webServers({ web1: iptables(one), web2: () => undefined });
    const fault = await rejection<CannotTell>(unblock(await hosts(fleet), LB, fleet.context));
    expect(fault.message).to.equal('no answer from web2 to iptables isblocked');
    expect([...one]).to.deep.equal([]);
  });

  it('names the host that stays blocked', async () => {
    const stuck: ToyAgent = action =>
      action === 'isblocked' ? { data: { blocked: true } } : { data: { output: false, blocked: true } };
    const fleet = webServers({ web1: stuck });
    const fault = await rejection(unblock(await hosts(fleet), LB, fleet.context));
    expect(fault.message).to.equal(`web1: traffic from ${LB} expected unblocked, got blocked`);
  });
});

describe('asking for traffic', () => {
  it('passes when every host says so', async () => {
    const fleet = webServers({ web1: iptables(new Set([LB])), web2: iptables(new Set([LB])) });
    await expectTraffic(await hosts(fleet), LB, 'blocked', fleet.context);
  });

  it('names those that differ, and the silent besides', async () => {
    const open = iptables(new Set());
    const fleet = webServers({
      web1: open,
      web2: iptables(new Set([LB])),
      web3: () => undefined,
      web4: open,
    });
    const fault = await rejection<CheckFailed>(
      expectTraffic(await hosts(fleet), LB, 'blocked', fleet.context),
    );
    expect(fault).to.be.instanceOf(CheckFailed);
    expect(fault.message).to.equal(
      `web1 and web4: traffic from ${LB} expected blocked, got unblocked; besides, no answer from web3 to iptables isblocked`,
    );
    expect(fault.details).to.have.lengthOf(2);
  });

  it('cannot tell when a host is silent and the others are well', async () => {
    const fleet = webServers({ web1: iptables(new Set([LB])), web2: () => undefined });
    const fault = await rejection<CannotTell>(
      expectTraffic(await hosts(fleet), LB, 'blocked', fleet.context),
    );
    expect(fault).to.be.instanceOf(CannotTell);
    expect(fault.hosts).to.deep.equal(['web2']);
  });

  it('cannot tell when an answer says nothing', async () => {
    const fleet = webServers({ web1: () => ({ data: {} }) });
    const fault = await rejection(expectTraffic(await hosts(fleet), LB, 'unblocked', fleet.context));
    expect(fault.message).to.equal(
      'web1 cannot answer iptables isblocked: the answer does not say whether it is blocked',
    );
  });

  it('cannot tell when a host turns up after discovery', async () => {
    const fleet = new ToyFleet({
      web1: { classes: ['web'], agents: { iptables: iptables(new Set([LB])) } },
      web2: { classes: ['web'], agents: { iptables: iptables(new Set()) }, late: true },
    });
    const fault = await rejection(expectTraffic(await hosts(fleet), LB, 'blocked', fleet.context));
    expect(fault.message).to.equal('web2 answered discovery too late to be asked');
  });
});
