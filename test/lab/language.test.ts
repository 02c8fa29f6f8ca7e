// The selftest of the language, the very file that the embedded broker sees: real daemons over a real ActiveMQ. Each node
// has a load average of its own, mounted over /proc/loadavg in a name space of its own.
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { describeOutcome } from './peers/outcome';

const FEATURE = join(ROOT, 'features/selftest/language.feature');

interface Host {
  readonly load: number;
  readonly classes: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
}

const web = (load: number): Host => ({
  load,
  classes: ['role::web'],
  facts: { country: load === 3 ? 'uk' : 'de', cores: '4', kernel: '6.1.0', serial: `S${load}` },
});

const HOSTS: Readonly<Record<string, Host>> = {
  web1: web(1),
  web2: web(2),
  web3: web(3),
  db1: { load: 0.2, classes: [], facts: { country: 'de', kernel: '6.1.0' } },
  puppet1: { load: 0.5, classes: ['role::puppetmaster'], facts: { country: 'de' } },
};

describe('the selftest of the language in the lab', () => {
  const lab = useLab('language');
  let broker: LabBroker;

  before(async () => {
    broker = await labBroker(lab);
    await Promise.all(Object.entries(HOSTS).map(([identity, host]) => start(identity, host)));
  });

  async function start(identity: string, { load, classes, facts }: Host): Promise<void> {
    const average = load.toFixed(2);
    const file = lab.write(`load/${identity}`, `${average} ${average} ${average} 1/100 4711\n`);
    const mounted = `mount --bind ${file} /proc/loadavg && exec "$@"`;
    await startFleetspecd(
      lab,
      broker,
      { identity, classes, facts, settings: {} },
      { through: ['unshare', '--mount', 'sh', '-c', mounted, 'sh'] },
    );
  }

  it('comes to the same verdict as over the embedded broker', async () => {
    const rpc = { timeout: '5s', discovery_quiet: '1s' };
    const config = writeFleetspecYaml(lab, broker, { rpc });
    const outcome = await runFleetspec(lab, ['check', FEATURE, '--config', config, '-t', '50']);
    const first = outcome.stdout.split('|')[0];
    expect(first, describeOutcome(outcome)).to.equal(
      'OK: Selftest of the language - 10 scenarios passed, 1 not applicable: condition not met: the fleet: number of hosts with class role::web expected more than 5, got 3 (web1, web2 and web3)',
    );
    expect(outcome.stdout).to.include(' load_mean=2;;2.5 ');
    expect({ code: outcome.code, stderr: outcome.stderr }).to.deep.equal({ code: 0, stderr: '' });
  });
});
