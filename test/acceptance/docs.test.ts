// What README and docs/first_check.md show is what the product says: their examples are taken out of them and run.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { Broker } from '../../lib/broker/broker';
import { loadConfig } from '../../lib/config/load_config';
import { EmulatedFleet } from '../../lib/emulator/emulated_fleet';
import { processEnvironment } from '../../lib/environment';
import { PROJECT, splitAnswer, ToySite } from './toy_site';

const page = (name: string): string => readFileSync(join(PROJECT, name), 'utf8');

/** The code blocks of a page in that language. */
function blocks(text: string, language = ''): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(match => match[1] === language)
    .map(match => match[2]!);
}

/** Answers shown on a page, without performance data. */
function answers(text: string): string[] {
  return [...text.matchAll(/^(?:OK|WARNING|CRITICAL|UNKNOWN): [^|\n]+/gm)].map(match => match[0]);
}

describe('README.md', () => {
  const readme = page('README.md');

  it('shows the capacity feature as it is shipped', () => {
    const shipped = page('features/puppet_master_capacity.feature');
    for (const line of blocks(readme, 'gherkin')[0]!
      .trim()
      .split('\n')
      .map(text => text.trim())) {
      expect(shipped).to.include(line);
    }
  });

  it('shows what the demo prints', async () => {
    const site = await ToySite.start([]);
    try {
      const { code, stdout } = await site.fleetspec(['demo']);
      expect(code, stdout).to.equal(0);
      for (const answer of answers(readme)) expect(stdout).to.include(answer);
      const shown = blocks(readme).find(block => block.startsWith('3. Now'))!;
      const steady = (text: string): string => text.replace(/time=[\d.]+s/g, 'time');
      expect(steady(stdout)).to.include(steady(shown));
    } finally {
      await site.stop();
    }
  });
});

describe('docs/first_check.md', () => {
  const text = page('docs/first_check.md');
  const LOAD_BALANCER = '192.0.2.7';
  let site: ToySite;
  let broker: Broker;
  let fleet: EmulatedFleet;
  let config: string;

  // Its configuration and files, but for the port, which must be free, and the name of the machine.
  before(async () => {
    site = await ToySite.start([]);
    const file = (name: string, content: string): string => {
      writeFileSync(join(site.folder, name), content, { mode: 0o600 });
      return join(site.folder, name);
    };
    const password = 'cGFzc3dvcmQ';
    file('broker.password', `${password}\n`);
    file('fleet.psk', 'a2V5\n');
    broker = await Broker.start({ users: { fleet: password } });
    config = file('first.yaml', blocks(text, 'yaml')[0]!.replace('port: 61613', `port: ${broker.port}`));
    const environment = processEnvironment();
    const nodes = [{ identity: 'vm', classes: ['role::web'], facts: { country: 'uk' } }];
    fleet = await EmulatedFleet.start({
      config: loadConfig(environment, { role: 'server', file: config }),
      environment,
      nodes,
    });
  });
  after(async () => {
    // Also when `before` came only half-way.
    await fleet?.stop();
    await broker?.stop();
    await site?.stop();
  });

  const check = async (): Promise<{ code: number; first: string }> => {
    const feature = site.feature(blocks(text, 'gherkin')[0]!, 'let_in.feature');
    const { code, stdout } = await site.fleetspec(['check', feature, '--config', config]);
    return { code, first: splitAnswer(stdout).first.replaceAll(`${site.folder}/`, '') };
  };

  it('leads to the three answers it shows', async () => {
    const [ok, critical, unknown] = answers(text);
    expect(await check()).to.deep.equal({ code: 0, first: ok });
    const rule = ['-A', 'junk_filter', '-s', LOAD_BALANCER, '-j', 'DROP'];
    await fleet.host('vm').exec.run('iptables', rule, { timeoutMs: 1000 });
    expect(await check()).to.deep.equal({ code: 2, first: critical });
    await fleet.stopNode('vm');
    expect(await check()).to.deep.equal({ code: 3, first: unknown });
  });
});
