// Choosing hosts: what restricts the choice, who is asked, and what happens when nobody is meant.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { HostSelection } from '../../../lib/checks/host_selection';
import { iptables, rejection, ToyFleet } from './toy_fleet';

const agents = { iptables: iptables(new Set()) };
const makeFleet = () =>
  new ToyFleet({
    web1: { agents, classes: ['web'], facts: { country: 'de' } },
    web2: { agents, classes: ['web'], facts: { country: 'uk' } },
    web3: { agents: {}, classes: ['web'], facts: { country: 'de' } },
    db1: { agents, classes: ['db'], facts: { country: 'de' } },
  });

function choose(how: (selection: HostSelection) => void) {
  const selection = new HostSelection();
  how(selection);
  return selection.discover('iptables', makeFleet().context);
}

describe('choosing hosts', () => {
  it('takes facts and classes together', async () => {
    const nodes = await choose(selection => {
      selection.withFact('country=de');
      selection.withClass('/^we/');
    });
    expect(nodes).to.deep.equal(['web1', 'web3']);
  });

  it('cannot tell when an answer cannot be verified: it may be the host that is missing', async () => {
    const fleet = makeFleet();
    fleet.unverified = 1;
    const selection = new HostSelection();
    selection.withClass('web');
    const fault = await rejection(selection.discover('iptables', fleet.context));
    expect(fault).to.include({ code: 'E_UNVERIFIED_ANSWERS' });
  });

  it('keeps hosts that lack the agent, so that they are missed', async () => {
    expect(await choose(selection => selection.withClass('web'))).to.include('web3');
  });

  it('leaves them out when only hosts with the agent are wanted', async () => {
    const nodes = await choose(selection => {
      selection.withClass('web');
      selection.withAgent('iptables');
    });
    expect(nodes).to.deep.equal(['web1', 'web2']);
  });

  it('means every host that has the agent when nothing else is said', async () => {
    expect(await choose(() => {})).to.deep.equal(['db1', 'web1', 'web2']);
  });

  it('asks nobody when hosts are named, and expects them all', async () => {
    const fleet = makeFleet();
    const selection = new HostSelection();
    selection.withNames('web1, web2 and web9');
    expect(await selection.discover('iptables', fleet.context)).to.deep.equal(['web1', 'web2', 'web9']);
    expect(fleet.discoveries).to.equal(0);
  });

  it('discovers names that are a regex', async () => {
    expect(await choose(selection => selection.withNames('/^web[12]$/'))).to.deep.equal(['web1', 'web2']);
  });

  it('says for whom nobody answered', async () => {
    const fault = await rejection(choose(selection => selection.withClass('mail')));
    expect(fault.message).to.equal('no nodes discovered for class mail');
  });

  it('does not act on all hosts by accident', async () => {
    const fault = await rejection(new HostSelection().hosts('iptables', makeFleet().context));
    expect(fault).to.include({ code: 'E_NO_HOSTS_CHOSEN' });
  });

  it('refuses what begins as a regex and does not end as one', () => {
    expect(() => new HostSelection().withClass('/web')).to.throw('does not end as one');
  });

  it('misses a host that matched earlier in the run and is gone', async () => {
    const fleet = makeFleet();
    const choose = () => {
      const selection = new HostSelection();
      selection.withClass('db');
      return selection.hosts('iptables', fleet.context);
    };
    await choose();
    delete fleet.nodes.db1;
    const { client } = await choose();
    expect((await client.call('isblocked', { ipaddr: '192.0.2.7' }).result()).noResponse).to.deep.equal([
      'db1',
    ]);
  });

  it('discovers anew when the choice has changed', async () => {
    const selection = new HostSelection();
    const { context } = makeFleet();
    selection.withClass('web');
    await selection.discover('iptables', context);
    selection.withFact('country=uk');
    const { client } = await selection.hosts('iptables', context);
    expect((await client.call('isblocked', { ipaddr: '192.0.2.7' }).result()).ok).to.have.lengthOf(1);
  });
});
