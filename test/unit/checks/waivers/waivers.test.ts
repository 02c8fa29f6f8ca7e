// Waivers: what a file may say, what it excuses, and what it excuses no more.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { WaiversUnusable } from '../../../../lib/checks/errors';
import { CheckFailed } from '../../../../lib/checks/verdicts';
import { parseWaivers } from '../../../../lib/checks/waivers/parse_waivers';
import { parseMoment } from '../../../../lib/checks/waivers/until';
import { WaivedHosts } from '../../../../lib/checks/waivers/waived_hosts';
import { Waivers } from '../../../../lib/checks/waivers/waivers';
import { rejection } from '../toy_fleet';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const HOUR = 3_600_000;
const PLACE = {
  feature: 'Web farm',
  file: 'features/web.feature',
  scenario: 'Load',
  tags: ['@web', '@slow'],
};
const read = (text: string): Waivers => new Waivers(parseWaivers(text, 'waivers.yaml', NOW));

function complaint(text: string): string {
  try {
    parseWaivers(text, 'waivers.yaml', NOW);
  } catch (fault) {
    expect(fault).to.be.instanceOf(WaiversUnusable);
    return (fault as Error).message;
  }
  throw new Error('it was understood');
}

describe('points in time', () => {
  it('are a day, or a day and a time', () => {
    expect(parseMoment('2026-12-01T18:30Z', 'end')).to.equal(Date.parse('2026-12-01T18:30:00Z'));
    expect(parseMoment('2026-12-01 18:30:15 +02:00', 'begin')).to.equal(Date.parse('2026-12-01T16:30:15Z'));
    expect(parseMoment('2026-12-01 18:30+0200', 'begin')).to.equal(Date.parse('2026-12-01T16:30:00Z'));
    expect(parseMoment('2026-12-01 18:30', 'end')).to.equal(new Date(2026, 11, 1, 18, 30).getTime());
    expect(parseMoment('2026-12-01', 'begin')).to.equal(new Date(2026, 11, 1).getTime());
    expect(parseMoment('2026-12-01', 'end')).to.equal(new Date(2026, 11, 2).getTime() - 1);
    expect(parseMoment('2028-02-29', 'end')).to.be.a('number');
  });

  it('are no others', () => {
    for (const text of [
      'tomorrow',
      '2026-02-30',
      '2026-13-01',
      '2026-12-01 24:00',
      '2026-12-01 18:60',
      '01.12.2026',
      '2026-12-01 18',
      '2026-12-01 18:00+25:00',
    ])
      expect(parseMoment(text, 'end'), text).to.equal(undefined);
  });
});

describe('a file of waivers', () => {
  it('is a list, or two', () => {
    const one = '{host: web3, reason: new disk, until: 2026-12-01, by: ann}';
    for (const text of [`- ${one}`, `waivers: [${one}]`, `waivers:\n- ${one}\nmaintenance:\n`])
      expect(read(text).ofHost(PLACE, 'web3', NOW), text).to.equal(
        'waived until 2026-12-01 by ann: new disk',
      );
  });

  it('may be empty', () => {
    for (const text of ['', '# nothing', '[]', 'waivers: []'])
      expect(parseWaivers(text, 'x', NOW)).to.deep.equal([]);
  });

  const bad: [string, RegExp][] = [
    ['- {host: a, until: 2026-12-01}', /line 1, cannot be used: a waiver needs a reason$/],
    ['- {host: a, reason: ""}', /needs a reason$/],
    ['- {host: a, reason: r}', /a waiver needs an end: until$/],
    ['- {reason: r, until: 2026-12-01}', /must name what it is about/],
    [
      '- {host: a, reason: r, until: soon}',
      /until is "soon", and must be like 2026-12-01 or 2026-12-01 18:00$/,
    ],
    ['- {host: a, reason: r, until: 2028-01-01}', /until is more than a year ahead$/],
    ['-\n- {host: a, reason: r, until: 2026-12-01}', /cannot be used: a waiver needs keys such as/],
    [
      '- host: a\n  reason: r\n  untill: 2026-12-01',
      /line 3, cannot be used: unknown key untill \(did you mean until\?\)$/,
    ],
    ['- {host: a, reason: r, until: 2026-12-01, from: 2026-11-01}', /unknown key from/],
    ['waiver: []', /line 1, cannot be used: unknown key waiver \(did you mean waivers\?\)$/],
    ['waivers: {host: a}', /waivers must be a list$/],
    ['maintenance: [{host: a, reason: r, until: 2026-12-01}]', /a maintenance needs a beginning: from$/],
    ['maintenance: [{host: a, reason: r, from: 2026-12-02, until: 2026-12-01}]', /from is after until$/],
    ['- {host: {a: 1}, reason: r, until: 2026-12-01}', /host must be names of hosts$/],
    ['- {feature: [a], reason: r, until: 2026-12-01}', /feature must be one text$/],
    ['- {host: a, reason: r, until: 2026-12-01, unknown: maybe}', /unknown must be true or false$/],
    ['web3', /must be a list, or hold waivers and maintenance$/],
    ['- {host: a', /^the waivers in waivers\.yaml, line \d+, cannot be used: /],
  ];
  for (const [text, message] of bad)
    it(`is refused: ${text.replaceAll('\n', ' ')}`, () => {
      expect(complaint(text)).to.match(message);
    });

  it('must be there', async () => {
    const fault = await rejection(Promise.resolve().then(() => Waivers.read('/nowhere/waivers.yaml', NOW)));
    expect(fault.message).to.equal(
      'the waivers in /nowhere/waivers.yaml cannot be used: it cannot be read (ENOENT)',
    );
  });

  it('may begin with a byte order mark', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-waivers-'));
    writeFileSync(join(folder, 'w.yaml'), '\uFEFF- {host: web3, reason: r, until: 2026-12-01}\n');
    expect(Waivers.read(join(folder, 'w.yaml'), NOW).ofHost(PLACE, 'web3', NOW)).to.match(/^waived/);
    rmSync(folder, { recursive: true });
  });
});

describe('a waiver of hosts', () => {
  const hosts = (list: string, host: string, scope = ''): boolean =>
    read(`- {hosts: ${list}, ${scope} reason: r, until: 2026-12-01}`).ofHost(PLACE, host, NOW) !== undefined;

  it('is about those it names, with stars', () => {
    expect(hosts('[web3, web4]', 'web4')).to.equal(true);
    expect(hosts('"web3, web4"', 'web4')).to.equal(true);
    expect(hosts('web*.example.net', 'web7.example.net')).to.equal(true);
    expect(hosts('"*"', 'anything')).to.equal(true);
    expect(hosts('WEB3', 'web3')).to.equal(true);
    expect(hosts('web3', 'web30')).to.equal(false);
    expect(hosts('web*.example.net', 'web7.example.org')).to.equal(false);
    expect(hosts('w*b*3', 'wb')).to.equal(false);
    expect(hosts('a*a', 'a')).to.equal(false);
    expect(hosts('web.*', 'web1')).to.equal(false);
  });

  it('holds only where it says', () => {
    for (const scope of [
      'feature: Web farm,',
      'feature: web.feature,',
      'feature: features/web.feature,',
      'scenario: load,',
      'tag: slow,',
      'tag: "@web", scenario: Load,',
      'feature: "web*",',
    ])
      expect(hosts('web3', 'web3', scope), scope).to.equal(true);
    for (const scope of [
      'feature: Mail,',
      'feature: eb.feature,',
      'scenario: Lo,',
      'tag: fast,',
      'tag: slow, scenario: Disk,',
    ])
      expect(hosts('web3', 'web3', scope), scope).to.equal(false);
  });

  it('says nothing of scenarios', () => {
    expect(
      read('- {host: web3, reason: r, until: 2026-12-01, unknown: true}').ofScenario(PLACE, NOW, true),
    ).to.equal(undefined);
  });
});

describe('a waiver of scenarios', () => {
  const SCENARIO = '- {scenario: Load, reason: r, until: 2026-12-01 08:00Z';

  it('excuses failures, and what cannot be told only when it says so', () => {
    expect(read(`${SCENARIO}}`).ofScenario(PLACE, NOW, false)).to.equal('waived until 2026-12-01 08:00Z: r');
    expect(read(`${SCENARIO}}`).ofScenario(PLACE, NOW, true)).to.equal(undefined);
    expect(read(`${SCENARIO}, unknown: true}`).ofScenario(PLACE, NOW, true)).to.match(/^waived/);
    expect(read(`${SCENARIO}}`).ofHost(PLACE, 'web3', NOW)).to.equal(undefined);
  });

  it('ends, and is remembered as ended', () => {
    const waivers = read(`${SCENARIO}, by: ann}`);
    const end = Date.parse('2026-12-01T08:00:00Z');
    expect(waivers.ofScenario(PLACE, end, false)).to.match(/^waived/);
    expect(waivers.expired(end)).to.deep.equal([]);
    expect(waivers.ofScenario(PLACE, end + 1, false)).to.equal(undefined);
    expect(waivers.expired(end + 1)).to.deep.equal([
      'the waiver of Load has ended (until 2026-12-01 08:00Z by ann: r)',
    ]);
  });
});

describe('a window of maintenance', () => {
  const window = read(
    'maintenance: [{hosts: [web1], from: 2026-11-22 09:00Z, until: 2026-11-22 10:00Z, reason: kernel}]',
  );

  it('holds from its beginning to its end, and just ends', () => {
    const at = (hours: number): string | undefined => window.ofHost(PLACE, 'web1', NOW + hours * HOUR);
    expect(at(0.99)).to.equal(undefined);
    expect(at(1)).to.equal('in maintenance until 2026-11-22 10:00Z: kernel');
    expect(at(2)).to.be.a('string');
    expect(at(2.01)).to.equal(undefined);
    expect(window.expired(NOW + 3 * HOUR)).to.deep.equal([]);
  });
});

describe('a failure of steps that know no waivers', () => {
  const notes: string[] = [];
  const waivers = read('- {host: "web3", reason: r, until: 2026-12-01}');
  const hosts = new WaivedHosts(waivers, PLACE, NOW, sentence => notes.push(sentence));
  const failed = (...names: string[]): CheckFailed =>
    new CheckFailed(
      'traffic',
      'blocked',
      names.map(host => ({ host, got: 'open' })),
    );

  it('is none when all of its hosts are excused, and says so', () => {
    hosts.sift(failed('web3'));
    expect(notes).to.deep.equal(['traffic of web3 does not count: waived until 2026-12-01: r']);
  });

  it('is what is left of it', () => {
    expect(() => hosts.sift(failed('web1', 'web3'))).to.throw(/^web1: traffic expected blocked, got open$/);
    expect(() => hosts.sift(failed('web1'))).to.throw(/^web1/);
  });

  it('is a doubt where there was one, and nothing else is touched', () => {
    const doubt = new WaiversUnusable('x', 1, 'a doubt');
    const both = new CheckFailed('traffic', 'blocked', [{ host: 'web3', got: 'open' }], doubt);
    expect(() => hosts.sift(both)).to.throw('a doubt');
    expect(() => hosts.sift(new Error('bug'))).to.throw('bug');
  });
});

describe('a waiver that says less than it seems', () => {
  const rest = 'feature: Web farm, reason: r, until: 2026-12-01';

  for (const empty of ['host:', 'host: ""', 'hosts: []', 'hosts: [web1, ""]', 'scenario: " "', 'tag:']) {
    it(`is refused, and does not become one of everything: ${empty}`, () => {
      const key = empty.split(':')[0]!;
      expect(complaint(`- {${rest}, ${empty}}`)).to.contain(`${key} is empty`);
    });
  }

  it('is not about a sentence of several hosts that begins as its pattern does', () => {
    const waivers = read('- {host: "web*", reason: r, until: 2026-12-01}');
    expect(waivers.ofHost(PLACE, 'web1', NOW)).to.contain('waived');
    expect(waivers.ofHost(PLACE, 'web1, db1 and db2', NOW)).to.equal(undefined);
    const hosts = new WaivedHosts(waivers, PLACE, NOW, () => {});
    const fault = new CheckFailed('mean load', 'below 2', [{ host: 'web1, db1 and db2', got: '9' }]);
    expect(() => hosts.sift(fault)).to.throw('expected below 2');
  });
});
