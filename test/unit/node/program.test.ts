// What surrounds the daemon: command line, log lines, throttle, and the checks that need no broker.
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { Environment } from '../../../lib/environment';
import { checkNode } from '../../../lib/node/check_node';
import { type ParsedArguments, readArguments } from '../../../lib/node/command_line';
import { main } from '../../../lib/node/entry';
import { LogUnwritable } from '../../../lib/node/errors';
import { fileSink, formatLine, LineLogger, streamSink } from '../../../lib/node/line_logger';
import { Throttle } from '../../../lib/node/throttle';
import { VERSION } from '../../../lib/version';
import { FakeClock } from '../rpc/fake_clock';
import { FakeExec, FakeRoot, makeTestConfig, testEnvironment } from './fakes';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-node-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('readArguments', () => {
  const read = (parsed: Partial<ParsedArguments>, unknown: string[] = []) =>
    readArguments({ _: [], ...parsed } as ParsedArguments, unknown);

  it('takes what is known and names what is not', () => {
    expect(read({ config: 'f', 'log-level': 'debug', check: true })).to.deep.equal({
      config: 'f',
      logLevel: 'debug',
      check: true,
      help: false,
      version: false,
    });
    expect(() => read({}, ['--chek'])).to.throw('fleetspecd does not know the argument --chek');
    expect(() => read({ _: ['start'] })).to.throw('fleetspecd does not know the argument start');
    expect(() => read({ config: '' })).to.throw('--config needs one value');
    expect(() => read({ config: ['a', 'b'] })).to.throw('--config needs one value');
    expect(() => read({ 'log-level': 'loud' })).to.throw(
      'there is no log level "loud", only error, warn, info, debug',
    );
  });
});

describe('LineLogger', () => {
  it('writes one line per event, whatever the values hold', () => {
    expect(
      formatLine(0, 'warn', 'dropped', { agent: 'a', n: 1, text: 'two words', none: undefined }),
    ).to.equal('1970-01-01T00:00:00.000Z warn  dropped agent=a n=1 text="two words"\n');
    const nasty = formatLine(0, 'info', 'a\nb\u001b[31m', {
      x: 'c\r\nd',
      y: { z: [1] },
      big: 'x'.repeat(2000),
    });
    expect(nasty.split('\n')).to.have.length(2);
    expect(nasty).to.not.include('\u001b');
    expect(nasty.length).to.be.lessThan(1200);
  });

  it('leaves out what is below its level', () => {
    const lines: string[] = [];
    const sink = { write: (line: string) => void lines.push(line), reopen: () => {} };
    const logger = new LineLogger(sink, 'warn', new FakeClock());
    logger.error('e');
    logger.warn('w');
    logger.info('i');
    logger.debug('d');
    expect(lines.map(line => line.split(' ')[1])).to.deep.equal(['error', 'warn']);
  });

  it('outlives whoever read it', () => {
    const stream = new PassThrough();
    const sink = streamSink(stream);
    stream.destroy(new Error('EPIPE'));
    expect(() => stream.emit('error', new Error('EPIPE'))).to.not.throw();
    sink.write('on');
  });

  it('goes on in a new file after the old one was moved away', () => {
    const path = join(folder, 'log');
    const sink = fileSink(path);
    sink.write('one\n');
    renameSync(path, `${path}.1`);
    sink.write('two\n');
    sink.reopen();
    sink.write('three\n');
    expect(readFileSync(`${path}.1`, 'utf8')).to.equal('one\ntwo\n');
    expect(readFileSync(path, 'utf8')).to.equal('three\n');
    expect(() => fileSink(join(folder, 'no/such/log'))).to.throw(LogUnwritable, 'cannot write the log file');
  });
});

describe('Throttle', () => {
  it('lets so many through per key and window, and counts the rest', async () => {
    const clock = new FakeClock();
    const throttle = new Throttle<string>(clock, { events: 2, windowMs: 100 });
    const admit = (key: string) => throttle.admit(key);
    expect([admit('a'), admit('a'), admit('a'), admit('a'), admit('b')]).to.deep.equal([
      0,
      0,
      undefined,
      undefined,
      0,
    ]);
    await clock.advance(100);
    expect([admit('a'), admit('a'), admit('a')]).to.deep.equal([2, 0, undefined]);
  });
});

describe('checkNode', () => {
  it('says who the node would be and which agents would run', async () => {
    const root = new FakeRoot();
    try {
      root.put('/etc/fleetspec/facts.yaml', 'a: 1\nb: 2\n');
      const config = makeTestConfig({
        warnings: ['something is odd'],
        node: { agents: ['rpcutil', 'puppet'] },
      });
      const parts = {
        environment: testEnvironment,
        exec: new FakeExec(),
        paths: root.paths,
        clock: new FakeClock(),
      };
      expect(await checkNode(config, parts)).to.deep.equal([
        '/etc/fleetspec/fleetspec.yaml is good: node1.example.net in mcollective',
        'facts: 2, classes: 0',
        'agents: discovery, rpcutil',
        'agent puppet would not run: the state folder of Puppet was not found; set puppet.statedir if it is in an unusual place',
        'authorization: none, whoever can sign a request may command this node',
        'warning: something is odd',
      ]);
    } finally {
      root.remove();
    }
  });
});

describe('fleetspecd', () => {
  async function run(...argv: string[]) {
    const said = { stdout: '', stderr: '', code: -1 };
    const stream = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => {
        said[name] += text;
      },
    });
    const environment = {
      ...testEnvironment,
      argv,
      cwd: folder,
      home: folder,
      hostname: 'node1.example.net',
      env: { FLEETSPEC_CONFIG: join(folder, 'none.yaml') },
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      onSignal: () => () => {},
      exit: (code: number) => {
        said.code = code;
      },
    } as unknown as Environment;
    await main(environment);
    return said;
  }

  it('explains itself', async () => {
    const { stdout, code } = await run('--help');
    expect(stdout).to.match(/^Usage: fleetspecd/);
    expect(code).to.equal(0);
    expect(await run('--version')).to.deep.equal({ stdout: `${VERSION}\n`, stderr: '', code: 0 });
  });

  it('shows control characters of names it tells as escapes', async () => {
    const file = join(folder, 'f.yaml');
    const node = 'node: {agents: [rpcutil], agent_dirs: ["/none\\e[31m"]}';
    writeFileSync(file, `broker: {pool: [{host: mq}]}\nsecurity: {psk: x}\n${node}\n`);
    const { stdout, code } = await run('--check', '--config', file);
    expect(stdout).to.include('the agents of /none\\u001b[31m cannot be used: ENOENT');
    expect(code).to.equal(0);
  });

  it('exits 1 with one sentence when it cannot work', async () => {
    expect(await run('--chek')).to.deep.equal({
      stdout: '',
      stderr: 'fleetspecd: fleetspecd does not know the argument --chek; see fleetspecd --help\n',
      code: 1,
    });
    const { stderr, code } = await run();
    expect(code).to.equal(1);
    expect(stderr).to.match(/^fleetspecd: cannot read the configuration .*none\.yaml: .*\n$/);
  });
});
