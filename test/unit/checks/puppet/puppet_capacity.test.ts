// Clients running over all nodes, and the master's load only when they are many.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { PuppetCapacity } from '../../../../lib/checks/puppet/puppet_capacity';
import { CannotTell, CheckFailed, NotApplicable } from '../../../../lib/checks/verdicts';
import { rejection, type ToyAgent, ToyFleet, type ToyNode } from '../toy_fleet';

const applying =
  (value: boolean): ToyAgent =>
  () => ({ data: { applying: value, status: 'idling' } });
const legacy =
  (running: number): ToyAgent =>
  () => ({ data: { running, enabled: 1 } });
const clients = (count: number, agent: ToyAgent, name = 'puppet'): Record<string, ToyNode> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${name}-${i}`, { agents: { [name]: agent } }]),
  );
const master = (load1: unknown, name = 'puppet1'): Record<string, ToyNode> => ({
  [name]: { classes: ['role::puppetmaster'], agents: { host: () => ({ data: { load1: load1 as never } }) } },
});

function capacity(usual = 2, limit = 2): PuppetCapacity {
  const made = new PuppetCapacity();
  made.usualClients = usual;
  made.loadLimit = limit;
  return made;
}

describe('more Puppet clients than usual', () => {
  it('holds above the usual number', async () => {
    const fleet = new ToyFleet({ ...clients(3, applying(true)) });
    await capacity(2).expectMoreClientsThanUsual(fleet.context);
    expect(fleet.metrics).to.deep.equal([{ label: 'puppet_clients', value: 3, warn: 2 }]);
  });

  it('is not applicable at the usual number, and says how many there are', async () => {
    const fleet = new ToyFleet({
      ...clients(2, applying(true)),
      idle: { agents: { puppet: applying(false) } },
    });
    const fault = await rejection<NotApplicable>(capacity(2).expectMoreClientsThanUsual(fleet.context));
    expect(fault).to.be.instanceOf(NotApplicable);
    expect(fault.reason).to.equal('2 of 3 Puppet clients are running, not more than the usual 2');
  });

  it('counts the older agent too, in the same fleet', async () => {
    const fleet = new ToyFleet({ ...clients(2, applying(true)), ...clients(1, legacy(1), 'puppetd') });
    await capacity(2).expectMoreClientsThanUsual(fleet.context);
    expect(fleet.calls).to.deep.equal(['puppet status puppet-0 puppet-1', 'puppetd status puppetd-0']);
  });

  it('knows an idle client of the older agent', async () => {
    const fleet = new ToyFleet(clients(1, legacy(0), 'puppetd'));
    expect(await rejection(capacity(0).expectMoreClientsThanUsual(fleet.context))).to.be.instanceOf(
      NotApplicable,
    );
  });

  it('cannot tell when a client is silent that could make the difference', async () => {
    const fleet = new ToyFleet({
      ...clients(2, applying(true)),
      mute: { agents: { puppet: () => undefined } },
    });
    const fault = await rejection<CannotTell>(capacity(2).expectMoreClientsThanUsual(fleet.context));
    expect(fault).to.be.instanceOf(CannotTell);
    expect(fault.hosts).to.deep.equal(['mute']);
  });

  it('holds whatever a silent client does when there are enough others', async () => {
    const fleet = new ToyFleet({
      ...clients(3, applying(true)),
      mute: { agents: { puppet: () => undefined } },
    });
    await capacity(2).expectMoreClientsThanUsual(fleet.context);
  });

  it('cannot tell when nobody has the agent', async () => {
    const fault = await rejection(capacity().expectMoreClientsThanUsual(new ToyFleet({}).context));
    expect(fault.message).to.equal('no nodes discovered with the agent puppet or puppetd');
  });

  it('cannot tell from answers that do not say', async () => {
    const fleet = new ToyFleet(clients(1, () => ({ data: {} })));
    expect(await rejection(capacity().expectMoreClientsThanUsual(fleet.context))).to.be.instanceOf(
      CannotTell,
    );
  });

  it('must know the usual number', async () => {
    const fault = await rejection(new PuppetCapacity().expectMoreClientsThanUsual(new ToyFleet({}).context));
    expect(fault).to.include({ code: 'E_STEP_MISSING' });
  });
});

describe("the Puppet master's load", () => {
  const judge = (nodes: Record<string, ToyNode>, configured = 'role::puppetmaster') =>
    capacity().expectAcceptableLoad(configured, new ToyFleet(nodes).context);

  it('passes below the limit', async () => {
    const fleet = new ToyFleet(master(1.99));
    await capacity().expectAcceptableLoad('role::puppetmaster', fleet.context);
    expect(fleet.metrics).to.deep.equal([{ label: 'master_load', value: 1.99, crit: 2 }]);
  });

  it('fails at the limit', async () => {
    const fault = await rejection<CheckFailed>(judge(master(2)));
    expect(fault).to.be.instanceOf(CheckFailed);
    expect(fault.message).to.equal('puppet1: load average expected below 2, got 2');
  });

  it('reads numbers that came as text', async () => {
    await judge(master('1.5'));
    expect((await rejection(judge(master('5.31')))).message).to.include('got 5.31');
  });

  it('holds every master to it and tells the worst first', async () => {
    const nodes = { ...master(2.5), ...master(7, 'puppet2'), ...master(0.1, 'puppet3') };
    const fault = await rejection<CheckFailed>(judge(nodes));
    expect(fault.message).to.equal('puppet2: load average expected below 2, got 7; puppet1 got 2.5');
  });

  it('cannot tell without a number', async () => {
    for (const value of [null, '', 'high'])
      expect(await rejection(judge(master(value)))).to.be.instanceOf(CannotTell);
  });

  it('says how the master would be found when it is not', async () => {
    const fault = await rejection(judge({}));
    expect(fault.message).to.equal(
      'no Puppet master with the host agent was found for class role::puppetmaster',
    );
  });

  it('names a master that does not answer', async () => {
    const fault = await rejection<CannotTell>(
      judge({ puppet1: { classes: ['role::puppetmaster'], agents: {} } }),
    );
    expect(fault.message).to.equal('no answer from puppet1 to host load');
  });

  it('takes the master a step has named', async () => {
    const named = capacity();
    named.nameMaster('puppet1');
    await named.expectAcceptableLoad('', new ToyFleet(master(1)).context);
    const found = capacity();
    found.findMasterBy('role::puppetmaster');
    await found.expectAcceptableLoad('', new ToyFleet(master(1)).context);
  });

  it('does not take every host for the master', async () => {
    expect(await rejection(judge(master(1), ''))).to.include({ code: 'E_STEP_MISSING' });
  });
});
