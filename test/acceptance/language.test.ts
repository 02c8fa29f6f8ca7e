// The language of checks over the embedded broker: its selftest feature, and all of docs/language.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type Answer, PROJECT, ToySite } from './toy_site';

let site: ToySite;
before(async () => {
  const web = ['web1', 'web2', 'web3'].map((identity, i) => ({
    identity,
    classes: ['role::web'],
    facts: { country: i === 2 ? 'uk' : 'de', cores: '4', kernel: '6.1.0', serial: `S${i}` },
    load: [i + 1, 1, 1] as const,
  }));
  site = await ToySite.start([
    ...web,
    { identity: 'db1', facts: { country: 'de', kernel: '6.1.0' }, load: [0.2, 0.2, 0.2] },
    { identity: 'puppet1', classes: ['role::puppetmaster'], facts: { country: 'de' }, load: [0.5, 1, 1] },
  ]);
});
after(() => site.stop());

/** Time for replies: of the hosts that are silent here, all of it is spent. */
const timeoutMs = 400;
const check = (text: string, checks: Record<string, unknown> = {}): Promise<Answer> =>
  site.check(site.feature(text), [], { timeoutMs, checks });

describe('the selftest of the language', () => {
  it('passes, with one scenario not applicable that says which condition', async () => {
    const answer = await site.check('features/selftest/language.feature', [], { timeoutMs });
    expect(answer.first, answer.more.join('\n')).to.equal(
      'OK: Selftest of the language - 10 scenarios passed, 1 not applicable: condition not met: the fleet: number of hosts with class role::web expected more than 5, got 3 (web1, web2 and web3)',
    );
    expect(answer.perfdata).to.include(' load_mean=2;;2.5 ');
    expect(answer.perfdata).to.match(/ load_web1=1;;4 load_web2=2;;4 load_web3=3;;4 load_web1_2=1 /);
    expect(answer).to.include({ code: 0, stderr: '' });
  });
});

describe('docs/language.md', () => {
  const page = readFileSync(join(PROJECT, 'docs/language.md'), 'utf8');
  const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language,
    text: text!,
  }));
  const examples = blocks.flatMap(({ language, text }, i) => {
    if (language !== 'gherkin') return [];
    const shown =
      blocks[i + 1]?.language === '' ? blocks[i + 1]!.text.trimEnd().split('\n') : ['OK: … passed'];
    return [{ text, shown }];
  });

  /** `…` stands for anything. */
  const like = (shown: string): RegExp =>
    new RegExp(
      `^${shown
        .split('…')
        .map(part => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}`,
    );

  it('has examples', () => {
    expect(examples).to.have.length.above(12);
  });

  for (const { text, shown } of examples) {
    it(text.trim().split('\n').slice(0, 2).join(' '), async () => {
      const answer = await check(text.startsWith('Feature') ? text : `Feature: Web farm\n\n${text}`);
      const lines = [`${answer.first}|${answer.perfdata}`, ...answer.more];
      for (const line of shown)
        expect(
          lines.some(one => like(line).test(one)),
          `${line}\n${lines.join('\n')}`,
        ).to.equal(true);
    });
  }

  it('shows waivers as they are read, and what comes of them', async () => {
    const file = join(site.folder, 'waivers.yaml');
    const [, yaml] = blocks.filter(({ language }) => language === 'yaml');
    const year = new Date().getFullYear();
    // The dates of the page are in the past one day.
    writeFileSync(
      file,
      yaml!.text.replaceAll(/2026-1[12]-\d\d/g, day => `${year + (day < '2026-11-25' ? -1 : 0)}-12-31`),
    );
    const shown = blocks
      .find(({ text }) => text.startsWith('OK: … load average of web3 does not count'))!
      .text.trim();
    const answer = await check(
      'Feature: Farm\n  Scenario: Load\n    Then every host with class role::web should have a load average below 3\n',
      { waivers: file },
    );
    expect(answer.first).to.match(like(shown.replace('2026-12-01', `${year}-12-31`)));
    expect(answer.perfdata).to.include(' waived=1;;;0 ');
    expect(answer.code).to.equal(0);
  });
});

describe('what goes wrong', () => {
  const step = (text: string, checks = {}): Promise<Answer> =>
    check(`Feature: F\n  Scenario: S\n    Then ${text}\n`, checks);
  const sentences: Record<string, string> = {
    'at least two hosts with class role::web should have a load average below 2':
      '"at least two" is no number of hosts',
    'every host with class role::web should have a load average below 2 parsecs':
      '"parsecs" in "2 parsecs" is no unit',
    'every host with class role::web should have a load average below 2 GiB':
      'a load average cannot be "below 2 GiB": it is measured in plain numbers',
    'within -3 seconds every host with class role::web should have a load average below 2':
      '"-3 seconds" is no time to wait',
    'every host of "web sorvers" should have a load average below 2':
      'unknown group of hosts "web sorvers" (did you mean "Web servers"?)',
    'every host of "broken" should have a load average below 2':
      'the group "broken" is "web1", which names no hosts',
    'every host of "circle" should have a load average below 2': 'which says nothing',
    'every host with class /(/ should have a load average below 2': '"/(/" is no regex',
    'every host matching "role::web and" should have a load average below 2': '',
    'every host should have a load average below 2': 'no hosts were chosen',
    'the elapsed time should be below 2 seconds': 'when the time began is not known',
    'every host with class role::web should report the fact country below 3':
      'the fact country is no number there',
    'every host with class role::web should report the fact a/b below 3': '"a/b" is no name of a fact',
  };
  const groups = {
    'Web servers': 'hosts with class role::web',
    broken: 'web1',
    circle: 'hosts of "round"',
    round: 'hosts of "circle"',
  };
  for (const [text, message] of Object.entries(sentences)) {
    it(text, async () => {
      const answer = await step(text, { groups });
      expect(answer.first).to.match(/^UNKNOWN: F - .*toy\.feature:3\)$/);
      expect(answer.first).to.include(message);
      expect(answer.code).to.equal(3);
    });
  }

  it('in a file of waivers makes every check unknown, with its line', async () => {
    const file = join(site.folder, 'broken.yaml');
    writeFileSync(file, '- host: web3\n  reason: r\n  untill: 2026-12-01\n');
    const answer = await step('every host with class role::web should have a load average below 4', {
      waivers: file,
    });
    expect(answer.first).to.include(
      `the waivers in ${file}, line 3, cannot be used: unknown key untill (did you mean until?)`,
    );
    expect(answer.code).to.equal(3);
  });
});

describe('what is seen', () => {
  it('a warning does not look passed to those who watch', async () => {
    const path = site.feature(`Feature: F
  Scenario: S
    Then every host with class role::web should ideally have a load average below 3
    And every host with class role::web should have a load average below 9
`);
    const { stdout, code } = await site.fleetspec(['run', path, '--config', site.configFile({ timeoutMs })]);
    expect(stdout).to.match(
      /^ {2}! Then every host .* below 3\n {6}web3: load average expected below 3, got 3\n {2}✔ And /m,
    );
    expect(code).to.equal(1);
  });

  it('a remark, too', async () => {
    const path = site.feature(`Feature: F
  Scenario: S
    Then any host named web1 and web9 should have a load average below 3
`);
    const { stdout, code } = await site.fleetspec(['run', path, '--config', site.configFile({ timeoutMs })]);
    expect(stdout).to.match(/^remark: load average is not known of web9, which changes nothing/m);
    expect(code).to.equal(0);
  });
});
