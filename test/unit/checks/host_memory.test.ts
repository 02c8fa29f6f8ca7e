// Who is remembered within a run, and for how long nobody is asked again.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { HostSelection } from '../../../lib/checks/host_selection';
import { iptables, ToyFleet } from './toy_fleet';

const node = (traits = {}) => ({ agents: { rpcutil: iptables(new Set()) }, classes: ['web'], ...traits });
const web = (): HostSelection => {
  const selection = new HostSelection();
  selection.withClass('web');
  return selection;
};
const find = (fleet: ToyFleet): Promise<readonly string[]> => web().discover('rpcutil', fleet.context);

describe('hosts found a moment ago', () => {
  it('are not looked for again, by whomever', async () => {
    const fleet = new ToyFleet({ web1: node(), web2: node() });
    expect(await find(fleet)).to.deep.equal(['web1', 'web2']);
    const { discoveries } = fleet;
    fleet.ms = 9_999;
    expect(await find(fleet)).to.deep.equal(['web1', 'web2']);
    expect(fleet.discoveries).to.equal(discoveries);
  });

  it('are looked for again later, and who is not heard of is missed', async () => {
    const nodes: ConstructorParameters<typeof ToyFleet>[0] = { web1: node(), web2: node() };
    const fleet = new ToyFleet(nodes);
    await find(fleet);
    delete nodes.web2;
    nodes.web3 = node();
    fleet.ms = 10_001;
    expect(await find(fleet)).to.deep.equal(['web1', 'web2', 'web3']);
  });

  it('are others for another filter', async () => {
    const fleet = new ToyFleet({ web1: node(), mail1: node({ classes: ['mail'] }) });
    await find(fleet);
    const mail = new HostSelection();
    mail.withClass('mail');
    expect(await mail.discover('rpcutil', fleet.context)).to.deep.equal(['mail1']);
  });

  it('hold who came too late the last time, as one of them', async () => {
    const fleet = new ToyFleet({ web1: node(), web2: node({ late: true }) });
    const first = await web().hosts('rpcutil', fleet.context);
    expect([first.nodes, first.late()]).to.deep.equal([['web1'], ['web2']]);
    const second = await web().hosts('rpcutil', fleet.context);
    expect([second.nodes, second.late()]).to.deep.equal([['web1', 'web2'], []]);
  });

  it('are not remembered where there was a doubt', async () => {
    const fleet = new ToyFleet({ web1: node() });
    fleet.unverified = 1;
    for (const _ of [1, 2]) {
      const { discoveries } = fleet;
      const fault = await find(fleet).catch((error: Error) => error.message);
      expect(fault).to.match(/could not be verified/);
      expect(fleet.discoveries).to.be.above(discoveries);
    }
  });
});

describe('a census', () => {
  it('counts nobody among a fleet that answers', async () => {
    const fleet = new ToyFleet({ web1: node() });
    const mail = new HostSelection();
    mail.withClass('mail');
    expect(await mail.census('rpcutil', fleet.context)).to.include({ who: 'class mail' });
    expect((await mail.census('rpcutil', fleet.context)).present).to.deep.equal([]);
  });

  it('is no census when nobody answers', async () => {
    const fault = await web()
      .census('rpcutil', new ToyFleet({}).context)
      .catch((error: Error) => error.message);
    expect(fault).to.equal('no nodes discovered for agent rpcutil');
  });

  it('asks even for names, and misses who was there before', async () => {
    const nodes: ConstructorParameters<typeof ToyFleet>[0] = { web1: node(), web2: node() };
    const fleet = new ToyFleet(nodes);
    await web().census('rpcutil', fleet.context);
    delete nodes.web2;
    const { present, missing } = await web().census('rpcutil', fleet.context);
    expect([present, missing]).to.deep.equal([['web1'], ['web2']]);
  });

  it('are the same whatever the order of the conditions', async () => {
    const nodes: ConstructorParameters<typeof ToyFleet>[0] = {
      web1: node({ classes: ['web', 'php'] }),
      web2: node({ classes: ['web', 'php'] }),
    };
    const fleet = new ToyFleet(nodes);
    const both = (...classes: string[]): HostSelection => {
      const selection = new HostSelection();
      for (const name of classes) selection.withClass(name);
      return selection;
    };
    await both('web', 'php').discover('rpcutil', fleet.context);
    delete nodes.web2;
    fleet.ms = 10_001;
    expect(await both('php', 'web').discover('rpcutil', fleet.context)).to.deep.equal(['web1', 'web2']);
  });
});
