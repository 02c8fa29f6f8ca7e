// Brokers that features name, as fleetspec.yaml has them.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { describeConfig } from '../../../lib/config/describe_config';
import { loadConfig } from '../../../lib/config/load_config';
import { fakeEnvironment, fakeFiles } from './fakes';

const FILE = '/etc/fleetspec/fleetspec.yaml';
const REST = 'broker: {pool: [mq1.example.net]}\nsecurity: {psk: x}\n';

function load(brokers: string) {
  const text = `${REST}checks:\n  brokers:\n${brokers.replace(/^/gm, '    ')}\n`;
  return loadConfig(fakeEnvironment({}), { role: 'client', file: FILE }, fakeFiles({ [FILE]: text }));
}

function fault(brokers: string): string {
  try {
    load(brokers);
  } catch (error) {
    return (error as { sentence: string }).sentence;
  }
  return expect.fail('no error');
}

describe('brokers that features name', () => {
  it('have an address, a login and TLS', () => {
    const { brokers } = load(`mq7:
  host: mq7.example.net
  user: ann
  password_file: mq7.password
  tls: {ca: ca.pem}
localhost:
old: {port: 6163, tls: false, user: bob}`).checks;
    expect(Object.fromEntries(brokers!)).to.deep.equal({
      mq7: {
        host: 'mq7.example.net',
        port: 61614,
        user: 'ann',
        passwordFile: '/etc/fleetspec/mq7.password',
        tls: { caFiles: ['/etc/fleetspec/ca.pem'], verify: true },
      },
      localhost: { host: 'localhost', port: 61613 },
      old: { host: 'old', port: 6163, user: 'bob' },
    });
  });

  it('are shown, without the password', () => {
    const shown = describeConfig(load('mq7: {user: ann, password_file: /etc/pw}'));
    expect(shown).to.match(
      /brokers:\s+mq7:\s+address: mq7:61613\s+user: ann\s+password_file: \/etc\/pw\s+tls: false/,
    );
  });

  for (const [text, says] of [
    ['- mq7', '"checks.brokers" must hold names of brokers'],
    ['mq7: mq7.example.net', '"checks.brokers.mq7" must be a hash with host, port, user'],
    [
      'mq7: {pasword_file: x}',
      'unknown key "checks.brokers.mq7.pasword_file"; did you mean "password_file"?',
    ],
    ['mq7: {password: x}', 'unknown key "checks.brokers.mq7.password"'],
    ['mq7: {port: 0}', '"checks.brokers.mq7.port" must be a whole number'],
  ] as const) {
    it(`are not ${text}`, () => expect(fault(text)).to.contain(says) && undefined);
  }
});
