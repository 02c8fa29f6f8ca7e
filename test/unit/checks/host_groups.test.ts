// Groups of hosts: names for phrases, and what a phrase finds.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { BadSentence, StepMissing, UnknownGroup } from '../../../lib/checks/errors';
import { defineGroups, HostGroups } from '../../../lib/checks/host_groups';
import { HostSelection } from '../../../lib/checks/host_selection';
import { parseHostPhrase } from '../../../lib/checks/language/host_phrase';
import { rejection, ToyFleet, type ToyNode } from './toy_fleet';

const node = (...classes: string[]): ToyNode => ({ agents: { rpcutil: () => ({}) }, classes });
const fleet = (): ToyFleet =>
  new ToyFleet({
    web1: node('web'),
    web2: { ...node('web'), late: true },
    mail1: node('mail'),
    puppet1: node('master'),
  });

const choose = async (groups: HostGroups, phrase: string, toy = fleet()): Promise<readonly string[]> =>
  (await groups.choose(parseHostPhrase(phrase), new HostSelection(), toy.context)).nodes;
const fault = (groups: HostGroups, phrase: string): Promise<Error> => rejection(choose(groups, phrase));

describe('groups', () => {
  const groups = new HostGroups({ 'Mail servers': 'hosts with class mail', all: 'hosts of "mail servers"' });

  it('are known by name, whatever case and spacing, and may be other groups', async () => {
    expect(await choose(groups, 'hosts of "mail  SERVERS"')).to.deep.equal(['mail1']);
    expect(await choose(groups, 'hosts in "all"')).to.deep.equal(['mail1']);
  });

  it('can be defined anew', async () => {
    const mine = new HostGroups({ x: 'hosts with class mail' });
    const toy = fleet();
    expect(await choose(mine, 'hosts of "x"', toy)).to.deep.equal(['mail1']);
    mine.define('X', 'the host web9');
    expect(await choose(mine, 'hosts of "x"', toy)).to.deep.equal(['web9']);
  });

  it('are told apart from what nobody knows, and what names no hosts', async () => {
    const odd = new HostGroups({
      bad: 'web1',
      circle: 'hosts of "round"',
      round: 'hosts of "circle"',
      hosts: 'hosts',
    });
    expect(await fault(odd, 'hosts of "bda"')).to.be.instanceOf(UnknownGroup);
    expect((await fault(odd, 'hosts of "bda"')).message).to.include('did you mean "bad"?');
    for (const name of ['bad', 'circle', 'round', 'hosts'])
      expect(await fault(odd, `hosts of "${name}"`), name).to.be.instanceOf(BadSentence);
  });

  it('come as a table, too', async () => {
    const mine = new HostGroups();
    defineGroups(mine, [
      ['name', 'hosts'],
      ['masters', 'the Puppet Master'],
      ['mail', 'hosts with class mail'],
    ]);
    expect(await choose(mine, 'hosts of "mail"')).to.deep.equal(['mail1']);
    for (const rows of [
      [],
      [['name', 'hosts']],
      [
        ['hosts', 'name'],
        ['a', 'b'],
      ],
    ])
      expect(() => defineGroups(mine, rows)).to.throw(BadSentence);
  });
});

describe('the Puppet Master', () => {
  it('is found by the configuration, unless a step has named it', async () => {
    const groups = new HostGroups({ masters: 'the Puppet Master' }, 'master');
    expect(await choose(groups, 'the Puppet Master')).to.deep.equal(['puppet1']);
    expect(await choose(groups, 'hosts of "masters"')).to.deep.equal(['puppet1']);
    groups.findPuppetMasterBy('mail');
    expect(await choose(groups, 'the Puppet Master')).to.deep.equal(['mail1']);
  });

  it('must be told', async () => {
    expect(await fault(new HostGroups(), 'the Puppet Master')).to.be.instanceOf(StepMissing);
  });
});

describe('hosts of a phrase', () => {
  it('are found once for a scenario, but for those that came too late', async () => {
    const groups = new HostGroups();
    const toy = fleet();
    expect(await choose(groups, 'hosts with class web', toy)).to.deep.equal(['web1']);
    expect(await choose(groups, 'hosts with class web', toy)).to.deep.equal(['web1', 'web2']);
    const { discoveries } = toy;
    toy.ms = 60_000;
    expect(await choose(groups, 'hosts with class web', toy)).to.deep.equal(['web1', 'web2']);
    expect(toy.discoveries).to.equal(discoveries);
  });

  it('that could not be found are looked for again', async () => {
    const groups = new HostGroups();
    const toy = fleet();
    toy.unverified = 1;
    await rejection(choose(groups, 'hosts with class mail', toy));
    toy.unverified = 0;
    expect(await choose(groups, 'hosts with class mail', toy)).to.deep.equal(['mail1']);
  });
});
