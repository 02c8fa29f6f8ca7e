// `fleetspec check --submit` over the embedded broker: the answer, and what arrives in Nagios's spool.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { ToySite } from './toy_site';

let site: ToySite;
before(async () => {
  site = await ToySite.start([{ identity: 'web1.example.net', classes: ['role::web'] }]);
});
after(() => site.stop());

beforeEach(() => {
  rmSync(join(site.folder, 'spool'), { recursive: true, force: true });
  mkdirSync(join(site.folder, 'spool'));
});

/** What lies in the spool: fields of each complete file, by service. */
function spooled(): Record<string, Record<string, string>> {
  const folder = join(site.folder, 'spool');
  const names = readdirSync(folder);
  const texts = names
    .filter(name => names.includes(`${name}.ok`))
    .map(name => readFileSync(join(folder, name), 'utf8'));
  const files = texts.map(text =>
    Object.fromEntries(text.split('\n').map(line => line.split(/=(.*)/s).slice(0, 2))),
  );
  return Object.fromEntries(files.map(fields => [fields.service_description, fields]));
}

const FEATURE = `Feature: Addresses
  Scenario: the first is free
    Given the load balancer has ip address 192.0.2.7
    And I want to update hosts with class role::web
    Then traffic from the load balancer should be unblocked
`;

async function check(argv: readonly string[], feature = FEATURE) {
  const config = JSON.parse(readFileSync(site.configFile(), 'utf8'));
  config.identity = 'mon1';
  config.passive = {
    queue_dir: join(site.folder, 'queue'),
    default: 'spool',
    targets: {
      spool: { kind: 'spool', path: join(site.folder, 'spool') },
      away: { kind: 'spool', path: join(site.folder, 'nowhere') },
    },
  };
  const file = join(site.folder, 'passive.yaml');
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const path = site.feature(feature, 'addresses.feature');
  const { code, stdout, stderr } = await site.fleetspec(['check', path, '-c', file, '-t', '20', ...argv]);
  return { code, stderr, lines: stdout.trimEnd().split('\n') };
}

describe('fleetspec check --submit', () => {
  it('answers as ever, and the spool has the same answer', async () => {
    const answer = await check(['--submit', 'spool']);
    const plain = await check([]);
    expect(answer.code).to.equal(plain.code);
    expect(answer.stderr).to.equal('');
    const { addresses } = spooled();
    const [first = ''] = answer.lines;
    expect(addresses).to.deep.include({
      host_name: 'mon1',
      check_type: '1',
      return_code: String(answer.code),
    });
    expect(addresses!.output!.split('\\n')[0]).to.equal(first);
  });

  it('sends one result for each scenario', async () => {
    const two = `${FEATURE}  Scenario: undefined\n    When I dance\n`;
    const answer = await check(['--submit', 'spool', '--submit-each', '-H', 'web1.example.net'], two);
    const { 'addresses - the first is free': one, 'addresses - undefined': other } = spooled();
    expect(Object.keys(spooled())).to.have.length(2);
    for (const fields of [one!, other!]) expect(fields.host_name).to.equal('web1.example.net');
    expect(other!.return_code).to.equal('3');
    expect(other!.output).to.match(/^UNKNOWN: undefined - undefined step "I dance"/);
    expect(answer.code).to.equal(3);
  });

  it('says in the answer what waits on disk, and the exit code is that of the check', async () => {
    const plain = await check([]);
    const answer = await check(['--submit', 'away', '-t', '2']);
    expect(answer.code).to.equal(plain.code);
    expect(answer.lines.join('\n')).to.match(
      /\nnot delivered yet, waiting on disk for away: .*nowhere.*it does not exist/,
    );
    expect(
      readdirSync(join(site.folder, 'queue/away')).filter(name => name.endsWith('.json')),
    ).to.have.length(1);
  });

  for (const [argv, says] of [
    [['--submit', 'spol'], /^UNKNOWN: fleetspec - .* has no target "spol"; choose one of spool, away/],
    [['--submit-each'], /^UNKNOWN: fleetspec - it is not said where results go: add --submit TARGET/],
  ] as [string[], RegExp][]) {
    it(`is UNKNOWN before anything is run with ${argv.join(' ')}`, async () => {
      const answer = await check(argv);
      expect(answer.code).to.equal(3);
      expect(answer.lines).to.have.length(1);
      expect(answer.lines[0]).to.match(says);
    });
  }

  it('is UNKNOWN when the result has no name it could go by', async () => {
    const answer = await check(['--submit', 'spool', '--submit-host', '<host>']);
    expect(answer.code).to.equal(3);
    expect(answer.lines.join('\n')).to.contain('the result was not delivered: <host> in the name "<host>"');
    expect(spooled()).to.deep.equal({});
  });
});
