// Names of hosts and services: templates, and what each receiver can carry.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { PassiveKind } from '../../../lib/config/passive_config';
import { fillName } from '../../../lib/passive/name_template';
import { requireUsableNames } from '../../../lib/passive/object_names';

function problem(kind: PassiveKind, host: string, service?: string): string | undefined {
  try {
    requireUsableNames(kind, { host, service });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const KINDS: readonly PassiveKind[] = ['spool', 'command_file', 'nsca', 'nrdp', 'icinga2'];

describe('names', () => {
  it('may be what monitoring systems have', () => {
    for (const kind of KINDS) {
      expect(problem(kind, 'web1.example.net', 'Disk / usage: 10%'), kind).to.equal(undefined);
      expect(problem(kind, 'größe', undefined), kind).to.equal(undefined);
    }
  });

  it('may not break a line or be empty, anywhere', () => {
    for (const kind of KINDS) {
      for (const name of ['', ' web1', 'web1 ', 'web\n1', 'web\u00001', 'web\t1', 'web\u20281'])
        expect(problem(kind, name, 'disk'), `${kind} ${JSON.stringify(name)}`).to.contain('the host name');
      expect(problem(kind, 'web1', 'a\nb'), kind).to.contain('the service name');
    }
  });

  it('may not hold what separates fields', () => {
    for (const kind of ['spool', 'command_file', 'nsca', 'nrdp'] as const) {
      expect(problem(kind, 'web1', 'a;b'), kind).to.contain('holds a semicolon');
      expect(problem(kind, 'web1', 'a!b'), kind).to.equal(undefined);
    }
    expect(problem('icinga2', 'web1', 'a!b')).to.contain('holds an exclamation mark');
    expect(problem('icinga2', 'web1', 'a;b')).to.equal(undefined);
  });

  it('are as long as the fields of a packet, in bytes', () => {
    expect(problem('nsca', 'h'.repeat(63), 's'.repeat(127))).to.equal(undefined);
    expect(problem('nsca', 'h'.repeat(64), 's')).to.contain('longer than the 63 bytes');
    expect(problem('nsca', 'h', 'ä'.repeat(64))).to.contain('longer than the 127 bytes');
    expect(problem('spool', 'h'.repeat(64), 's'.repeat(255))).to.equal(undefined);
  });
});

describe('templates', () => {
  const values = { own: { plugin: 'check_disk', identity: 'web1' }, params: { country: 'uk' } };

  it('are filled', () => {
    expect(fillName('{plugin} in <country> on {identity}', values, 'spool')).to.equal(
      'check_disk in uk on web1',
    );
    expect(fillName('plain', values, 'spool')).to.equal('plain');
  });

  it('lose what no object can have, but only where something was filled in', () => {
    const own = { feature: "It's up (both); 100%!" };
    expect(fillName("it's {feature}", { own }, 'nsca')).to.equal("it's It_s up _both__ 100__");
    expect(fillName('{feature}', { own }, 'icinga2')).to.equal("It's up (both); 100%_");
    expect(fillName('{feature}', { own: { feature: ' a\nb ' } }, 'spool')).to.equal('a_b');
  });

  it('do not fill what was filled in', () => {
    expect(fillName('{a}', { own: { a: '{b}', b: 'no' } }, 'icinga2')).to.equal('{b}');
  });

  it('name a placeholder that stands for nothing', () => {
    const fill = (template: string) => () => fillName(template, values, 'spool');
    expect(fill('{plugn}')).to.throw('{plugn} in the name "{plugn}" stands for nothing here');
    expect(fill('<county>'))
      .to.throw('<county> in the name')
      .with.property('remedy', 'use {plugin}, {identity}, <country>');
    expect(fill('{constructor}')).to.throw('stands for nothing');
  });
});
