// Names of hosts in a line, and how long ago something was.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ageText } from '../../../lib/fleet_checks/age_text';
import { fewHosts, hostNames } from '../../../lib/fleet_checks/host_names';

describe('names of hosts', () => {
  it('are all there when they fit', () => {
    expect(hostNames([])).to.equal('');
    expect(hostNames(['a'])).to.equal('a');
    expect(hostNames(['a', 'b', 'c'])).to.equal('a b c');
  });

  it('are counted when they do not', () => {
    expect(hostNames(['aaaa', 'bbbb', 'cccc'], { bytes: 9 })).to.equal('aaaa bbbb and 1 more');
    expect(hostNames(['aaaa', 'bbbb', 'cccc'], { bytes: 8 })).to.equal('aaaa and 2 more');
    expect(hostNames(['aaaa', 'bbbb'], { bytes: 2 })).to.equal('2 hosts');
    const many = Array.from({ length: 1000 }, (_, index) => `host${index}.example.net`);
    expect(hostNames(many))
      .to.have.length.below(470)
      .and.to.match(/ and \d+ more$/);
    expect(fewHosts(many)).to.equal('host0.example.net, host1.example.net, host2.example.net and 997 more');
  });
});

describe('the age of something', () => {
  for (const [seconds, text] of [
    [0, '0 s'],
    [0.4, '0 s'],
    [119, '119 s'],
    [120, '2 minutes'],
    [7199, '119 minutes'],
    [7200, '2 hours'],
    [172_799, '47 hours'],
    [172_800, '2 days'],
    [86_400 * 400, '400 days'],
  ] as const) {
    it(`of ${seconds} s is ${text}`, () => {
      expect(ageText(seconds)).to.equal(text);
    });
  }
});
