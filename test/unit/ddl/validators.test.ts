// The validators of MCollective's plugins; its own are compared with Ruby in test/conformance/ddl.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { inputComplaint } from '../../../lib/ddl/check_value';
import { VALIDATORS } from '../../../lib/ddl/validators';

const CASES: Readonly<Record<string, { readonly good: readonly string[]; readonly bad: readonly string[] }>> =
  {
    shellsafe: {
      good: ['', 'a b', 'a&b', "it's"],
      bad: ['`id`', '$HOME', 'a;b', 'a|b', 'a&&b', 'a>b', 'a<b'],
    },
    ipv4address: { good: ['192.0.2.1', '10.0.0.0/8'], bad: ['', '::1', '192.0.2.1/', '192.0.2.1/8/8', 'x'] },
    ipv6address: { good: ['::1', '2001:db8::/32', '[::1]'], bad: ['', '192.0.2.1', '[::1', '::1/', '::1/x'] },
    ipaddress: { good: ['192.0.2.1', '2001:db8::1'], bad: ['', '10.0.0.0/8', 'fe80::1%eth0', '192.0.2.1\n'] },
    service_name: { good: ['httpd', 'getty@tty1', 'a-b_c.d:e'], bad: ['', 'a b', 'a/b', 'httpd\n', 'a;b'] },
    package_name: { good: ['g++', 'libc6:i386', 'a.b-c_d', 'x~1'], bad: ['', 'a b', 'a|b', 'a\nb'] },
    puppet_variable: { good: ['a', 'production', 'dev_1', '12'], bad: ['', '1', '_', 'a-b', 'a b', 'x\n'] },
    puppet_tags: { good: ['a', 'web,db', 'role::web,a::b::c'], bad: ['', 'a,,b', 'a b', 'a;b', 'a,b-c'] },
    puppet_server_address: {
      good: ['puppet', 'puppet.example.net:8140', '192.0.2.1', '192.0.2.1:8140', '::1', '[::1]:8140'],
      bad: ['', 'a b', 'puppet:x', 'puppet:', '1puppet', 'a:1:2', '[fe80::1%eth0]:1', 'puppet\n'],
    },
    puppet_resource: {
      good: ['File[/etc/hosts]', 'Package[a b]'],
      bad: ['', 'File', 'File[]', 'a::b[c]', 'File[a\nb]'],
    },
    nettest_fqdn: {
      good: ['localhost', 'a.example.net', '192.0.2.1', '::1'],
      bad: ['', 'a b', '-a', 'a..b', 'a\n'],
    },
    nettest_server_address: {
      good: ['a.example.net:80', '192.0.2.1:65535', '[::1]:22'],
      bad: ['', 'a', 'a:', 'a:0', 'a:65536', '::1:22', '[a]:22', 'a:22\n'],
    },
  };

describe('validators', () => {
  it('are all tried here', () => {
    expect(Object.keys(CASES).sort()).to.deep.equal(Object.keys(VALIDATORS).sort());
  });

  for (const [name, { good, bad }] of Object.entries(CASES)) {
    it(name, () => {
      const complaint = (value: string): string | undefined => VALIDATORS[name]!(value);
      expect(good.map(complaint)).to.deep.equal(good.map(() => undefined));
      for (const value of bad) expect(complaint(value), JSON.stringify(value)).to.be.a('string');
      for (const value of [null, 5, true, ['a'], new Map()])
        expect(VALIDATORS[name]!(value)).to.be.a('string');
    });
  }

  it('of a name nobody knows let nothing through', () => {
    const base = { prompt: '', description: '', optional: true };
    const sentence = "Unknown validator: 'nosuch'.";
    expect(inputComplaint({ ...base, type: 'nosuch' }, 'x')).to.equal(sentence);
    expect(inputComplaint({ ...base, type: 'string', validation: { validator: 'nosuch' } }, 'x')).to.equal(
      sentence,
    );
    // Not what objects inherit, either.
    expect(inputComplaint({ ...base, type: 'constructor' }, 'x')).to.contain('Unknown validator');
  });

  it('may be types', () => {
    const base = { prompt: '', description: '', optional: true };
    const input = { ...base, type: 'string', validation: { validator: 'string' } };
    expect(inputComplaint(input, 'x')).to.equal(undefined);
    expect(inputComplaint({ ...base, type: 'hash' }, 'x')).to.equal('value should be a hash');
    expect(inputComplaint({ ...base, type: 'array' }, ['x'])).to.equal(undefined);
  });
});
