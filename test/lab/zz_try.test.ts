import { describe, it } from 'node:test';
import { labBroker } from './peers/activemq';
import { useLab } from './peers/lab';
import { startFleetspecd } from './peers/fleetspecd';
import { SAMPLE_FLEET } from './peers/sample_fleet';
describe('x', () => {
  const lab = useLab('try');
  it('y', async () => {
    const broker = await labBroker(lab);
    try { await startFleetspecd(lab, broker, SAMPLE_FLEET[0]!); } catch(e) { console.log((e as Error).message); }
  });
});
