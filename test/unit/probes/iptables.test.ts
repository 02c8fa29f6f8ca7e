// What `iptables -S` says, and what it means for one address.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Exec, ExecResult } from '../../../lib/exec/exec';
import { ProbeFailed } from '../../../lib/probes/errors';
import {
  blockedSources,
  exactRules,
  isBlocked,
  parseAddress,
  parseReferences,
  parseRules,
  readReferences,
  readRules,
} from '../../../lib/probes/iptables';

const golden = (name: string): string => readFileSync(join(__dirname, 'golden/iptables', name), 'utf8');
const rules4 = parseRules(golden('S4.txt'), 'junk_filter');
const rules6 = parseRules(golden('S6.txt'), 'junk_filter');
const chain = (...lines: string[]) => parseRules(lines.map(line => `-A c ${line}`).join('\n'), 'c');

describe('parseRules', () => {
  it('reads every rule of the chain and only those', () => {
    expect(rules4).to.have.length(9);
    expect(rules4[0]).to.deep.equal({ source: '192.0.2.10/32', target: 'DROP', conditional: false });
    expect(parseRules(golden('S4.txt'), 'other')).to.deep.equal([]);
  });

  it('knows which rules look at more than the source', () => {
    const conditional = rules4.filter(rule => rule.conditional).map(rule => rule.source);
    expect(conditional).to.deep.equal(['192.0.2.11/32', '192.0.2.14/32', '192.0.2.16/32']);
  });

  it('is not misled by comments', () => {
    const [rule] = chain('-s 192.0.2.1/32 -m comment --comment "-i eth0 -j ACCEPT \\"x\\" \\\\" -j DROP');
    expect(rule).to.deep.equal({ source: '192.0.2.1/32', target: 'DROP', conditional: false });
  });
});

describe('isBlocked', () => {
  const blocked = (address: string): boolean =>
    isBlocked(address.includes(':') ? rules6 : rules4, parseAddress(address)!.address, 'DROP');

  it('is true for an address with a rule of its own, commented or not', () => {
    expect(blocked('192.0.2.10')).to.equal(true);
    expect(blocked('192.0.2.12')).to.equal(true);
    expect(blocked('2001:db8::1')).to.equal(true);
    expect(blocked('2001:DB8:0::0001')).to.equal(true);
    expect(blocked('::ffff:192.0.2.10')).to.equal(true);
  });

  it('is true for an address in a blocked network', () => {
    expect(blocked('198.51.100.77')).to.equal(true);
    expect(blocked('2001:db8:5::9')).to.equal(true);
  });

  it('is false when only some of its traffic is dropped', () => {
    expect(blocked('192.0.2.11')).to.equal(false);
    expect(blocked('192.0.2.16')).to.equal(false);
    expect(blocked('192.0.2.14')).to.equal(false);
  });

  it('lets the first rule that covers the address decide', () => {
    expect(blocked('192.0.2.13')).to.equal(false);
    expect(
      isBlocked(chain('-s 10.0.0.1/32 -j DROP', '-s 10.0.0.0/8 -j ACCEPT'), '10.0.0.1', 'DROP'),
    ).to.equal(true);
    expect(
      isBlocked(chain('-s 10.0.0.0/8 -j RETURN', '-s 10.0.0.1/32 -j DROP'), '10.0.0.1', 'DROP'),
    ).to.equal(false);
    expect(isBlocked(chain('-j DROP'), '10.0.0.1', 'DROP')).to.equal(true);
  });

  it('counts other ways to refuse, and passes over rules that decide nothing', () => {
    expect(blocked('192.0.2.15')).to.equal(true);
    expect(isBlocked(chain('-s 10.0.0.1/32 -j LOG', '-s 10.0.0.1/32 -j DROP'), '10.0.0.1', 'DROP')).to.equal(
      true,
    );
    expect(isBlocked(chain('-s 10.0.0.1/32 -j mychain'), '10.0.0.1', 'DROP')).to.equal(false);
    expect(isBlocked(chain('-s 10.0.0.1/32 -j TARPIT'), '10.0.0.1', 'TARPIT')).to.equal(true);
    expect(isBlocked(chain('-s 10.0.0.1/255.0.255.0 -j DROP'), '10.0.0.1', 'DROP')).to.equal(false);
    expect(isBlocked(chain('-s 10.0.0.1/32'), '10.0.0.1', 'DROP')).to.equal(false);
  });

  it('does not take one address for another that looks alike', () => {
    for (const address of ['192.0.2.1', '192.0.2.100', '2.192.0.10'])
      expect(blocked(address), address).to.equal(false);
  });
});

describe('blockedSources', () => {
  it('lists as MCollective does, leaving out what is not blocked in fact', () => {
    expect(blockedSources(rules4, 'DROP')).to.deep.equal(['192.0.2.10', '198.51.100.0/24', '192.0.2.12']);
    expect(blockedSources(rules6, 'DROP')).to.deep.equal([
      '2001:db8::1',
      '2001:db8:5::/48',
      '::ffff:192.0.2.10',
    ]);
  });

  it('finds the rules a deletion would remove', () => {
    const rules = chain('-s 10.0.0.1/32 -j DROP', '-s 10.0.0.1/32 -p tcp -j DROP', '-s 10.0.0.1/32 -j DROP');
    expect(exactRules(rules, '10.0.0.1', 'DROP')).to.have.length(2);
    expect(exactRules(rules, '10.0.0.1', 'REJECT')).to.have.length(0);
  });
});

describe('parseAddress', () => {
  it('takes addresses only', () => {
    const notAddresses = [
      '',
      'localhost',
      '192.0.2.1/32',
      '192.0.2',
      '192.0.2.1 ',
      '192.0.2.01',
      '0x7f.1',
      '-j',
      '!192.0.2.1',
      'fe80::1%eth0',
      '[::1]',
      '::1/128',
      '192.0.2.1\n',
      '192.0.2.1,192.0.2.2',
    ];
    for (const text of notAddresses) expect(parseAddress(text), JSON.stringify(text)).to.equal(undefined);
    expect(parseAddress('2001:DB8::0001')).to.deep.equal({ address: '2001:db8::1', command: 'ip6tables' });
    expect(parseAddress('192.0.2.1')).to.deep.equal({ address: '192.0.2.1', command: 'iptables' });
  });
});

describe('reading a chain', () => {
  const result = (part: Partial<ExecResult>): ExecResult => ({
    code: 0,
    signal: null,
    stdout: '',
    stderr: '',
    timedOut: false,
    truncated: false,
    ...part,
  });
  const execOf = (answer: Partial<ExecResult>, calls: string[][] = []): Exec => ({
    run: async (file, args) => {
      calls.push([file, ...args]);
      return result(answer);
    },
    detach: async () => 1,
    signal: () => false,
  });
  const read = (answer: Partial<ExecResult>, calls?: string[][]) =>
    readRules(execOf(answer, calls), 'iptables', 'junk_filter', { timeoutMs: 1000 });

  it('waits for the lock and parses', async () => {
    const calls: string[][] = [];
    expect(await read({ stdout: golden('S4.txt') }, calls)).to.deep.equal(rules4);
    expect(calls).to.deep.equal([['iptables', '-w', '1', '-S', 'junk_filter']]);
  });

  it('fails rather than taking half an answer for the whole', async () => {
    const cases: [Partial<ExecResult>, string][] = [
      [{ code: 1, stderr: 'no chain\nmore' }, 'cannot read iptables -S junk_filter: no chain'],
      [{ code: 4 }, 'cannot read iptables -S junk_filter: it returned 4'],
      [{ code: null, signal: 'SIGKILL' }, 'cannot read iptables -S junk_filter: it was ended by SIGKILL'],
      [{ code: null, timedOut: true }, 'cannot read iptables -S junk_filter: it took more than 1 s'],
      [{ truncated: true }, 'cannot read iptables -S junk_filter: the list is too long'],
    ];
    for (const [answer, sentence] of cases) {
      const error = await read(answer).catch(caught => caught);
      expect(error).to.be.instanceOf(ProbeFailed);
      expect(error.message).to.equal(sentence);
    }
  });

  it('counts the jumps to a chain', async () => {
    expect(parseReferences(golden('L4.txt'), 'junk_filter')).to.equal(1);
    expect(parseReferences(golden('L6.txt'), 'junk_filter')).to.equal(1);
    expect(parseReferences(golden('L4_lonely.txt'), 'lonely')).to.equal(0);
    expect(() => parseReferences(golden('L4.txt'), 'other')).to.throw(ProbeFailed);
    const exec = execOf({ stdout: golden('L6.txt') });
    expect(await readReferences(exec, 'ip6tables', 'junk_filter', { timeoutMs: 1 })).to.equal(1);
  });
});
