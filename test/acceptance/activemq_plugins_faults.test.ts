// The built ActiveMQ plugins when something is wrong: one sentence, a state, in time, nothing on stderr, no secret told.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { Broker } from '../../lib/broker/broker';
import type { Status } from '../../lib/nagios/status';
import { sleep } from '../../lib/util/clock';
import {
  type PluginRunAnswer,
  programPath,
  runCacti,
  runCheck,
} from '../conformance/activemq_plugins/plugin_run';
import { RawClient } from '../conformance/broker/raw_client';
import type { RunOptions } from '../lab/peers/outcome';

const LOGIN = 'nagios';
const SECRET = 'hunter2-of-nagios';
const CERTIFICATES = join(__dirname, '../unit/stomp/certificates');
const certificate = (name: string): string => join(CERTIFICATES, name);
const QUEUE = 'check_activemq_queue';

const folder = mkdtempSync(join(tmpdir(), 'fleetspec-plugin-faults-'));
const servers: Server[] = [];
const sockets = new Set<Socket>();
let broker: Broker;

before(async () => {
  broker = await Broker.start({ users: { [LOGIN]: SECRET } });
  const client = await RawClient.connect(
    { host: broker.address, port: broker.port, login: LOGIN, passcode: SECRET },
    '1.1',
  );
  await client.processed('SEND', { destination: '/queue/exim.stats' }, 'x');
  client.destroy();
});
after(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  await broker.stop();
  rmSync(folder, { recursive: true });
});

/** A server that answers each chunk it gets, or nothing; its port. */
function serve(answer: (chunk: string) => string = () => ''): Promise<number> {
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', chunk => {
      const text = answer(chunk.toString('latin1'));
      if (text) socket.write(text);
    });
  });
  servers.push(server);
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const takesLogins = (chunk: string): string =>
  chunk.includes('CONNECT') ? 'CONNECTED\nversion:1.2\n\n\0' : '';

function check(args: readonly string[], options: RunOptions = {}): Promise<PluginRunAnswer> {
  const env = { STOMP_USER: LOGIN, STOMP_PASSWORD: SECRET, ...options.env };
  return runCheck(QUEUE, args, { ...options, env }, [SECRET]);
}

const asked = (...args: string[]): string[] => [
  ...['-H', `${broker.address}:${broker.port}`, '-q', 'exim.stats'],
  ...args,
];

interface Expected {
  readonly says: string | RegExp;
  readonly status?: Status;
}

async function expectFault(args: readonly string[], { says, status = 'UNKNOWN' }: Expected): Promise<void> {
  const answer = await check(args);
  expect(answer.status, answer.stdout).to.equal(status);
  if (says instanceof RegExp) expect(answer.text).to.match(says);
  else expect(answer.text).to.include(says);
}

describe('wrong options', () => {
  const wrong: Readonly<Record<string, readonly [args: string[], says: string]>> = {
    'unknown option': [['--quue', 'x'], 'has no option --quue, did you mean --queue?'],
    'bad range': [['-w', '5:1'], 'cannot read the range "5:1"'],
    'word for a number': [['-c', 'many'], 'cannot read the range "many"'],
    'no time': [['-t', '0'], '--timeout must be a number of seconds above 0'],
    'unknown state': [['--missing', 'fine'], '--missing must be one of ok, warning, critical, unknown'],
    'stray word': [['exim.stats'], 'takes no argument "exim.stats"'],
    'half an option': [['--queue-warn'], '--queue-warn needs a value'],
    'no such password file': [['--password-file', '/nowhere'], 'cannot use the password file /nowhere'],
    'no such ini file': [['--extra-opts=mq@/nowhere'], 'there is no file /nowhere'],
  };
  for (const [name, [args, says]] of Object.entries(wrong))
    it(`${name}: UNKNOWN`, () => expectFault([...asked(), ...args], { says }));

  it('no queue: UNKNOWN', () => expectFault([], { says: 'no queue is named; name one with --queue NAME' }));

  it('NUL bytes, wherever they come from: UNKNOWN', async () => {
    const ini = join(folder, 'nul.ini');
    const lines = [
      'queue',
      'host',
      'user',
      'password',
      'state-file',
      'tls-ca',
      'password-file',
      'queue-warn',
    ];
    writeFileSync(ini, lines.map(line => `[${line}]\n${line}=a\0b\n`).join(''));
    for (const line of lines)
      await expectFault([`--extra-opts=${line}@${ini}`], { says: `--${line} holds a NUL byte` });
  });

  it('pipes that nobody writes to are not waited for', async () => {
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).to.equal(0);
    for (const option of ['--password-file', '--state-file', '--tls-ca', '--tls-key']) {
      const answer = await check([...asked(), option, pipe, '-t', '5']);
      expect(answer.status, answer.stdout).to.equal('UNKNOWN');
      expect(answer.stdout).to.include('no regular file');
    }
    await expectFault([`--extra-opts=mq@${pipe}`], { says: 'it is no regular file' });
  });
});

describe('a broker that is not there', () => {
  it('is UNKNOWN, or what was chosen', async () => {
    const down = ['-H', '127.0.0.1:1', '-q', 'x'];
    await expectFault(down, { says: /cannot reach the broker 127\.0\.0\.1:1: connection refused/ });
    for (const status of ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const)
      await expectFault([...down, '--unreachable', status.toLowerCase()], {
        says: 'connection refused',
        status,
      });
  });

  it('gives way to the next of the list', async () => {
    const silent = await serve();
    for (const first of ['127.0.0.1:1', `127.0.0.1:${silent}`]) {
      const answer = await check(['-H', first, ...asked('-t', '4')]);
      expect(answer.text, answer.stdout).to.equal('ActiveMQ exim.stats has 1 messages');
      const list = await check([
        '-H',
        `${first},${broker.address}:${broker.port}`,
        '-q',
        'exim.stats',
        '-t',
        '4',
      ]);
      expect(list.text, list.stdout).to.equal('ActiveMQ exim.stats has 1 messages');
    }
  });

  it('is named when all of the list are down', () =>
    expectFault(['-H', '127.0.0.1:1,127.0.0.1:2', '-q', 'x'], {
      says: /none of 2 brokers can be used: .*127\.0\.0\.1:1.*127\.0\.0\.1:2/,
    }));

  it('speaks something else: UNKNOWN', async () => {
    const http = await serve(() => 'HTTP/1.1 400 Bad Request\r\n\r\n');
    await expectFault(['-H', `127.0.0.1:${http}`, '-q', 'x'], { says: 'does not speak STOMP' });
    const noise = await serve(chunk => `${takesLogins(chunk)}${'\xff'.repeat(5000)}`);
    await expectFault(['-H', `127.0.0.1:${noise}`, '-q', 'x'], { says: 'does not speak STOMP' });
  });
});

describe('a broker that is silent', () => {
  const brokers = {
    'after the connection': { answer: () => '', says: 'connected, but no answer to the STOMP login' },
    'after the login': { answer: takesLogins, says: /did not answer within \d\.\d s when asked about/ },
  };
  for (const [when, { answer, says }] of Object.entries(brokers)) {
    it(`${when}: the time is kept to a tenth of a second`, async () => {
      const port = await serve(answer);
      for (const seconds of [1, 1.7]) {
        const told = await check(['-H', `127.0.0.1:${port}`, '-q', 'x', '-t', String(seconds)]);
        expect(told.status, told.stdout).to.equal('UNKNOWN');
        expect(told.text).to.match(typeof says === 'string' ? new RegExp(says) : says);
        // Starting and ending a process counts as well.
        expect(told.elapsedMs).to.be.within(seconds * 1000 - 300, seconds * 1000 + 100);
      }
      for (const name of ['check_activemq_broker', 'check_activemq'] as const) {
        const told = await runCheck(name, ['-H', `127.0.0.1:${port}`, '-t', '1']);
        const status = name === 'check_activemq' && when === 'after the login' ? 'CRITICAL' : 'UNKNOWN';
        expect(told.status, told.stdout).to.equal(status);
        expect(told.elapsedMs).to.be.below(1_100);
      }
      const cacti = await runCacti([
        '-H',
        `127.0.0.1:${port}`,
        '-t',
        '1',
        '--report',
        'x',
        '--fields',
        'size',
      ]);
      expect(cacti).to.deep.equal({ line: 'U', code: 1 });
    });

    it(`${when}: has the state that was chosen for it`, async () => {
      const at = ['-H', `127.0.0.1:${await serve(answer)}`, '-q', 'x', '-t', '0.7'];
      await expectFault([...at, '--timeout-state', 'critical'], { says, status: 'CRITICAL' });
      const unreachable = when === 'after the connection' ? 'WARNING' : 'UNKNOWN';
      await expectFault([...at, '--unreachable', 'warning'], { says, status: unreachable });
    });
  }

  it('never sees a password in the list of processes', async () => {
    const port = await serve();
    writeFileSync(join(folder, 'password'), SECRET, { mode: 0o600 });
    writeFileSync(join(folder, 'mq.ini'), `[mq]\npassword=${SECRET}\n`, { mode: 0o600 });
    const ways: [string[], Record<string, string | undefined>][] = [
      [['--password-file', join(folder, 'password')], { STOMP_PASSWORD: undefined }],
      [[`--extra-opts=mq@${join(folder, 'mq.ini')}`], { STOMP_PASSWORD: undefined }],
      [[], {}],
    ];
    for (const [args, env] of ways) {
      let seen = '';
      const onStart = (pid: number): void => {
        setTimeout(() => {
          seen = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        }, 400);
      };
      await check(['-H', `127.0.0.1:${port}`, '-q', 'x', '-t', '1', '-vvv', ...args], { env, onStart });
      expect(seen).to.include(QUEUE).and.not.include(SECRET);
    }
  });
});

describe('a state file that cannot be used', () => {
  const state = (file: string): string[] => asked('--growth-crit', '100', '--state-file', file);

  it('is UNKNOWN with the reason and the way out; what is wrong of the queue comes first', async () => {
    const says = /^the state file .* cannot be used: .*; name another place with --state-file/;
    for (const nowhere of ['/proc/fleetspec/state', '/proc/fleetspec/a/b/state', '/dev/null/state'])
      await expectFault(state(nowhere), { says });
    await expectFault(state(folder), { says: 'it is no regular file' });
    const target = join(folder, 'precious');
    writeFileSync(target, 'precious');
    symlinkSync(target, join(folder, 'link'));
    await expectFault(state(join(folder, 'link')), { says: 'it is a symbolic link' });
    expect(readFileSync(target, 'utf8')).to.equal('precious');
    const worse = await check([...state(join(folder, 'link')), '-c', '1']);
    expect(worse.status).to.equal('CRITICAL');
    expect(worse.details.join('\n')).to.include('it is a symbolic link');
  });

  it('leaves nothing beside it', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    await check(state(join(own, 'state.json')));
    writeFileSync(join(own, 'state.json'), '{"damaged":');
    const again = await check(state(join(own, 'state.json')));
    expect(again.text).to.include('was not read before');
    expect(readdirSync(own)).to.deep.equal(['state.json']);
    chmodSync(own, 0o700);
  });
});

describe('a broker whose counters begin again', () => {
  const NAME = { name: 'mq1', users: { [LOGIN]: SECRET } };
  let restarting: Broker;

  async function fill(): Promise<void> {
    const { address: host, port } = restarting;
    const client = await RawClient.connect({ host, port, login: LOGIN, passcode: SECRET }, '1.1');
    await client.processed('SEND', { destination: '/queue/orders' }, 'x');
    client.destroy();
  }
  async function restart(): Promise<void> {
    const { port } = restarting;
    await restarting.stop();
    restarting = await Broker.start({ ...NAME, port });
    await fill();
  }
  // Rates over less than a second say nothing.
  async function judged(...args: string[]): Promise<PluginRunAnswer> {
    await sleep(1_100);
    const at = ['-H', `${restarting.address}:${restarting.port}`, '-q', 'orders'];
    return check([...at, '--dequeue-rate-crit', '0:', '--state-file', join(folder, 'anew.json'), ...args]);
  }

  it('is OK once, and says so; a second time in a row it is UNKNOWN', async () => {
    restarting = await Broker.start(NAME);
    await fill();
    expect((await judged()).text).to.include('was not read before');
    expect((await judged()).perfdata).to.include('dequeue_rate=0;');
    await restart();
    const once = await judged();
    expect(once.status, once.stdout).to.equal('OK');
    expect(once.text).to.include(
      'is counted anew since it was read last: what changes is known from the next',
    );
    expect(once.perfdata).to.include('dequeue_rate=U');
    await restart();
    const twice = await judged('--first', 'ok');
    expect(twice.status, twice.stdout).to.equal('UNKNOWN');
    expect(twice.text).to.include('is counted anew since it was read last, for the second time in a row');
    await restarting.stop();
  });
});

describe('the surroundings of a plugin', () => {
  it('may lack what programs have: standard input, output, a working directory', async () => {
    // Only a shell starts programs without a standard output. It is waited for, and a broker in this process with it.
    const inShell = (script: string) =>
      spawnSync(
        'sh',
        [
          '-c',
          script,
          'sh',
          process.execPath,
          programPath(`nagios/${QUEUE}`),
          '-H',
          '127.0.0.1:1',
          '-q',
          'x',
        ],
        { encoding: 'utf8', timeout: 20_000 },
      );
    for (const script of ['"$@" <&-', '"$@" 2>&-', 'd=$(mktemp -d); cd $d; rmdir $d; "$@"', 'env -i "$@"']) {
      const { status, stdout, stderr } = inShell(script);
      expect(stdout, script).to.match(/^UNKNOWN: ActiveMQ - cannot reach the broker/);
      expect([status, stderr], script).to.deep.equal([3, '']);
    }
    for (const script of ['"$@" >&-', '"$@" >/dev/full', '"$@" | true; exit 3']) {
      const { status, stderr } = inShell(script);
      expect([status, stderr], script).to.deep.equal([3, '']);
    }
  });

  it('may have nobody who reads: what was not printed is not well', () => {
    const list = (script: string) =>
      spawnSync(
        'sh',
        [
          '-c',
          script,
          'sh',
          process.execPath,
          programPath('cacti/activemq_cacti'),
          '--report',
          'broker',
          '--list-fields',
        ],
        { encoding: 'utf8' },
      );
    expect(list('"$@"')).to.deep.include({ status: 0, stderr: '' });
    expect(list('"$@" > /dev/full')).to.deep.include({ status: 3, stderr: '' });
    expect(list('{ sleep 0.5; "$@"; echo $? >&2; } | true').stderr).to.equal('3\n');
  });

  it('does not put warnings of Node on stderr', async () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const answer = await check(asked('--tls-ca', certificate('ca.crt'), '-t', '2'), { env });
    expect(answer.status).to.equal('UNKNOWN');
  });

  it('ends it: a signal is answered, too', async () => {
    const port = await serve();
    let pid = 0;
    const onStart = (started: number): void => {
      pid = started;
      setTimeout(() => process.kill(pid, 'SIGTERM'), 400);
    };
    const answer = await check(['-H', `127.0.0.1:${port}`, '-q', 'x', '-t', '10'], { onStart });
    expect(answer.text, answer.stdout).to.equal('ActiveMQ - ended by SIGTERM before it had an answer');
  });
});

describe('TLS of a plugin', () => {
  async function overTls(server: string, args: readonly string[]): Promise<PluginRunAnswer> {
    const tls = { certFile: certificate(`${server}.crt`), keyFile: certificate(`${server}.key`) };
    const secure = await Broker.start({ users: { [LOGIN]: SECRET }, tls });
    try {
      return await check([
        '-H',
        'localhost',
        '-P',
        String(secure.port),
        '-q',
        'x',
        '-t',
        '5',
        '--missing',
        'ok',
        ...args,
      ]);
    } finally {
      await secure.stop();
    }
  }

  it('asks a broker whose authority is known', async () => {
    const answer = await overTls('server', ['--tls-ca', certificate('ca.crt')]);
    expect(answer.status, answer.stdout).to.equal('OK');
  });

  const refused: Readonly<Record<string, readonly [server: string, args: string[], says: RegExp]>> = {
    'another authority': [
      'server',
      ['--tls-ca', certificate('other_ca.crt')],
      /authority|issuer|certificate/,
    ],
    'no authority of ours': ['server', ['--tls'], /authority|issuer|certificate/],
    'an expired certificate': ['expired', ['--tls-ca', certificate('ca.crt')], /expired/],
    'another host’s certificate': [
      'wrong_host',
      ['--tls-ca', certificate('ca.crt')],
      /broker\.example\.net|name/,
    ],
    'plain text': ['server', [], /TLS/],
  };
  for (const [name, [server, args, says]] of Object.entries(refused)) {
    it(`is UNKNOWN with ${name}`, async () => {
      const answer = await overTls(server, args);
      expect(answer.status, answer.stdout).to.equal('UNKNOWN');
      expect(answer.text).to.match(says);
    });
  }
});
