// How a plugin reaches its broker: hosts in every spelling, whose password counts, TLS, and a broker that is down.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { expect } from 'chai';
import {
  brokerPool,
  CONNECTION_OPTIONS,
  UNREACHABLE_OPTION,
  withBroker,
} from '../../../lib/activemq/connection_options';
import { PasswordUnreadable } from '../../../lib/activemq/errors';
import type { PluginAnswer } from '../../../lib/nagios/output';
import type { PluginRun } from '../../../lib/nagios/plugin';
import { readArguments } from '../../../lib/nagios/plugin_arguments';
import type { BrokerAddress } from '../../../lib/stomp/broker_address';
import { systemClock } from '../../../lib/util/clock';

const folder = mkdtempSync(join(tmpdir(), 'fleetspec-connection-'));
after(() => rmSync(folder, { recursive: true }));

function passwordFile(content: string | Buffer): string {
  const file = join(folder, 'password');
  writeFileSync(file, content);
  return file;
}

function runOf(argv: readonly string[], env: Record<string, string> = {}): PluginRun {
  const options = [...CONNECTION_OPTIONS, UNREACHABLE_OPTION];
  return {
    values: readArguments('check_x', options, argv),
    environment: { env },
    clock: systemClock,
    remainingMs: () => 2000,
    signal: new AbortController().signal,
  } as unknown as PluginRun;
}

const pool = (argv: string, env?: Record<string, string>): BrokerAddress[] =>
  brokerPool(runOf(argv.split(' ').filter(Boolean), env));
const places = (argv: string): string[] => pool(argv).map(({ host, port }) => `${host} ${port}`);

describe('the brokers of a plugin', () => {
  it('are where the options say', () => {
    expect(places('')).to.deep.equal(['localhost 61613']);
    expect(places('-P 6163')).to.deep.equal(['localhost 6163']);
    expect(places('-H mq1 --host mq2:6163 -P 1')).to.deep.equal(['mq1 1', 'mq2 6163']);
    expect(places('-H mq1,mq2:6163')).to.deep.equal(['mq1 61613', 'mq2 6163']);
    expect(places('-H ,mq1,')).to.deep.equal(['mq1 61613']);
    expect(places('-H ::1 -H [::1] -H [fe80::1%eth0]:7')).to.deep.equal([
      '::1 61613',
      '::1 61613',
      'fe80::1%eth0 7',
    ]);
  });

  it('speak TLS when anything of it is given, on its port', () => {
    expect(pool('-H mq1')[0]).to.not.have.property('tls');
    expect(pool('-H mq1 --tls')[0]).to.deep.include({ port: 61614, tls: { caFiles: [], verify: true } });
    expect(pool('--tls-ca /a.pem --tls-ca /b.pem')[0]!.tls).to.deep.include({
      caFiles: ['/a.pem', '/b.pem'],
    });
    expect(pool('--tls-cert /c.pem --tls-key /k.pem')[0]!.tls).to.deep.include({
      certFile: '/c.pem',
      keyFile: '/k.pem',
      verify: true,
    });
    expect(pool('--tls -P 61613')[0]).to.deep.include({ port: 61613 });
  });
});

describe('the login of a plugin', () => {
  const env = { STOMP_USER: 'from-env', STOMP_PASSWORD: 'env-secret' };

  it('comes from the command line, a file or the environment, in this order', () => {
    const file = passwordFile('file-secret\nsecond line\n');
    const login = (argv: string) => {
      const [{ user, password } = {}] = pool(argv, env);
      return [user, password];
    };
    expect(login(`-u a -p typed --password-file ${file}`)).to.deep.equal(['a', 'typed']);
    expect(login(`-u a --password-file ${file}`)).to.deep.equal(['a', 'file-secret']);
    expect(login('')).to.deep.equal(['from-env', 'env-secret']);
    expect(pool('')[0]).to.not.have.any.keys('user', 'password');
  });

  it('is the first line of a file, whoever wrote it', () => {
    for (const text of ['s3 cret', 's3 cret\n', 's3 cret\r\nx', '\ufeffs3 cret\n'])
      expect(pool(`--password-file ${passwordFile(text)}`)[0]!.password, text).to.equal('s3 cret');
    expect(pool(`--password-file ${passwordFile(' grün€ \n')}`)[0]!.password).to.equal(' grün€ ');
  });

  it('is never taken from what is no password', () => {
    const sentences: Record<string, string> = {
      [join(folder, 'none')]: 'no such file',
      [folder]: 'it is no regular file',
      '/dev/zero': 'it is no regular file',
    };
    for (const [file, sentence] of Object.entries(sentences))
      expect(() => pool(`--password-file ${file}`)).to.throw(PasswordUnreadable, sentence);
    for (const [content, sentence] of [
      ['', 'its first line is empty'],
      ['\nsecret', 'its first line is empty'],
      ['se\0cret', 'its first line holds a NUL byte'],
    ] as const) {
      const ask = () => pool(`--password-file ${passwordFile(content)}`);
      expect(ask)
        .to.throw(PasswordUnreadable, sentence)
        .with.property('message')
        .that.does.not.include('cret');
    }
  });
});

describe('a broker that is down', () => {
  const answer: PluginAnswer = { status: 'OK', subject: '', text: 'fine' };
  const down = (...argv: string[]): Promise<PluginAnswer> =>
    withBroker(runOf(['-H', '127.0.0.1:1', ...argv]), async () => answer);

  it('is an error, unless a state is named for it', async () => {
    const error = await down().catch((fault: Error) => fault);
    expect(error).to.be.instanceOf(Error).with.property('code', 'E_BROKER_UNREACHABLE');
    const told = await down('-H', '127.0.0.1:2', '--unreachable', 'critical');
    expect(told).to.deep.include({ status: 'CRITICAL', subject: 'ActiveMQ' });
    expect(told.text).to.include('none of 2 brokers').and.include('connection refused');
  });

  it('is not what a wrong option makes of it', async () => {
    const error = await down('--unreachable', 'ok', '--tls-ca', join(folder, 'none')).catch(
      (fault: Error) => fault,
    );
    expect(error).to.have.property('code', 'E_TLS');
    const mixed = await down(
      '-H',
      '127.0.0.1:2',
      '--unreachable',
      'ok',
      '--tls-ca',
      join(folder, 'none'),
    ).catch((fault: Error) => fault);
    expect(mixed).to.have.property('code', 'E_BROKER_UNREACHABLE');
  });
});
