// Policy and groups files as text: what a good one says, and what makes one faulty.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseGroups } from '../../../../lib/node/authorization/parse_groups';
import { parsePolicy } from '../../../../lib/node/authorization/parse_policy';

const tabs = (text: string): string => text.replaceAll('|', '\t');
const faultsOf = (text: string): string[] =>
  parsePolicy(tabs(text)).faults.map(({ line, what }) => `${line}: ${what}`);
const warningsOf = (text: string): string[] =>
  parsePolicy(tabs(text)).warnings.map(({ line, what }) => `${line}: ${what}`);

describe('parsePolicy', () => {
  it('reads rules in their order, with the default wherever it stands', () => {
    const { rules, standard, faults, warnings } = parsePolicy(
      tabs(
        '\uFEFF# people\r\nallow|uid=500|*|*|*\r\n\n  # more\ndeny||admins cert=a.b|status stop||*|*\npolicy default deny # yes\n',
      ),
    );
    expect(faults).to.deep.equal([]);
    expect(warnings).to.deep.equal([]);
    expect(standard).to.equal('deny');
    expect(rules).to.deep.equal([
      { line: 2, verdict: 'allow', callers: ['uid=500'], actions: '*', facts: '*', classes: '*' },
      {
        line: 5,
        verdict: 'deny',
        callers: ['admins', 'cert=a.b'],
        actions: ['status', 'stop'],
        facts: '*',
        classes: '*',
      },
    ]);
  });

  it('reads lists as terms that all must hold, and compound expressions', () => {
    const [first, second] = parsePolicy(tabs('allow|*|*|a=b c>=2|/^x/ y\nallow|*|*|not (a=b or k)')).rules;
    const terms = (condition: unknown): unknown =>
      (condition as Map<string, unknown>[]).map(entry => [...entry][0]![1]);
    expect(terms(first!.facts)).to.deep.equal(['a=b', 'and', 'c>=2']);
    expect(terms(first!.classes)).to.deep.equal(['/^x/', 'and', 'y']);
    expect(terms(second!.facts)).to.deep.equal(['not', '(', 'a=b', 'or', 'k', ')']);
    expect(second!.classes).to.equal(undefined);
  });

  const faulty: Record<string, [text: string, fault: RegExp]> = {
    'spaces for tabs': ['allow * * * *', /need TABs between them, not spaces/],
    'a space behind the verdict': ['allow |*|*|*|*', /neither "policy default allow"/],
    'a word that is no verdict': ['Allow|*|*|*|*', /neither/],
    'an indented rule': [' allow|*|*|*|*', /neither/],
    'a default that is none': ['policy default anybody', /neither/],
    'too few fields': ['allow|*|*', /four or five fields/],
    'too many fields': ['allow|*|*|*|*|# why', /no more than five/],
    'a caller with a comma': ['allow|uid=1, uid=2|*|*|*', /"uid=1," is no caller/],
    'a star among callers': ['allow|* uid=2|*|*|*', /"\*" is no caller/],
    'a star at the end of a caller': ['allow|uid=5*|*|*|*', /is no caller/],
    'a star among actions': ['allow|*|status *|*|*', /"\*" is no action/],
    'a class among facts': ['deny|*|*|role::web|*', /"role::web" is no fact test/],
    'a fact among classes': ['deny|*|*|*|a=b', /"a=b" is no class/],
    'a comment behind a rule': ['allow|*|*|*|* # why', /"\*" is no class/],
    'a fact without a value': ['allow|*|*|a=|*', /cannot read the filter "a="/],
    'spaces around an operator': ['allow|*|*|a = b|*', /"a" is no fact test/],
    'an expression that ends early': ['allow|*|*|a=b and|*', /missing at its end/],
    'a parenthesis that is not closed': ['allow|*|*|(a=b|*', /parenthesis is not closed/],
    'a regex that cannot be run': ['allow|*|*|*|/(a/', /regex/i],
    'a regex in a fact that cannot be run': ['allow|*|*|a=/(?<x>b)\\1/|*', /regex/i],
    'a regex in an expression that cannot be run': ['allow|*|*|*|x or /(a/', /regex|is no class/i],
  };
  for (const [name, [text, fault]] of Object.entries(faulty)) {
    it(`takes a file with ${name} for faulty, and says where`, () => {
      const faults = faultsOf(`policy default allow\n${text}\nallow|*|*|*|*`);
      expect(faults, faults.join()).to.have.length(1);
      expect(faults[0]).to.match(/^2: /).and.match(fault);
    });
  }

  it('warns of what may be read otherwise', () => {
    expect(warningsOf('allow|*|*|*')).to.deep.equal([
      '1: MCollective never applies a rule of four fields with "*" for facts; fleetspecd does',
    ]);
    expect(warningsOf('allow|*|*|a=b or c=d and e=f|*')[0]).to.match(
      /^1: "and" after "or" is read from left/,
    );
    expect(warningsOf('allow|*|*|a=b or (c=d and e=f)|*')).to.deep.equal([]);
    expect(warningsOf('allow|*|*|a=b and c=d or e=f|*')).to.deep.equal([]);
    expect(warningsOf('allow|*|*|(a=b or c=d) and e=f|*')).to.deep.equal([]);
  });

  it('is bounded', () => {
    expect(faultsOf('allow|*|*|*|*\n'.repeat(10_001))).to.deep.equal([
      '10002: there are more than 10000 rules',
    ]);
  });
});

describe('parseGroups', () => {
  it('reads names with their callers', () => {
    const { members, faults } = parseGroups('# people\nadmins uid=0  cert=alice\n\nops\tuid=7\r\nempty\n');
    expect(faults).to.deep.equal([]);
    expect([...members]).to.deep.equal([
      ['admins', ['uid=0', 'cert=alice']],
      ['ops', ['uid=7']],
      ['empty', []],
    ]);
  });

  it('names lines that are none', () => {
    const { faults } = parseGroups('a=b uid=0\nadmins alice\nops uid=1\nops uid=2\n');
    expect(faults.map(({ line, what }) => `${line}: ${what}`)).to.deep.equal([
      '1: "a=b" is no name for a group',
      '2: "alice" is no caller id like uid=0 or cert=alice',
      '4: the group ops is there twice',
    ]);
  });
});
