// The sentences people read at night.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Devices } from '../../../lib/checks/devices';
import { SilentNodes } from '../../../lib/checks/errors';
import { foldHosts } from '../../../lib/checks/host_list';
import { CheckFailed } from '../../../lib/checks/verdicts';

describe('host lists', () => {
  it('fold into the first few', () => {
    expect(foldHosts([])).to.equal('no host');
    expect(foldHosts(['a'])).to.equal('a');
    expect(foldHosts(['a', 'b'])).to.equal('a and b');
    expect(foldHosts(['a', 'b', 'c'])).to.equal('a, b and c');
    expect(foldHosts(['a', 'b', 'c', 'd'])).to.equal('a, b and 2 more');
  });
});

describe('a failed check', () => {
  const findings = (...gots: string[]) => gots.map((got, i) => ({ host: `web${i + 1}`, got }));

  it('names the hosts, what was expected and what was got', () => {
    const fault = new CheckFailed('traffic', 'blocked', findings('open', 'open', 'open', 'open', 'open'));
    expect(fault.message).to.equal('web1, web2 and 3 more: traffic expected blocked, got open');
  });

  it('tells apart what differs', () => {
    const fault = new CheckFailed('load', 'below 2', findings('9', '5', '3'));
    expect(fault.message).to.equal('web1: load expected below 2, got 9; web2 got 5 and 1 more differs');
  });

  it('mentions the doubt besides', () => {
    const doubt = new SilentNodes(['web9'], 'host load', 'host');
    const fault = new CheckFailed('load', 'below 2', findings('9'), doubt);
    expect(fault.message).to.equal(
      'web1: load expected below 2, got 9; besides, no answer from web9 to host load',
    );
  });
});

describe('devices', () => {
  it('are known by name, whatever case and spacing', () => {
    const devices = new Devices({ 'Load Balancer': '192.0.2.7' });
    expect(devices.addressOf('load  balancer')).to.equal('192.0.2.7');
    devices.define('load balancer', '2001:db8::7');
    expect(devices.addressOf('Load balancer')).to.equal('2001:db8::7');
  });

  it('are unknown by name, with the nearest known one', () => {
    const devices = new Devices({ 'load balancer': '192.0.2.7' });
    expect(() => devices.addressOf('lode balancer')).to.throw(
      'unknown device "lode balancer" (did you mean "load balancer"?)',
    );
  });

  it('must have an address, whoever says so', () => {
    for (const bad of ['192.0.2.256', 'lb.example.net', '192.0.2.0/24', '']) {
      expect(() => new Devices().define('lb', bad)).to.throw('is not an IP address');
      expect(() => new Devices({ lb: bad }).addressOf('lb')).to.throw('is not an IP address');
    }
  });
});
