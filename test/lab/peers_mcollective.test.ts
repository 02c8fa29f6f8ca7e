// The lab's own peers work: real mcollectived answer the real mco, whatever fleetspec does.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { startMcollectiveds } from './peers/mcollectived';
import { describeOutcome } from './peers/outcome';

describe('real mcollectived and mco', () => {
  const lab = useLab('peers');
  let broker: LabBroker;
  let client: string;

  before(async () => {
    broker = await labBroker(lab);
    client = writeClient(lab, broker);
    await startMcollectiveds(lab, broker, [
      { identity: 'ruby1.lab', facts: { country: 'uk' }, classes: ['role::web'] },
      { identity: 'ruby2.lab', facts: { country: 'de' }, classes: ['role::db'] },
    ]);
  });

  it('mco finds both, and one by fact and by class', async () => {
    const all = await runMco(lab, client, ['find']);
    expect(all.stdout.split('\n').sort(), describeOutcome(all)).to.deep.equal(['', 'ruby1.lab', 'ruby2.lab']);
    const uk = await runMco(lab, client, ['find', '-F', 'country=uk']);
    expect(uk.stdout, describeOutcome(uk)).to.equal('ruby1.lab\n');
    const db = await runMco(lab, client, ['find', '-C', 'role::db']);
    expect(db.stdout, describeOutcome(db)).to.equal('ruby2.lab\n');
  });

  it('the lab agent answers every type', async () => {
    const types = await runMco(lab, client, ['rpc', 'labecho', 'types', '-I', 'ruby1.lab', '-v']);
    expect(types.code, describeOutcome(types)).to.equal(0);
    expect(types.stdout).to.contain(':nested=>{:level=>{"string key"=>{:deep=>[{:a=>1}]}}, 7=>"seven"}');
  });
});
