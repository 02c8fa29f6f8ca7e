// fleetspec drill: what a check sleeps through, on recordings and on the emulated fleet.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { PROJECT, ToySite } from './toy_site';

let site: ToySite;
before(async () => {
  site = await ToySite.start(
    [1, 2, 3].map(load => ({
      identity: `web${load}.example.net`,
      classes: ['role::web'],
      load: [load, load, load] as const,
    })),
  );
});
after(() => site.stop());

/** The drill of one step on what the site answers. */
async function drilled(step: string, ...argv: string[]) {
  const feature = site.feature(`Feature: Drilled\n  Scenario: S\n    Then ${step}\n`);
  const recording = join(site.folder, 'drill.rec');
  await site.check(feature, ['--record', recording]);
  const { code, stdout } = await site.fleetspec(['drill', '--recording', recording, ...argv]);
  return { code, lines: stdout.trimEnd().split('\n') };
}

describe('fleetspec drill', () => {
  it('finds nothing to blame in a check that looks at every host', async () => {
    const { code, lines } = await drilled(
      'every host with class role::web should have a load average below 4',
    );
    expect(lines).to.deep.equal(['5 disturbances: 5 noticed, 0 slept through']);
    expect(code).to.equal(0);
  });

  it('says with -v what was noticed where, and which fields nobody looks at', async () => {
    const { lines } = await drilled(
      'at least 2 hosts with class role::web should have a load average below 4',
      '-v',
    );
    expect(lines).to.include.members([
      'noticed    who is there for class role::web: nobody: UNKNOWN',
      'noticed    host load: silent on 2 hosts: UNKNOWN',
      'noticed    host load: "load1" missing on 2 hosts: UNKNOWN',
      'noticed    host load: "load1" other on 2 hosts: CRITICAL',
    ]);
    expect(lines.filter(line => line.startsWith('unused')).join()).to.include('"load5" other');
    expect(lines.at(-1)).to.match(/^5 disturbances: 5 noticed, 0 slept through$/);
  });

  it('names what a check that cannot fail sleeps through', async () => {
    const { code, lines } = await drilled(
      'every host with class role::web should have a load average below 9999999999',
    );
    expect(lines).to.deep.equal([
      'SLEPT      host load: "load1" other on 3 hosts: OK: Drilled - 1 scenario passed',
      '5 disturbances: 4 noticed, 1 slept through',
    ]);
    expect(code).to.equal(1);
  });

  it('proves nothing with a check that is red already, or does not apply', async () => {
    const red = await drilled('every host with class role::web should have a load average below 2');
    expect(red.lines[0]).to.match(
      /^the check is not well to begin with: CRITICAL: Drilled - web3\.example\.net/,
    );
    expect(red.code).to.equal(3);
    const idle = await drilled('every host with class role::web happens to have a load average above 9');
    expect(idle.lines[0]).to.include('not applicable');
    expect(idle.code).to.equal(3);
  });

  it('tells programs the same', async () => {
    const { code, lines } = await drilled(
      'every host with class role::web should have a load average below 4',
      '--json',
    );
    const report = JSON.parse(lines.join('\n'));
    expect(report).to.include({ well: true, baseline: 'OK: Drilled - 1 scenario passed' });
    expect(report.findings).to.deep.include({
      ...{
        question: 'host load',
        what: 'silent',
        kind: 'absent',
        result: 'noticed',
        hosts: ['web1.example.net'],
      },
      ...{
        status: 'UNKNOWN',
        text: report.findings.find((one: { what: string }) => one.what === 'silent').text,
      },
    });
    expect(code).to.equal(0);
  });

  it('wants something to drill', async () => {
    const { code, stdout, stderr } = await site.fleetspec(['drill']);
    expect(stdout + stderr).to.include('nothing to drill: name a feature, or a recording with --recording');
    expect(code).to.equal(3);
  });
});

describe('the shipped features', () => {
  // These ask no nodes; they are drilled where there is something for them to ask.
  const elsewhere = ['network.feature', 'queues.feature'];
  const features = readdirSync(join(PROJECT, 'features')).filter(
    name => name.endsWith('.feature') && !elsewhere.includes(name),
  );
  for (const name of features) {
    it(`${name} sleeps through nothing`, async () => {
      const { code, stdout } = await site.fleetspec(['drill', `features/${name}`]);
      expect(stdout).to.match(/^[1-9]\d* disturbances: [1-9]\d* noticed, 0 slept through\n$/);
      expect(code).to.equal(0);
    });
  }
});
