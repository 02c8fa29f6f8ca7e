// Every part of a sentence: what is understood, and what is refused in one sentence.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { BadSentence } from '../../../../lib/checks/errors';
import { CLAIM_PATTERN, parseClaim } from '../../../../lib/checks/language/claim';
import {
  COMPARISON_PATTERN,
  ideally,
  parseComparison,
  requireKind,
} from '../../../../lib/checks/language/comparison';
import {
  HOSTS_PATTERN,
  ONE_HOST_PATTERN,
  parseHostPhrase,
  parseSelection,
  SELECTION_PATTERN,
} from '../../../../lib/checks/language/host_phrase';
import { MODAL_PATTERN, parseModality } from '../../../../lib/checks/language/modality';
import { parseDurationMs, parseQuantity } from '../../../../lib/checks/language/quantity';
import { parseQuorum, QUORUM_PATTERN, requireFitting } from '../../../../lib/checks/language/quorum';
import { parseTextMatch } from '../../../../lib/checks/language/text_match';
import { parseTiming, TIMING_PATTERN } from '../../../../lib/checks/language/timing';

const whole = (pattern: RegExp, text: string): boolean => new RegExp(`^(?:${pattern.source})$`).test(text);

/** What it says of a bad one; fails the test when it takes it. */
function complaint(read: () => unknown): string {
  try {
    read();
  } catch (fault) {
    expect(fault).to.be.instanceOf(BadSentence);
    return (fault as BadSentence).message;
  }
  throw new Error('it was understood');
}

describe('quorums', () => {
  const good: Record<string, [string, number?, boolean?, boolean?]> = {
    every: ['every'],
    each: ['every'],
    all: ['every'],
    any: ['at least', 1],
    no: ['no'],
    none: ['no'],
    '2': ['exactly', 2],
    '95 %': ['exactly', 95, true],
    'at least 2': ['at least', 2],
    'at least 95 %': ['at least', 95, true],
    'at least 95%': ['at least', 95, true],
    'at least 33.3 percent': ['at least', 33.3, true],
    'at most 0': ['at most', 0],
    'exactly 50 %': ['exactly', 50, true],
    'all but 2': ['all but', 2],
    'all but 5 %': ['all but', 5, true],
    'no more than 3': ['at most', 3],
    'no fewer than 3': ['at least', 3],
    'more than 3': ['at least', 3, false, true],
    'fewer than 3': ['at most', 3, false, true],
    'less than 10 %': ['at most', 10, true, true],
  };
  for (const [text, [kind, count = 0, percent = false, strict = false]] of Object.entries(good)) {
    it(`reads "${text}"`, () => {
      expect(whole(QUORUM_PATTERN, text)).to.equal(true);
      const read = parseQuorum(text);
      expect([read.kind, read.count, read.percent, read.strict ?? false, read.text]).to.deep.equal([
        kind,
        count,
        percent,
        strict,
        text,
      ]);
    });
  }

  const bad: Record<string, RegExp> = {
    'at least -2': /^"at least -2" is no number of hosts$/,
    'at least two': /is no number of hosts/,
    'at least 1.5': /is no number of hosts/,
    'at least 1e3': /is no number of hosts/,
    'at most NaN': /is no number of hosts/,
    'at least 33.3333333 %': /is no number of hosts/,
    'at least 101 %': /^"at least 101 %" of the hosts can never be$/,
    'more than 100 %': /can never be/,
    'fewer than 0': /can never be/,
    'at least 0': /^"at least 0" of the hosts always holds$/,
    'at most 100 %': /always holds/,
    'all but 100 %': /always holds/,
  };
  for (const [text, message] of Object.entries(bad)) {
    it(`refuses "${text}"`, () => {
      expect(whole(QUORUM_PATTERN, text), 'but takes it for a quorum').to.equal(true);
      expect(complaint(() => parseQuorum(text))).to.match(message);
    });
  }

  const misfits: [string, number, RegExp | undefined][] = [
    ['at least 5', 3, /^"at least 5" can never be of 3 hosts$/],
    ['exactly 2', 1, /^"exactly 2" can never be of 1 host$/],
    ['more than 3', 3, /can never be/],
    ['exactly 33 %', 7, /^33 % of 7 hosts is no whole number of hosts$/],
    ['exactly 50 %', 8, undefined],
    ['all but 2', 2, /^"all but 2" always holds of 2 hosts$/],
    ['all but 2', 3, undefined],
    ['at most 3', 3, undefined],
    ['fewer than 4', 3, undefined],
    ['at most 2', 3, undefined],
    ['at least 1 %', 1, undefined],
    ['every', 1, undefined],
    ['no', 1, undefined],
    ['at least 3', 0, undefined],
  ];
  for (const [text, total, message] of misfits) {
    it(`${message ? 'refuses' : 'takes'} "${text}" of ${total}`, () => {
      const fit = (): void => requireFitting(parseQuorum(text), total);
      if (message) expect(complaint(fit)).to.match(message);
      else fit();
    });
  }
});

describe('quantities', () => {
  const good: Record<string, [number, string]> = {
    '3': [3, 'number'],
    '-1.5': [-1.5, 'number'],
    '80 %': [80, 'percent'],
    '80%': [80, 'percent'],
    '2 GiB': [2 * 1024 ** 3, 'bytes'],
    '2 kB': [2000, 'bytes'],
    '250 ms': [0.25, 'seconds'],
    '1 hour': [3600, 'seconds'],
    '2 weeks': [1_209_600, 'seconds'],
  };
  for (const [text, [value, kind]] of Object.entries(good))
    it(`reads "${text}"`, () => {
      expect(parseQuantity(text)).to.deep.equal({ value, kind, text });
    });

  const bad: Record<string, RegExp> = {
    '5 parsecs': /^"parsecs" in "5 parsecs" is no unit$/,
    '5 secnds': /^"secnds" in "5 secnds" is no unit \(did you mean seconds\?\)$/,
    '5 toString': /is no unit/,
    five: /^"five" is no number$/,
    '1e3': /is no unit/,
    '': /is no number/,
  };
  for (const [text, message] of Object.entries(bad))
    it(`refuses "${text}"`, () => {
      expect(complaint(() => parseQuantity(text))).to.match(message);
    });

  it('are times only with a unit, and above 0', () => {
    expect(parseDurationMs('1.5 minutes')).to.equal(90_000);
    expect(complaint(() => parseDurationMs('30'))).to.equal('"30" is no length of time');
    expect(complaint(() => parseDurationMs('30 MB'))).to.equal('"30 MB" is no length of time');
    expect(complaint(() => parseDurationMs('-3 seconds'))).to.equal('"-3 seconds" is no time to wait');
    expect(complaint(() => parseDurationMs('0 seconds'))).to.equal('"0 seconds" is no time to wait');
  });
});

describe('comparisons', () => {
  const good: [string, number[], number[]][] = [
    ['below 2', [1.99, -5], [2, 3]],
    ['fewer than 2', [1], [2]],
    ['above 2', [2.01], [2, 1]],
    ['at least 2', [2, 3], [1.99]],
    ['no less than 2', [2], [1]],
    ['no fewer than 2', [2], [1]],
    ['at most 2', [2, 1], [2.01]],
    ['no more than 2', [2], [3]],
    ['exactly 2', [2], [1.999, 2.001]],
    ['not 2', [1, 3], [2]],
    ['7', [7], [8]],
    ['between 2 and 5', [2, 3, 5], [1.99, 5.01]],
    ['between 2 and 5 minutes', [120, 300], [119, 301]],
    ['between 90 seconds and 2 minutes', [90, 120], [89]],
    ['above -3', [-2], [-3]],
    ['below 80 %', [79], [80]],
  ];
  for (const [text, holding, broken] of good) {
    it(`reads "${text}"`, () => {
      expect(whole(COMPARISON_PATTERN, text)).to.equal(true);
      const { holds } = parseComparison(text);
      expect([...holding, ...broken].filter(holds)).to.deep.equal(holding);
      // What breaks nothing, NaN included, would be well for ever.
      expect(holds(Number.NaN)).to.equal(text.startsWith('not'));
    });
  }

  const bad: Record<string, RegExp> = {
    'between 5 and 2': /^"between 5 and 2" can never hold$/,
    'between 2 MB and 5 minutes': /mixes units/,
    'below 9 parsecs': /is no unit/,
    'below 90 %, ideally below 5 seconds': /mixes units/,
    'below 5, ideally between 3 and 1': /can never hold/,
  };
  for (const [text, message] of Object.entries(bad)) {
    it(`refuses "${text}"`, () => {
      expect(whole(COMPARISON_PATTERN, text), 'but takes it for one').to.equal(true);
      expect(complaint(() => parseComparison(text))).to.match(message);
    });
  }

  it('leave words after the number to the step', () => {
    expect(
      new RegExp(`^hold (${COMPARISON_PATTERN.source}) messages?$`).exec('hold below 5 messages')?.[1],
    ).to.equal('below 5');
  });

  it('are held against numbers of their kind', () => {
    requireKind(parseComparison('below 5'), 'bytes', 'size');
    const wrong = (text: string) => complaint(() => requireKind(parseComparison(text), 'bytes', 'the size'));
    expect(wrong('below 5 minutes')).to.equal(
      'the size cannot be "below 5 minutes": it is measured in bytes',
    );
    expect(wrong('below 5, ideally below 3 %')).to.equal(
      'the size cannot be "below 3 %": it is measured in bytes',
    );
  });

  it('answer for what is ideal while somebody asks for that, however deep they are', () => {
    const { holds, ideal } = parseComparison('below 10 minutes, ideally below 5');
    expect(ideal?.holds(299)).to.equal(true);
    expect(ideal?.holds(300)).to.equal(false);
    const deep = (seconds: number): boolean => [seconds].every(one => holds(one));
    expect(deep(400)).to.equal(true);
    const { result, limits } = ideally(() => deep(400));
    expect(result).to.equal(false);
    expect([...limits]).to.deep.equal([['below 10 minutes', 'below 5 minutes']]);
    expect(deep(400)).to.equal(true);
    expect(ideally(() => parseComparison('below 10').holds(400)).limits.size).to.equal(0);
  });

  it('do not ask for what is ideal any more when the asking has failed', () => {
    const { holds } = parseComparison('below 10, ideally below 5');
    expect(() =>
      ideally(() => {
        throw new Error('no');
      }),
    ).to.throw('no');
    expect(holds(7)).to.equal(true);
  });
});

describe('modality', () => {
  const known: Record<string, [string, string, boolean]> = {
    should: ['demand', 'CRITICAL', false],
    'should not': ['demand', 'CRITICAL', true],
    'should ideally': ['demand', 'WARNING', false],
    'should ideally not': ['demand', 'WARNING', true],
    'should not ideally': ['demand', 'WARNING', true],
    'happens to': ['condition', 'CRITICAL', false],
    'happen to': ['condition', 'CRITICAL', false],
    'happens not to': ['condition', 'CRITICAL', true],
  };
  for (const [text, [kind, severity, negated]] of Object.entries(known)) {
    it(`reads "${text}"`, () => {
      expect(whole(MODAL_PATTERN, text)).to.equal(true);
      expect(parseModality(text)).to.deep.equal({ kind, severity, negated });
    });
  }

  it('knows no other', () => {
    for (const text of ['should not not', 'must', 'should never', 'should not ideally not'])
      expect(whole(MODAL_PATTERN, text), text).to.equal(false);
  });
});

describe('timing', () => {
  const known: Record<string, [string, number, number?]> = {
    '': ['now', 0],
    'within 30 seconds ': ['within', 30_000],
    'within 30s ': ['within', 30_000],
    'for 2 minutes, ': ['for', 120_000],
    'for 2 minutes, asking every 5 seconds ': ['for', 120_000, 5000],
    'within 1 hour, looking every 1 min, ': ['within', 3_600_000, 60_000],
  };
  for (const [text, [kind, ms, everyMs]] of Object.entries(known)) {
    it(`reads "${text}"`, () => {
      expect(whole(TIMING_PATTERN, text)).to.equal(true);
      expect(parseTiming(text)).to.include({ kind, ms, everyMs });
    });
  }

  const bad: Record<string, RegExp> = {
    'within -3 seconds ': /is no time to wait/,
    'within 0 seconds ': /is no time to wait/,
    'within 3 fortnights ': /is no unit/,
    'for 3 MB ': /is no length of time/,
    'within 30 ': /is no length of time/,
    'within 5 seconds, asking every 10 seconds ': /^every 10 seconds is too seldom for 5 seconds$/,
    'within 5 seconds, asking every 0 seconds ': /is no time to wait/,
  };
  for (const [text, message] of Object.entries(bad)) {
    it(`refuses "${text}"`, () => {
      expect(whole(TIMING_PATTERN, text), 'but takes it for one').to.equal(true);
      expect(complaint(() => parseTiming(text))).to.match(message);
    });
  }
});

const HOSTS = new RegExp(`${HOSTS_PATTERN.source}|${ONE_HOST_PATTERN.source}`);

describe('hosts', () => {
  const filter = (...conditions: [string, string][]) => ({
    kind: 'filter',
    conditions: conditions.map(([by, value]) => ({ by, value })),
  });
  const known: Record<string, unknown> = {
    'hosts with class role::web': filter(['class', 'role::web']),
    'hosts with class role::web and fact country=de and agent puppet': filter(
      ['class', 'role::web'],
      ['fact', 'country=de'],
      ['agent', 'puppet'],
    ),
    'nodes with class /^role::(web|mail)$/ and with fact os="a b"': filter(
      ['class', '/^role::(web|mail)$/'],
      ['fact', 'os=a b'],
    ),
    'servers named web1, web2 and web3': filter(['names', 'web1, web2 and web3']),
    'hosts of "web servers"': { kind: 'group', name: 'web servers' },
    'machines in "web servers"': { kind: 'group', name: 'web servers' },
    'hosts matching "role::web and not country=de"': filter(['compound', 'role::web and not country=de']),
    hosts: { kind: 'chosen' },
    'the host web1': filter(['names', 'web1']),
    'the Puppet Master': { kind: 'group', name: 'Puppet Master' },
  };
  for (const [text, phrase] of Object.entries(known))
    it(`reads "${text}"`, () => {
      expect(whole(HOSTS, text)).to.equal(true);
      expect(parseHostPhrase(text)).to.deep.equal(phrase);
    });

  const selections: Record<string, unknown> = {
    'every host with class a': filter(['class', 'a']),
    'all the hosts of "x"': { kind: 'group', name: 'x' },
    'each of the hosts named a and b': filter(['names', 'a and b']),
    'the hosts with agent puppet': filter(['agent', 'puppet']),
    'hosts with class a': filter(['class', 'a']),
    'the host web1': filter(['names', 'web1']),
    'the puppet master': { kind: 'group', name: 'Puppet Master' },
  };
  for (const [text, phrase] of Object.entries(selections)) {
    it(`reads the selection "${text}"`, () => {
      expect(whole(SELECTION_PATTERN, text)).to.equal(true);
      expect(parseSelection(text)).to.deep.equal(phrase);
    });
  }
});

describe('claims', () => {
  it('are all of it together', () => {
    const text =
      'within 30 seconds at least 95 % of the hosts with class role::web and fact country=de should ideally not';
    expect(whole(CLAIM_PATTERN, text)).to.equal(true);
    const { timing, quorum, who, modality } = parseClaim(text);
    expect(timing).to.include({ kind: 'within', ms: 30_000 });
    expect(quorum).to.include({ kind: 'at least', count: 95, percent: true });
    expect(who.kind).to.equal('filter');
    expect(modality).to.deep.equal({ kind: 'demand', severity: 'WARNING', negated: true });
  });

  for (const text of [
    'every host should',
    'all of the hosts of "x" should',
    'no host named a should',
    'none of the hosts with class a should',
    '2 hosts with class a should',
    'for 2 minutes the Puppet Master should',
    'within 30s, the host web1 should not',
    'more than 50 % of the nodes in "x" happen to',
    'fewer than 3 hosts with class a happen not to',
  ]) {
    it(`reads "${text}"`, () => {
      expect(whole(CLAIM_PATTERN, text)).to.equal(true);
      expect(parseClaim(text).quorum).to.be.an('object');
    });
  }

  it('know what is none', () => {
    expect(complaint(() => parseClaim('the moon should'))).to.equal(
      '"the moon should" says nothing of hosts',
    );
  });
});

describe('texts', () => {
  it('are equal, or match a regex as filters have it', () => {
    expect(parseTextMatch('de').holds('de')).to.equal(true);
    expect(parseTextMatch('"de"').holds('de')).to.equal(true);
    expect(parseTextMatch('de').holds('den')).to.equal(false);
    expect(parseTextMatch('/^d(e|k)$/').holds('dk')).to.equal(true);
    expect(parseTextMatch('/^d(e|k)$/').holds('dx')).to.equal(false);
    expect(parseTextMatch('/a/').text).to.equal('matching /a/');
  });

  it('are refused where the regex is none, or would not end', () => {
    expect(complaint(() => parseTextMatch('/(/'))).to.match(/^"\/\(\/" is no regex that can be used: /);
    expect(complaint(() => parseTextMatch('/abc'))).to.match(/begins as a regex/);
    expect(complaint(() => parseTextMatch('/(a)\\1/'))).to.match(/is no regex that can be used/);
  });
});
